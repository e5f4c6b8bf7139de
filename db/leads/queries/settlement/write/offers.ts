import type { OfferAnswer, OfferState } from '../../../../../domain/leads/lead/state.js';
import { offerAnswers, offers } from '../../../schema/offers.js';
import { columnsOf } from './columns.js';
import type { Part, Settlement } from './part.js';

const changed = ({ drafts }: Settlement) =>
  drafts.flatMap(({ lead, changes }) => Array.from(changes.offers, (offer) => ({ leadId: lead.id, offer })));

const offer = columnsOf(offers).from<{ leadId: string; offer: OfferState }>({
  leadId: ({ leadId }) => leadId,
  sequence: ({ offer }) => offer.sequence,
  mode: ({ offer }) => offer.mode,
  teamId: ({ offer }) => offer.teamId,
  status: ({ offer }) => offer.status,
  offeredAt: ({ offer }) => offer.offeredAtMs,
  expiresAt: ({ offer }) => offer.expiresAtMs,
  endedAt: ({ offer }) => offer.endedAtMs,
  explanation: ({ offer }) => offer.explanation,
});

export const changedOffers: Part = {
  name: 'changed_offers',
  rows: (settlement) => offer.rows(changed(settlement)),
  sql: offer.upsert(['leadId', 'sequence'], ['status', 'endedAt'], { explanation: `coalesce(r.explanation, '{}')` }),
};

const answer = columnsOf(offerAnswers).from<{ leadId: string; offer: OfferState; answer: OfferAnswer }>({
  leadId: ({ leadId }) => leadId,
  sequence: ({ offer }) => offer.sequence,
  userId: ({ answer }) => answer.userId,
  status: ({ answer }) => answer.status,
  answeredAt: ({ answer }) => answer.answeredAtMs,
  reason: ({ answer }) => answer.reason,
});

export const changedAnswers: Part = {
  name: 'changed_answers',
  rows: (settlement) =>
    answer.rows(
      changed(settlement).flatMap(({ leadId, offer }) => offer.answers.map((one) => ({ leadId, offer, answer: one }))),
    ),
  sql: answer.upsert(['leadId', 'sequence', 'userId'], ['status', 'answeredAt', 'reason']),
};
