import type { z } from 'zod';
import { isoMs, isoMsOrNull } from '../../http/contract.js';
import type { OpenOffer } from '../../../db/leads/queries/offers.js';
import type { OfferAnswer, OfferState } from '../../../domain/leads/lead/state.js';
import type { Explanation } from '../../../domain/engine/routing/types.js';
import { explanationOf } from './explanation.js';
import type { leadOffer, listOffers } from '../contract/offers.js';

const answerOf = ({ answeredAtMs, ...answer }: OfferAnswer) => ({ ...answer, answeredAt: isoMsOrNull(answeredAtMs) });

/** An offer as its lead's detail shows it. @param inZone tells the times of a sentence in the org's zone */
export function leadOfferOf(
  offer: OfferState & { explanation: Explanation },
  inZone: (sentence: string) => string,
): z.input<typeof leadOffer> {
  const { sequence, mode, teamId, status, explanation } = offer;
  return {
    sequence,
    mode,
    teamId,
    status,
    offeredAt: isoMs(offer.offeredAtMs),
    expiresAt: isoMs(offer.expiresAtMs),
    endedAt: isoMsOrNull(offer.endedAtMs),
    answers: offer.answers.map(answerOf),
    explanation: explanationOf(explanation, inZone),
  };
}

type Item = z.input<(typeof listOffers.responses)[200]>['items'][number];

/** An open offer as the list shows it. @param inZone tells times as its reader has them */
export function openOfferOf(offer: OpenOffer, inZone: (sentence: string) => string): Item {
  const { leadId, sequence, mode, leadName, source, score, tags, why, names } = offer;
  return {
    leadId,
    sequence,
    mode,
    leadName,
    source,
    score,
    tags,
    why: inZone(why),
    names,
    receivedAt: isoMs(offer.receivedAtMs),
    deadlineAt: isoMsOrNull(offer.deadlineAtMs),
    offeredAt: isoMs(offer.offeredAtMs),
    expiresAt: isoMs(offer.expiresAtMs),
    userIds: offer.answers.map(({ userId }) => userId),
    answers: offer.answers.map(answerOf),
  };
}
