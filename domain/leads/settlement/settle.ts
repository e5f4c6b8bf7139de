import { routeLead } from '../assignment/assign.js';
import { startClocks } from '../clocks/clocks.js';
import { applyCommand } from '../commands/command.js';
import { isEnded } from '../vocabulary/ended.js';
import type { Draft } from '../lead/draft.js';
import { passDueInstants } from '../escalation/escalate.js';
import { applyProof, speaksTo } from '../proofs/proof.js';
import { isSuspended } from '../clocks/paused.js';
import { syncPauses } from '../clocks/pauses.js';
import { closeWorkItems } from '../work-items/gone.js';
import { qualify } from './qualify.js';
import type { LeadInput } from '../lead/state.js';
import type { ClockState } from '../../engine/sla/clock.js';

/** How far a settlement goes; each goal includes those before it. */
export type Goal = 'QUALIFIED' | 'ROUTED' | 'SETTLED';

/**
 * Brings a lead up to date with the instant of the draft's context. It does what is not done yet, so that calling it
 * again, from wherever, finds nothing to do: qualify, route, start the clocks, then every proof and command in the
 * order of their receipt, each after all instants that were due before it, then all instants that are due by now.
 * Time decides, not the order of handling (docs/architecture.md, decision 4).
 * @param inputs proofs and commands that were not applied yet
 */
export function settle(draft: Draft, inputs: LeadInput[], goal: Goal = 'SETTLED'): void {
  if (isSuspended(draft.lead)) return;
  draft.standstills = inputs.flatMap((input) =>
    input.type === 'COMMAND' && input.request.kind === 'STAND_STILL' ? [input.request] : [],
  );
  bringUp(draft, inputs, goal);
  closeWorkItems(draft, goal === 'SETTLED');
}

function bringUp(draft: Draft, inputs: LeadInput[], goal: Goal): void {
  const { lead } = draft;
  if (lead.status === 'RECEIVED') qualify(draft);
  if (goal === 'QUALIFIED') return;
  if (lead.status === 'QUALIFIED') routeLead(draft);
  if (goal === 'ROUTED') return;
  if (!lead.clocksStarted && !isEnded(lead.status)) startClocks(draft);
  syncPauses(draft, draft.nowMs);

  const inOrder = [...inputs].sort((a, b) => a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1));
  for (const [index, input] of inOrder.entries()) {
    passDueInstants(draft, (atMs) => atMs < input.receivedAtMs, overtakenBy(draft, inOrder.slice(index)));
    if (input.type === 'PROOF') applyProof(draft, input);
    else applyCommand(draft, input);
    syncPauses(draft, input.receivedAtMs);
  }
  passDueInstants(draft, (atMs) => atMs <= draft.nowMs);
}

/**
 * Steps that were due before a proof or the closing, but had not fired, would only disturb: they are recorded. All that
 * was received until now counts, not only the input at hand.
 */
function overtakenBy(draft: Draft, inputs: LeadInput[]): (clock: ClockState) => boolean {
  return (clock) =>
    inputs.some((input) => (input.type === 'PROOF' ? speaksTo(draft, input, clock) : input.request.kind === 'CLOSE'));
}
