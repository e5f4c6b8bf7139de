import { assignTo, routeLead } from '../assignment/assign.js';
import { startAgain } from '../clocks/clocks.js';
import { passDueInstants } from '../escalation/escalate.js';
import { needed, type Draft } from '../lead/draft.js';
import type { CommandInput } from '../lead/state.js';
import { detach } from '../same-person/same-person.js';

/**
 * A closed lead is open again. It goes back to its owner, if they still work here; else it is routed, and one that no
 * flow ever took is qualified first. Clocks that the closing cancelled start again from now; verdicts stay, and a breach
 * that nobody answered waits again, but what its ladder would have done meanwhile is passed over.
 */
export function reopen(draft: Draft, { request, receivedAtMs, actor }: CommandInput & { request: { kind: 'REOPEN' } }) {
  const { lead, context } = draft;
  const { outcome, ownerId, teamId, flow } = lead;
  const closedAtMs = lead.closedAtMs ?? receivedAtMs;
  const works = ownerId !== null && (needed(context.people).users.get(ownerId)?.status ?? 'INACTIVE') === 'ACTIVE';
  // What it was before it was asked for is for the assignment to say, and for the routing.
  const status = works ? 'ASSIGNED' : flow === null || lead.score === null ? 'RECEIVED' : 'QUALIFIED';
  draft.setLead({
    status,
    outcome: null,
    closedAtMs: null,
    reopenedAtMs: receivedAtMs,
    pausedAtMs: null,
    pausedUntilMs: null,
    ownerId: null,
    assignedAtMs: null,
  });
  detach(draft, actor, request.mergeId !== undefined);
  draft.tell('lead.reopened', { outcome, reason: request.reason }, actor, { status: 'CLOSED' });
  if (status === 'RECEIVED') {
    draft.setLead({ clocksStarted: false });
    return;
  }

  passDueInstants(
    draft,
    (atMs) => atMs <= receivedAtMs,
    () => true,
  );
  if (works) {
    const text = `${context.nameOf(ownerId)} again: the lead was reopened`;
    const candidates = [{ userId: ownerId, outcome: 'CHOSEN' as const, reason: text, terms: {} }];
    const explanation = { text, rule: 'reopened', strategy: null, candidates };
    assignTo(draft, { ownerId, teamId, mode: 'DIRECT', explanation }, actor, receivedAtMs);
  } else routeLead(draft);
  startAgain(draft, closedAtMs, receivedAtMs);
}
