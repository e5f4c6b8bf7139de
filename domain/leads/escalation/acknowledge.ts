import type { InstantMs } from '../../engine/time/instant.js';
import type { Draft } from '../lead/draft.js';
import type { EscalationState, LeadState } from '../lead/state.js';
import type { Actor } from '../../platform/audit/actor.js';

/** Escalations that told somebody something, and that nobody has acknowledged. */
export const unacknowledged = ({ escalations }: Pick<LeadState, 'escalations'>): EscalationState[] =>
  escalations.filter((one) => one.acknowledgedAtMs === null && !one.overtaken && one.compensatedAtMs === null);

/** A manager knows: the steps that have fired repeat no more. Those that have not fired yet still will. */
export function acknowledge(draft: Draft, reason: string | null, atMs: InstantMs, actor: Actor): void {
  const fired = unacknowledged(draft.lead);
  for (const escalation of fired) {
    escalation.acknowledgedAtMs = atMs;
    draft.changes.acknowledged.add(escalation);
  }
  draft.tell('escalation.acknowledged', { reason, escalationKeys: fired.map(({ key }) => key) }, actor);
}
