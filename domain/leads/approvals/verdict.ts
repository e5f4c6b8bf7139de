import type { InstantMs } from '../../engine/time/instant.js';
import type { Actor } from '../../platform/audit/actor.js';
import { iso } from '../lead/draft.js';
import type { ApprovalState, DecisionRequest, LeadState } from '../lead/state.js';

type Decision = Pick<DecisionRequest, 'kind' | 'sequence'> & { actor: Actor };

export type DecisionVerdict =
  | { is: 'VALID'; approval: ApprovalState }
  /** They decided the same before: nothing changes. */
  | { is: 'REPEATED' }
  | { is: 'REFUSED'; why: string };

/** Whether somebody is asked by name for the approval that the lead waits for. */
export const isAskedToApprove = ({ approvals }: Pick<LeadState, 'approvals'>, userId: string): boolean =>
  approvals.some(({ status, askedUserIds }) => status === 'OPEN' && askedUserIds.includes(userId));

/** Whether somebody was ever asked by name for an approval of the lead. */
export const wasAskedToApprove = ({ approvals }: Pick<LeadState, 'approvals'>, userId: string): boolean =>
  approvals.some(({ askedUserIds }) => askedUserIds.includes(userId));

/** Who decided, in words that begin a sentence. */
const whoIs = ({ type, id }: Actor, nameOf: (userId: string) => string): string =>
  type === 'user' && id !== null ? nameOf(id) : type === 'api_key' ? 'an API key' : 'the machine';

const sameActor = (a: Actor | null, b: Actor): boolean => a !== null && a.type === b.type && a.id === b.id;

/**
 * What a decision about an approval is worth.
 * @param atMs when it was received: that decides whether it was in time, not when it is handled
 */
export function judgeDecision(
  { approvals }: Pick<LeadState, 'approvals'>,
  { kind, sequence, actor }: Decision,
  atMs: InstantMs,
  nameOf: (userId: string) => string,
): DecisionVerdict {
  const approval = approvals.find((one) => one.sequence === sequence);
  if (!approval) return { is: 'REFUSED', why: 'this lead waits for no approval' };
  const lapsed = `nobody decided in time: the approval lapsed at ${iso(approval.expiresAtMs)}`;
  switch (approval.status) {
    case 'OPEN':
      return atMs <= approval.expiresAtMs ? { is: 'VALID', approval } : { is: 'REFUSED', why: lapsed };
    case 'LAPSED':
      return { is: 'REFUSED', why: lapsed };
    case 'WITHDRAWN':
      return { is: 'REFUSED', why: `the approval was withdrawn at ${iso(approval.endedAtMs)}` };
    case 'APPROVED':
    case 'DECLINED': {
      const same = approval.status === (kind === 'APPROVE' ? 'APPROVED' : 'DECLINED');
      if (same && sameActor(approval.decidedBy, actor)) return { is: 'REPEATED' };
      const who = sameActor(approval.decidedBy, actor) ? 'you' : whoIs(approval.decidedBy!, nameOf);
      const did = approval.status === 'APPROVED' ? 'approved' : 'declined';
      return { is: 'REFUSED', why: `${who} ${did} it at ${iso(approval.endedAtMs)}` };
    }
  }
}

/** A decision about an approval of the lead that was written down before, and was not refused. */
export interface EarlierDecision extends Decision {
  /** Carried out; else it waits to be. */
  applied: boolean;
}

/** What is to be done with a decision that comes in. */
export type ReceivedDecision<E> =
  | { is: 'NEW' }
  /** The same was decided before, and waits to be carried out. */
  | { is: 'WAITING'; earlier: E }
  | { is: 'DONE'; earlier: E }
  | { is: 'REFUSED'; why: string };

/** What the approvals tell of a decision that comes in already. @param earlier what was decided before, the first first */
export function receiveDecision<E extends EarlierDecision>(
  lead: Pick<LeadState, 'approvals'>,
  decision: Decision,
  earlier: readonly E[],
  atMs: InstantMs,
  nameOf: (userId: string) => string,
): ReceivedDecision<E> {
  const same = earlier.filter(
    ({ kind, sequence, actor }) =>
      kind === decision.kind && sequence === decision.sequence && sameActor(actor, decision.actor),
  );
  const waiting = same.find(({ applied }) => !applied);
  if (waiting) return { is: 'WAITING', earlier: waiting };
  const verdict = judgeDecision(lead, decision, atMs, nameOf);
  if (verdict.is === 'REFUSED') return verdict;
  const done = verdict.is === 'REPEATED' ? same.at(-1) : undefined;
  return done ? { is: 'DONE', earlier: done } : { is: 'NEW' };
}
