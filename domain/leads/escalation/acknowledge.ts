import type { InstantMs } from '../../engine/time/instant.js';
import type { Draft } from '../lead/draft.js';
import type { EscalationState, LeadState } from '../lead/state.js';
import type { Actor } from '../../platform/audit/actor.js';

/** Whether an escalation told somebody something, and no contact had been made by then. */
export const isActive = ({ overtaken, compensatedAtMs }: EscalationState): boolean =>
  !overtaken && compensatedAtMs === null;

/** When the last of a lead's active escalations fired; null: it has none. */
export function lastActiveAtMs({ escalations }: Pick<LeadState, 'escalations'>): InstantMs | null {
  const fired = escalations.filter(isActive).map(({ firedAtMs }) => firedAtMs);
  return fired.length === 0 ? null : Math.max(...fired);
}

/** Escalations that are active, and that nobody has acknowledged. */
export const unacknowledged = ({ escalations }: Pick<LeadState, 'escalations'>): EscalationState[] =>
  escalations.filter((one) => isActive(one) && one.acknowledgedAtMs === null);

/** A manager knows: the steps that have fired repeat no more. Those that have not fired yet still will. */
export function acknowledge(draft: Draft, reason: string | null, atMs: InstantMs, actor: Actor): void {
  const fired = unacknowledged(draft.lead);
  for (const escalation of fired) {
    escalation.acknowledgedAtMs = atMs;
    draft.changes.acknowledged.add(escalation);
  }
  draft.tell('escalation.acknowledged', { reason, escalationKeys: fired.map(({ key }) => key) }, actor);
}
