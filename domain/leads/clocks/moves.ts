import type { ClockState } from '../../engine/sla/clock.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { calendarIdOf, type Planned } from './calendars.js';
import { clockDefinition, recounted, type CountedClock } from './clocks.js';

/** A clock as a preview looks at it. */
export type PreviewedClock = CountedClock & Pick<ClockState, 'cycle' | 'atRiskSeenAtMs'>;

/** A running deadline that other hours would move. */
export interface Move {
  clockKey: string;
  /** As the flow calls the clock. */
  clockName: string;
  cycle: number;
  fromMs: InstantMs;
  toMs: InstantMs;
  /** What the clock is at once: `BREACHED` where the new deadline has passed, `AT_RISK` where that instant has. */
  becomes: 'BREACHED' | 'AT_RISK' | null;
}

interface MovesOfLead {
  moves: Move[];
  /** Clocks that run by these hours and keep their deadline. */
  kept: number;
  /** Clocks that stand still: they count by the hours of the day on which they go on. */
  standing: number;
}

/**
 * What a lead's clocks would be by other hours of a calendar. It says what `recountClocks` does, and changes nothing.
 * @param planned with the calendars as they would be
 * @param clocks those that run or stand still
 */
export function movesOf(
  planned: Planned,
  clocks: readonly PreviewedClock[],
  calendarId: string,
  nowMs: InstantMs,
): MovesOfLead {
  const found: MovesOfLead = { moves: [], kept: 0, standing: 0 };
  for (const clock of clocks) {
    const definition = clockDefinition(planned, clock.key);
    if (!definition || calendarIdOf(definition, clock) !== calendarId) continue;
    if (clock.status === 'PAUSED') found.standing += 1;
    // What was due before now is breached before anything is counted anew.
    if (clock.status !== 'RUNNING' || clock.deadlineAtMs === null || clock.deadlineAtMs <= nowMs) continue;
    const times = recounted(planned, clock, { calendarId });
    if (times === null || times.deadlineAtMs === null) {
      found.kept += 1;
      continue;
    }
    const { key: clockKey, cycle, deadlineAtMs: fromMs } = clock;
    const { deadlineAtMs: toMs, atRiskAtMs } = times;
    const isAtRisk = clock.atRiskSeenAtMs === null && atRiskAtMs !== null && atRiskAtMs <= nowMs;
    const becomes = toMs <= nowMs ? 'BREACHED' : isAtRisk ? 'AT_RISK' : null;
    found.moves.push({ clockKey, clockName: definition.name, cycle, fromMs, toMs, becomes });
  }
  return found;
}
