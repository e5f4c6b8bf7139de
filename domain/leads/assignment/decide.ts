import type { CandidateVerdict, RoutingDecision } from '../../engine/routing/types.js';
import { askRouting } from './ask-routing.js';
import type { Draft } from '../lead/draft.js';
import type { LeadState, OfferAnswer } from '../lead/state.js';

const SAID: Record<Exclude<OfferAnswer['status'], 'DECLINED'>, string> = {
  PENDING: 'is asked already',
  ACCEPTED: 'had this lead already',
  EXPIRED: 'did not answer in time',
  WITHDRAWN: 'was asked already',
};

/**
 * Who is not asked (again), and why in words.
 * @param beyond `ASKED`: everybody who was ever asked; `HAD`: only those who had the lead or declined it, for when there
 * is no time left to ask
 */
export function triedOf(lead: LeadState, beyond: 'ASKED' | 'HAD'): ReadonlyMap<string, string> {
  const tried = new Map<string, string>();
  for (const { ownerId } of lead.assignments) tried.set(ownerId, 'had this lead already');
  for (const { answers } of lead.offers) {
    for (const { userId, status, reason } of answers) {
      if (status === 'DECLINED') tried.set(userId, `declined: ${reason ?? 'no reason given'}`);
      else if (beyond === 'ASKED' && !tried.has(userId)) tried.set(userId, SAID[status]);
    }
  }
  return tried;
}

/** Routes the lead as its flow says, past those who were tried. */
export function decide(draft: Draft, tried: ReadonlyMap<string, string>): RoutingDecision {
  const decision = askRouting(draft, new Set(tried.keys()));
  const candidates = decision.explanation.candidates.map((one) => withReason(one, tried.get(one.userId)));
  return { ...decision, explanation: { ...decision.explanation, candidates } };
}

/** What a person said themselves tells more than the step at which they would have fallen out anyway. */
function withReason(verdict: CandidateVerdict, why: string | undefined): CandidateVerdict {
  if (why === undefined || verdict.outcome !== 'OUT') return verdict;
  if (!verdict.reason.startsWith('NOT_TRIED') && !why.startsWith('declined')) return verdict;
  return { ...verdict, reason: `NOT_TRIED: ${why}` };
}
