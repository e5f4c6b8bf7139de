import type { InstantMs } from '../../engine/time/instant.js';
import { iso } from '../lead/draft.js';
import type { LeadState, OfferAnswer, OfferState } from '../lead/state.js';

export type AnswerVerdict =
  | { is: 'VALID'; offer: OfferState; answer: OfferAnswer }
  /** They said the same before: nothing changes. */
  | { is: 'REPEATED' }
  | { is: 'REFUSED'; why: string };

/**
 * What an answer to an offer is worth. It speaks to the latest offer in which its sender was asked.
 * @param atMs when it was received: that decides whether it was in time, not when it is handled
 */
export function judgeAnswer(
  lead: Pick<LeadState, 'offers' | 'ownerId'>,
  { kind, userId }: { kind: 'ACCEPT' | 'DECLINE'; userId: string },
  atMs: InstantMs,
  nameOf: (userId: string) => string,
): AnswerVerdict {
  const offer = lead.offers.findLast(({ answers }) => answers.some((one) => one.userId === userId));
  const answer = offer?.answers.find((one) => one.userId === userId);
  if (!offer || !answer) return { is: 'REFUSED', why: 'this lead was not offered to you' };
  const expired = { is: 'REFUSED', why: `the time to answer was over at ${iso(offer.expiresAtMs)}` } as const;
  switch (answer.status) {
    case 'PENDING':
      return atMs <= offer.expiresAtMs ? { is: 'VALID', offer, answer } : expired;
    case 'EXPIRED':
      return expired;
    case 'ACCEPTED':
      if (kind === 'ACCEPT' && lead.ownerId === userId) return { is: 'REPEATED' };
      return {
        is: 'REFUSED',
        why: `you accepted it at ${iso(answer.answeredAtMs)}${lead.ownerId === userId ? '' : ', and somebody else has it now'}`,
      };
    case 'DECLINED':
      if (kind === 'DECLINE') return { is: 'REPEATED' };
      return { is: 'REFUSED', why: `you declined it at ${iso(answer.answeredAtMs)}` };
    case 'WITHDRAWN': {
      const winner = offer.answers.find(({ status }) => status === 'ACCEPTED');
      return {
        is: 'REFUSED',
        why: winner
          ? `${nameOf(winner.userId)} accepted it at ${iso(winner.answeredAtMs)}`
          : `the offer was withdrawn at ${iso(offer.endedAtMs)}`,
      };
    }
  }
}
