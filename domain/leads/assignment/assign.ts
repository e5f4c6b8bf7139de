import { leadWeightOf } from '../flow/lead-weight.js';
import type { AssignmentMode, Explanation } from '../../engine/routing/types.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { endOwnersClocks, restartClocks, startClocksFor } from '../clocks/clocks.js';
import type { RoutingTry } from '../vocabulary/work-items.js';
import { askFirst, withdrawApproval } from '../approvals/approval.js';
import { decide, triedOf } from './decide.js';
import type { Draft } from '../lead/draft.js';
import { SYSTEM, type Actor } from '../../platform/audit/actor.js';
import { isOverdue, offerInstead, withdrawOffer, withoutReservation } from '../offers/offer.js';
import { moveToOwnersTime } from '../clocks/windows.js';
import type { EscalationState } from '../lead/state.js';
import { clockName } from '../clocks/clock-name.js';
import { assignedWords } from '../notices/words.js';

/**
 * Gives the lead to an owner: ends the assignment before, starts or restarts the clocks that hang on it.
 * @param sinceMs when a person asked for it: a machine that was busy does not lengthen the new owner's time
 */
export function assignTo(
  draft: Draft,
  to: { ownerId: string; teamId: string | null; mode: AssignmentMode; explanation: Explanation },
  actor: Actor = SYSTEM,
  sinceMs: InstantMs = draft.nowMs,
): void {
  const { lead } = draft;
  const before = lead.assignments.at(-1);
  // What was asked before the machine first routed the lead follows that assignment, whatever the clock says.
  const atMs = Math.max(sinceMs, before?.assignedAtMs ?? sinceMs);
  const went = `the lead went to ${draft.context.nameOf(to.ownerId)}`;
  withdrawOffer(draft, went, atMs, actor);
  withdrawApproval(draft, went, atMs, actor);
  if (before && before.endedAtMs === null) {
    before.endedAtMs = atMs;
    draft.changes.assignments.add(before);
  }
  const assignment = {
    sequence: (before?.sequence ?? 0) + 1,
    ...to,
    assignedAtMs: atMs,
    endedAtMs: null,
    explanationText: to.explanation.text,
  };
  lead.assignments.push(assignment);
  draft.changes.assignments.add(assignment);
  count(draft, lead.ownerId, -1);
  count(draft, to.ownerId, 1);

  const previousOwnerId = lead.ownerId;
  const status = lead.contactedAtMs === null ? 'ASSIGNED' : 'CONTACTED';
  draft.setLead({ ownerId: to.ownerId, teamId: to.teamId ?? lead.teamId, assignedAtMs: atMs, status });
  draft.tell(
    'lead.assigned',
    {
      ownerId: to.ownerId,
      teamId: lead.teamId,
      mode: to.mode,
      sequence: assignment.sequence,
      text: to.explanation.text,
    },
    actor,
    previousOwnerId === null ? null : { ownerId: previousOwnerId },
  );
  // Also after a time without an owner: the clocks of the one before ended then.
  if (before) restartClocks(draft, atMs);
  if (lead.clocksStarted) startClocksFor(draft, 'ASSIGNED');
  moveToOwnersTime(draft, atMs);
  draft.notify({
    kind: 'ASSIGNED',
    userId: to.ownerId,
    channels: ['in_app', 'email'],
    ...assignedWords(draft, to.explanation.text),
    dedupeKey: `assigned:${lead.id}:${assignment.sequence}`,
  });
}

/** Takes the lead from its owner without giving it to another: it is `UNROUTED` until somebody does. @param why in words */
export function release(draft: Draft, atMs: InstantMs, why: string): void {
  const { lead } = draft;
  const last = lead.assignments.at(-1);
  if (last && last.endedAtMs === null) {
    last.endedAtMs = Math.max(atMs, last.assignedAtMs);
    draft.changes.assignments.add(last);
  }
  count(draft, lead.ownerId, -1);
  endOwnersClocks(draft, atMs);
  draft.setLead({ ownerId: null, assignedAtMs: null, status: 'UNROUTED', unroutedBecause: why });
  moveToOwnersTime(draft, atMs);
}

/** Keeps the shared candidates true within one settlement. */
function count(draft: Draft, userId: string | null, leads: 1 | -1): void {
  const candidate = draft.context.candidates?.find((one) => one.userId === userId);
  if (!candidate) return;
  candidate.load += leads * draft.lead.capacityWeight;
  if (leads === -1) return;
  candidate.lastAssignedAtMs = draft.nowMs;
  candidate.recentlyAssignedAtMs.push(draft.nowMs);
}

/**
 * `→ PENDING_APPROVAL | OFFERED | ASSIGNED | UNROUTED` by the flow's routing, past everybody who was asked before. Once a
 * promise to the customer is broken there is no time to ask reps: it is given to the best who did not decline.
 */
