import type { InstantMs } from '../../engine/time/instant.js';
import { iso } from '../lead/draft.js';
import type { LeadState, OfferAnswer, OfferState } from '../lead/state.js';

export type AnswerVerdict =
  | { is: 'VALID'; offer: OfferState; answer: OfferAnswer }
  /** They said the same before: nothing changes. */
  | { is: 'REPEATED' }
  | { is: 'REFUSED'; why: string };

/** Something that somebody said to an offer of the lead before, and that was not refused. */
export interface EarlierAnswer {
  kind: 'ACCEPT' | 'DECLINE';
  userId: string;
  /** Decided over; else it waits to be. */
  applied: boolean;
}

/** What is to be done with an answer that comes in. */
export type ReceivedAnswer<E> =
  /** To be written down, and decided over by the settlement. */
  | { is: 'NEW' }
  /** The same was said before, and waits to be decided over. */
  | { is: 'WAITING'; earlier: E }
  /** The same was said before, and was done. */
  | { is: 'DONE'; earlier: E }
  | { is: 'REFUSED'; why: string };

/** Whether the lead's open offer waits for this person's answer. */
export const isAsked = ({ offers }: Pick<LeadState, 'offers'>, userId: string): boolean =>
  offers.some(({ answers }) => answers.some((one) => one.userId === userId && one.status === 'PENDING'));

/** Whether somebody has to do with a lead: they own it, or were asked to take it. */
export const concerns = ({ offers, ownerId }: Pick<LeadState, 'offers' | 'ownerId'>, userId: string): boolean =>
  ownerId === userId || offers.some(({ answers }) => answers.some((one) => one.userId === userId));

/** What the offers tell of an answer that comes in already. @param earlier what was said before, the first first */
export function receiveAnswer<E extends EarlierAnswer>(
  lead: Pick<LeadState, 'offers' | 'ownerId'>,
  answer: { kind: 'ACCEPT' | 'DECLINE'; userId: string },
  earlier: readonly E[],
  atMs: InstantMs,
  nameOf: (userId: string) => string,
): ReceivedAnswer<E> {
  const same = earlier.filter(({ kind, userId }) => kind === answer.kind && userId === answer.userId);
  const waiting = same.find(({ applied }) => !applied);
  if (waiting) return { is: 'WAITING', earlier: waiting };
  const verdict = judgeAnswer(lead, answer, atMs, nameOf);
  if (verdict.is === 'REFUSED') return verdict;
  const done = verdict.is === 'REPEATED' ? same.at(-1) : undefined;
  return done ? { is: 'DONE', earlier: done } : { is: 'NEW' };
}

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
          : // It may go on without them.
            `the offer was withdrawn${offer.endedAtMs === null ? '' : ` at ${iso(offer.endedAtMs)}`}`,
      };
    }
  }
}
