import { parseDuration } from '../duration.js';
import type { ClockDefinition, LadderStep } from '../flow/definition.js';
import type { ClockState } from '../lead/state.js';
import type { InstantMs } from './types.js';

/** One thing that a clock does by itself at an instant. */
export type Due =
  | { kind: 'AT_RISK'; atMs: InstantMs }
  | { kind: 'BREACH'; atMs: InstantMs }
  | { kind: 'STEP'; atMs: InstantMs; step: LadderStep; repeat: number };

/** Whether the clock still waits for its proof: only such a clock does anything by itself. */
export function isOpen(clock: ClockState): boolean {
  if (clock.supersededAtMs !== null) return false;
  return clock.status === 'RUNNING' || (clock.status === 'BREACHED' && clock.metAtMs === null);
}

/** When a step fires next, given how often it fired; null: never again, or not known while the clock is paused. */
function stepDue(clock: ClockState, step: LadderStep, firedTimes: number): InstantMs | null {
  const firstAtMs = clock.steps.find(({ key }) => key === step.key)?.dueAtMs ?? null;
  if (firstAtMs === null || firedTimes > (step.repeat?.times ?? 0)) return null;
  return firstAtMs + (step.repeat && firedTimes > 0 ? firedTimes * parseDuration(step.repeat.every) : 0);
}

/**
 * Everything that an open clock has before it, each step once with its next firing, ordered by instant; at one
 * instant at-risk comes first, then the breach, then the steps in the ladder's order.
 * @param firedTimes how often the step of that key fired for this clock already
 */
export function upcoming(
  clock: ClockState,
  definition: Pick<ClockDefinition, 'ladder'>,
  firedTimes: (stepKey: string) => number,
): Due[] {
  if (!isOpen(clock)) return [];
  const due: Due[] = [];
  if (clock.status === 'RUNNING') {
    if (clock.atRiskAtMs !== null && clock.atRiskSeenAtMs === null)
      due.push({ kind: 'AT_RISK', atMs: clock.atRiskAtMs });
    if (clock.deadlineAtMs !== null) due.push({ kind: 'BREACH', atMs: clock.deadlineAtMs });
  }
  for (const step of definition.ladder) {
    const repeat = firedTimes(step.key);
    const atMs = stepDue(clock, step, repeat);
    if (atMs !== null) due.push({ kind: 'STEP', atMs, step, repeat });
  }
  // Array.sort is stable: equal instants keep the order in which they were pushed.
  return due.sort((a, b) => a.atMs - b.atMs);
}

/** The id of one firing. Unique in the database: retries, replays and restarts cannot make two. */
export function escalationKey(
  leadId: string,
  clock: Pick<ClockState, 'key' | 'cycle'>,
  stepKey: string,
  repeat: number,
) {
  return `${leadId}:${clock.key}:${clock.cycle}:${stepKey}:${repeat}`;
}