export function routeLead(draft: Draft): void {
  const { lead } = draft;
  draft.setLead({ capacityWeight: leadWeightOf(lead.flow!.definition.routing, draft.facts) });
  const asking = decide(draft, triedOf(lead, 'ASKED'));
  if (askFirst(draft, asking)) return;
  if (offerInstead(draft, asking)) return;
  const giving = lead.offers.length > 0 && isOverdue(draft);
  const { userId, teamId, explanation } = giving ? decide(draft, triedOf(lead, 'HAD')) : asking;
  if (userId !== null) {
    assignTo(draft, { ownerId: userId, teamId, mode: 'AUTO', explanation });
    return;
  }
  draft.setLead({ status: 'UNROUTED', teamId, unroutedBecause: explanation.text });
  draft.tell('lead.unrouted', { status: 'UNROUTED', text: explanation.text, candidates: explanation.candidates });
  const isFirst = lead.offers.length === 0;
  // Reopened, or asked in vain: unrouted again, which is told again.
  const times = lead.offers.length + lead.assignments.length;
  const again = [...(times === 0 ? [] : [times]), ...(lead.reopenedAtMs === null ? [] : [lead.reopenedAtMs])];
  nobodyLeft(draft, {
    tried: isFirst ? 'FIRST_ROUTING' : 'OFFERS',
    summary: isFirst
      ? `The first routing found nobody for this lead: ${explanation.text}`
      : `Nobody is left to offer this lead to: ${explanation.text}`,
    explanation,
    noticeKey: ['unrouted', lead.id, ...again].join(':'),
  });
}

/** Nobody has the lead: a person is asked to give it to somebody, and the managers are told. */
export function nobodyLeft(
  draft: Draft,
  { tried, summary, explanation, noticeKey }: Nobody & { summary: string; noticeKey: string },
): void {
  askForOwner(draft, { tried, explanation }, summary);
  draft.notify({
    kind: 'UNROUTED',
    userId: null,
    channels: ['in_app', 'email'],
    subject: `Nobody could take ${draft.leadName}`,
    text: `${explanation.text}. Assign it by hand.`,
    dedupeKey: noticeKey,
  });
}

interface Nobody {
  tried: RoutingTry;
  explanation: Explanation;
}

/** Whatever failed, nobody has the lead: one cause, and one piece of work. */
function askForOwner(draft: Draft, { tried, explanation }: Nobody, summary: string): void {
  draft.askPerson({
    kind: 'UNROUTED',
    summary: `${summary}. Assign it by hand.`,
    details: { tried, flowId: draft.lead.flow?.id ?? null, candidates: explanation.candidates },
    cause: `unrouted:${draft.lead.id}`,
  });
}

/**
 * The ladder's `REASSIGN`: to the best who did not have the lead yet and did not decline it. Nobody is asked: after a
 * missed deadline there is no time for it.
 * @returns false when nobody was left: the lead stays with its owner, and a work item says so; whoever reassigns tells the
 * managers.
 */
export function reassign(draft: Draft, step: Pick<EscalationState, 'clockKey' | 'cycle' | 'stepKey'>): boolean {
  const { lead } = draft;
  const { userId, teamId, explanation } = withoutReservation(draft, () => decide(draft, triedOf(lead, 'HAD')));
  if (userId === null) {
    notReassigned(draft, step, explanation);
    return false;
  }
  if (lead.ownerId !== null) draft.setLead({ reassignments: lead.reassignments + 1 });
  assignTo(draft, { ownerId: userId, teamId, mode: 'AUTO', explanation });
  return true;
}

/** The ladder's reassignment failed. Where nobody had the lead before, that it is nobody's is the cause, as it was. */
function notReassigned(
  draft: Draft,
  { clockKey, cycle, stepKey }: Pick<EscalationState, 'clockKey' | 'cycle' | 'stepKey'>,
  explanation: Explanation,
): void {
  const { lead, context } = draft;
  const { ownerId } = lead;
  const clock = clockName(lead, clockKey);
  const summary = `The reassignment of “${clock}” found nobody else for this lead: ${explanation.text}`;
  if (ownerId === null) {
    askForOwner(draft, { tried: 'REASSIGNMENT', explanation }, summary);
    return;
  }
  draft.askPerson({
    kind: 'NOT_REASSIGNED',
    summary: `${summary}. It stays with ${context.nameOf(ownerId)}.`,
    details: {
      tried: 'REASSIGNMENT' satisfies RoutingTry,
      ownerId,
      clockKey,
      clock,
      cycle,
      stepKey,
      flowId: lead.flow?.id ?? null,
      candidates: explanation.candidates,
    },
    cause: `reassign:${lead.id}:${ownerId}`,
  });
}
