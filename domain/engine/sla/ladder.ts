import { parseDuration } from '../time/duration.js';
import type { ClockState, StepDue } from './clock.js';
import type { InstantMs } from '../time/instant.js';
import type { TimedStep } from './definition.js';

/** One thing that a clock does by itself at an instant. */
export type Due<Step extends TimedStep = TimedStep> =
  | { kind: 'AT_RISK'; atMs: InstantMs }
  | { kind: 'BREACH'; atMs: InstantMs }
  | { kind: 'STEP'; atMs: InstantMs; step: Step; repeat: number };

/** What tells whether a clock waits. */
type Waiting = Pick<ClockState, 'status' | 'metAtMs' | 'supersededAtMs' | 'cancelledAtMs'>;

/** Whether the clock still waits for its proof, standing still or not. Also in SQL, for who stores clocks. */
export function waitsForProof({ status, metAtMs, supersededAtMs, cancelledAtMs }: Waiting): boolean {
  if (supersededAtMs !== null || cancelledAtMs !== null) return false;
  return status === 'RUNNING' || status === 'PAUSED' || (status === 'BREACHED' && metAtMs === null);
}

/** Whether the clock does things by itself: it waits for its proof, and does not stand still. */
export const ticks = (clock: Waiting): boolean => clock.status !== 'PAUSED' && waitsForProof(clock);

/** How often a step has fired, and whether somebody has acknowledged one of the firings. */
export interface Firings {
  times: number;
  acknowledged: boolean;
}

/** One firing of a step. */
export interface Firing {
  clockId: string;
  stepKey: string;
  /** When somebody said that they know: its step repeats no more. */
  acknowledgedAtMs: InstantMs | null;
}

/** What a clock's steps did already, by step. */
export const firingsOf =
  (all: readonly Firing[], clock: Pick<ClockState, 'id'>) =>
  (stepKey: string): Firings => {
    const fired = all.filter((one) => one.clockId === clock.id && one.stepKey === stepKey);
    return { times: fired.length, acknowledged: fired.some(({ acknowledgedAtMs }) => acknowledgedAtMs !== null) };
  };

/**
 * When a step fires as it was planned.
 * @param nth 0 is the first firing, 1 its first repeat
 * @returns null: it fires less often, or its instant is not known while the clock is paused
 */
export function firingAt(planned: StepDue | undefined, step: TimedStep, nth: number): InstantMs | null {
  const firstAtMs = planned?.dueAtMs ?? null;
  if (firstAtMs === null || nth > (step.repeat?.times ?? 0)) return null;
  if (nth === 0 || !step.repeat) return firstAtMs;
  return planned?.repeatsDueAtMs?.[nth - 1] ?? firstAtMs + nth * parseDuration(step.repeat.every);
}

/** When a step fires next; null: never again, or not known while the clock is paused. */
const stepDue = (clock: ClockState, step: TimedStep, { times, acknowledged }: Firings): InstantMs | null =>
  acknowledged
    ? null
    : firingAt(
        clock.steps.find(({ key }) => key === step.key),
        step,
        times,
      );

/**
 * Everything that a clock has before it while it ticks, each step once with its next firing, ordered by instant; at one
 * instant at-risk comes first, then the breach, then the steps in the ladder's order.
 * @param firings what the step of that key did for this clock already
 */
export function upcoming<Step extends TimedStep>(
  clock: ClockState,
  definition: { ladder: readonly Step[] },
  firings: (stepKey: string) => Firings,
): Due<Step>[] {
  if (!ticks(clock)) return [];
  const due: Due<Step>[] = [];
  if (clock.status === 'RUNNING') {
    if (clock.atRiskAtMs !== null && clock.atRiskSeenAtMs === null)
      due.push({ kind: 'AT_RISK', atMs: clock.atRiskAtMs });
    if (clock.deadlineAtMs !== null) due.push({ kind: 'BREACH', atMs: clock.deadlineAtMs });
  }
  for (const step of definition.ladder) {
    const fired = firings(step.key);
    const atMs = stepDue(clock, step, fired);
    if (atMs !== null) due.push({ kind: 'STEP', atMs, step, repeat: fired.times });
  }
  // Array.sort is stable: equal instants keep the order in which they were pushed.
  return due.sort((a, b) => a.atMs - b.atMs);
}

/** The id of one firing, for the thing whose clock it is. Unique in the database: retries, replays and restarts cannot make two. */
export function firingKey(
  subjectId: string,
  clock: Pick<ClockState, 'key' | 'cycle'>,
  stepKey: string,
  repeat: number,
) {
  return `${subjectId}:${clock.key}:${clock.cycle}:${stepKey}:${repeat}`;
}
