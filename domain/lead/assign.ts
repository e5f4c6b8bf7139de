import { route } from '../routing/route.js';
import type { AssignmentMode, Explanation } from '../routing/types.js';
import type { InstantMs } from '../sla/types.js';
import { endOwnersClocks, restartClocks, startClocksFor } from './clocks.js';
import { iso, needed, SYSTEM, type Draft } from './draft.js';
import type { Actor } from './state.js';

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
  draft.notify({
    kind: 'ASSIGNED',
    userId: to.ownerId,
    mail: true,
    subject: `Your lead: ${draft.leadName}`,
    text: `${draft.leadName} is yours since ${iso(atMs)}. Why: ${to.explanation.text}.`,
    dedupeKey: `assigned:${lead.id}:${assignment.sequence}`,
  });
}

/** Takes the lead from its owner without giving it to another: it is `UNROUTED` until somebody does. */
export function release(draft: Draft, atMs: InstantMs): void {
  const { lead } = draft;
  const last = lead.assignments.at(-1);
  if (last && last.endedAtMs === null) {
    last.endedAtMs = Math.max(atMs, last.assignedAtMs);
    draft.changes.assignments.add(last);
  }
  count(draft, lead.ownerId, -1);
  endOwnersClocks(draft, atMs);
  draft.setLead({ ownerId: null, assignedAtMs: null, status: 'UNROUTED' });
}

/** Keeps the shared candidates true within one settlement. */
function count(draft: Draft, userId: string | null, leads: 1 | -1): void {
  const candidate = draft.context.candidates?.find((one) => one.userId === userId);
  if (!candidate) return;
  candidate.openLeads += leads;
  if (leads === 1) candidate.lastAssignedAtMs = draft.nowMs;
}

/** `QUALIFIED → ASSIGNED | UNROUTED` by the flow's routing. */
export function routeLead(draft: Draft): void {
  const { lead, context } = draft;
  const decision = route(lead.flow!.definition.routing, draft.facts, needed(context.candidates), new Set());
  const { userId, teamId, explanation } = decision;
  if (userId !== null) {
    assignTo(draft, { ownerId: userId, teamId, mode: 'AUTO', explanation });
    return;
  }
  draft.setLead({ status: 'UNROUTED', teamId });
  draft.tell('lead.unrouted', { status: 'UNROUTED', text: explanation.text, candidates: explanation.candidates });
  nobodyLeft(draft, `unrouted:${lead.id}`, explanation);
}

/** Nobody could take it: a work item and an alert to the manager. */
export function nobodyLeft(draft: Draft, dedupeKey: string, explanation: Explanation): void {
  draft.changes.workItems.push({
    kind: 'UNROUTED',
    summary: `Nobody could take this lead: ${explanation.text}. Assign it by hand.`,
    details: { candidates: explanation.candidates },
    dedupeKey,
  });
  draft.notify({
    kind: 'UNROUTED',
    userId: null,
    mail: true,
    subject: `Nobody could take ${draft.leadName}`,
    text: `${explanation.text}. Assign it by hand.`,
    dedupeKey,
  });
}

/**
 * The ladder's `REASSIGN`: to the best who did not have the lead yet.
 * @returns false when nobody was left: the lead stays with its owner, a work item says so.
 */
export function reassign(draft: Draft, escalationKey: string): boolean {
  const { lead, context } = draft;
  const tried = new Set(lead.assignments.map(({ ownerId }) => ownerId));
  const { userId, teamId, explanation } = route(
    lead.flow!.definition.routing,
    draft.facts,
    needed(context.candidates),
    tried,
  );
  if (userId === null) {
    nobodyLeft(draft, `reassign:${escalationKey}`, explanation);
    return false;
  }
  if (lead.ownerId !== null) draft.setLead({ reassignments: lead.reassignments + 1 });
  assignTo(draft, { ownerId: userId, teamId, mode: 'AUTO', explanation });
  return true;
}
