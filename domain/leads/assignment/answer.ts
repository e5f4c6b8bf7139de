import { parseDuration } from '../../engine/time/duration.js';
import type { Explanation } from '../../engine/routing/types.js';
import { assignTo, routeLead } from './assign.js';
import { iso, type Draft } from '../lead/draft.js';
import { endOffer, pendingOf } from '../offers/offer.js';
import type { AnswerRequest, CommandInput, OfferAnswer, OfferState } from '../lead/state.js';

/** Carries out an answer that was judged valid. */
export function answerOffer(
  draft: Draft,
  { offer, answer }: { offer: OfferState; answer: OfferAnswer },
  command: CommandInput & { request: AnswerRequest },
): void {
  const { request, receivedAtMs } = command;
  // The clock of whoever wrote it down may be behind ours: nobody answers before they were asked.
  answer.answeredAtMs = Math.max(receivedAtMs, offer.offeredAtMs);
  if (request.kind === 'ACCEPT') accept(draft, offer, answer, command);
  else decline(draft, offer, answer, { ...command, request });
}

function accept(draft: Draft, offer: OfferState, answer: OfferAnswer, command: CommandInput): void {
  const { userId } = answer;
  const { mode, sequence, teamId } = offer;
  answer.status = 'ACCEPTED';
  // They lose sight of it: the event has to reach them.
  const userIds = pendingOf(offer);
  endOffer(draft, offer, 'ACCEPTED', 'WITHDRAWN', answer.answeredAtMs!);
  draft.tell('lead.offer_accepted', { mode, sequence, userId, userIds }, command.actor);
  const explanation = acceptedBecause(draft, offer, userId);
  assignTo(draft, { ownerId: userId, teamId, mode, explanation }, command.actor, answer.answeredAtMs!);
}

/** Why the winner was asked, and that they said yes. Of a broadcast the best ranked need not be the fastest. */
function acceptedBecause(draft: Draft, offer: OfferState, winnerId: string): Explanation {
  const text = `${draft.context.nameOf(winnerId)} accepted the ${offer.mode === 'OFFER' ? 'offer' : 'broadcast'}. Asked: ${offer.explanationText}`;
  const { rule = 'offer', strategy = null, candidates = [] } = offer.explanation ?? {};
  return {
    text,
    rule,
    strategy,
    candidates: candidates.map((one) => {
      if (one.userId === winnerId) {
        const reason = offer.mode === 'OFFER' ? one.reason : `accepted first; ${one.reason}`;
        return { ...one, outcome: 'CHOSEN', reason };
      }
      return one.outcome === 'CHOSEN' ? { ...one, outcome: 'PASSED' } : one;
    }),
  };
}

function decline(
  draft: Draft,
  offer: OfferState,
  answer: OfferAnswer,
  { request, receivedAtMs, actor }: CommandInput & { request: Extract<AnswerRequest, { kind: 'DECLINE' }> },
): void {
  const { userId } = answer;
  const { reason, busyFor } = request;
  answer.status = 'DECLINED';
  answer.reason = reason;
  draft.changes.offers.add(offer);
  const busyUntilMs = busyFor === undefined ? null : receivedAtMs + parseDuration(busyFor);
  if (busyUntilMs !== null) draft.changes.busy.push({ userId, untilMs: busyUntilMs });
  const { mode, sequence } = offer;
  draft.tell('lead.offer_declined', { mode, sequence, userId, reason, busyUntil: iso(busyUntilMs) }, actor);
  if (pendingOf(offer).length > 0) return;
  endOffer(draft, offer, 'DECLINED', 'WITHDRAWN', answer.answeredAtMs!);
  routeLead(draft);
}

/** The time to answer is over: on to the next. */
export function expireOffer(draft: Draft, offer: OfferState): void {
  const { mode, sequence, expiresAtMs } = offer;
  const userIds = pendingOf(offer);
  endOffer(draft, offer, 'EXPIRED', 'EXPIRED', expiresAtMs);
  draft.tell('lead.offer_expired', { mode, sequence, userIds, expiresAt: iso(expiresAtMs) });
  routeLead(draft);
}
