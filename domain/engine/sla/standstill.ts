import type { Calendar } from '../calendars/calendar.js';
import type { InstantMs } from '../time/instant.js';
import type { Interval } from '../calendars/types.js';
import type { ClockPause, StepDue } from './clock.js';
import type { TimedStep } from './definition.js';
import { firingAt } from './ladder.js';
import { MOST_REPEATS } from './window.js';

/** Where an instant goes that lies in, or after, a stretch in which everything stood still: as much later as that was long. */
export const afterStandstill = (atMs: InstantMs, { fromMs, toMs }: Interval): InstantMs =>
  atMs < fromMs ? atMs : atMs + (toMs - fromMs);

/**
 * The pauses of a clock, with a stretch in which everything stood still. One that is paused stands still all the same, and one
 * that started later, or has it already, is left as it is.
 * @returns null: nothing is to be changed
 */
export function withStandstill(
  pauses: readonly ClockPause[],
  startedAtMs: InstantMs,
  { fromMs, toMs }: Interval,
): ClockPause[] | null {
  const last = pauses.at(-1);
  const sinceMs = Math.max(fromMs, startedAtMs, last?.toMs ?? fromMs);
  return last?.toMs === null || sinceMs >= toMs ? null : [...pauses, { fromMs: sinceMs, toMs }];
}

/**
 * What a step has still to do once everything stood still: each firing that was due by then stays as it was planned, the others
 * come as much later, in the window's time if it has one.
 * @param window null: the step has none, or its calendar is not there
 */
export function stepAfterStandstill(
  step: TimedStep,
  planned: StepDue,
  standstill: Interval,
  window: Calendar | null,
): StepDue {
  const { dueAtMs, plainAtMs = null } = planned;
  if (dueAtMs === null) return planned;
  const later = (atMs: InstantMs): InstantMs => {
    const moved = afterStandstill(atMs, standstill);
    return moved === atMs ? atMs : (window?.nextOpen(moved) ?? moved);
  };
  const repeats = Array.from({ length: Math.min(step.repeat?.times ?? 0, MOST_REPEATS) }, (_, index) =>
    later(firingAt(planned, step, index + 1)!),
  );
  return {
    ...planned,
    dueAtMs: later(dueAtMs),
    ...(plainAtMs !== null && { plainAtMs: afterStandstill(plainAtMs, standstill) }),
    ...(repeats.length > 0 && { repeatsDueAtMs: repeats }),
  };
}
