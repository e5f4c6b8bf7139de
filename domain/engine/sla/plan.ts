import { parseDuration } from '../time/duration.js';
import { holds, type Facts } from '../conditions/condition.js';
import type { ClockDefinition, LadderWindow } from '../../leads/flow/definition.js';
import type { ClockPause, ClockState } from '../../leads/lead/state.js';
import type { Calendar } from '../calendars/calendar.js';
import { schedule } from './schedule.js';
import type { CalendarOf, ClockCalendar, InstantMs } from '../calendars/types.js';
import { planStep } from './window.js';

/** What a plan settles of a clock. */
export type ClockPlan = Pick<
  ClockState,
  'targetMs' | 'atRiskAtMs' | 'deadlineAtMs' | 'steps' | 'calendar' | 'receipt' | 'receiptText'
>;

/** What a clock counts from, and when it stood still. */
export interface Counting {
  startedAtMs: InstantMs;
  targetMs: number;
  pauses: ClockPause[];
}

/** The calendar of a clock; `kept` null: the flow names it. */
export interface FoundCalendar {
  calendar: Calendar;
  kept: ClockCalendar | null;
}

const WHOSE: Record<CalendarOf, string> = {
  FLOW: "the flow's calendar",
  TEAM: "the team's calendar",
  OWNER: "the owner's calendar",
  LEAD: "the flow's hours in the lead's zone",
};

/** The target of a clock for one lead: the first conditional target that holds, else the plain one. */
export function targetOf(definition: ClockDefinition, facts: Facts): number {
  const conditional = definition.targets?.find((target) => holds(target.when, facts));
  return parseDuration((conditional ?? definition.target).duration);
}

/**
 * All instants of a clock with the receipt of its deadline, from its start, its target and its pauses.
 * @param found the calendar in which it counts; null: elapsed time
 * @param windowOf the calendar of a step's window; null: there is none, and the step stays where it is
 * @throws NoBusinessTimeError when the calendar has no working time.
 */
export function planClock(
  definition: Pick<ClockDefinition, 'atRisk' | 'ladder'>,
  { startedAtMs, targetMs, pauses }: Counting,
  found: FoundCalendar | null,
  windowOf: (window: LadderWindow) => Calendar | null,
): ClockPlan {
  const kept = found?.kept ?? null;
  const { deadlineAtMs, atRiskAtMs, steps, receipt } = schedule({
    startedAtMs,
    targetMs,
    calendar: found?.calendar ?? null,
    calendarWords: kept === null ? undefined : WHOSE[kept.of],
    pauses,
    atRiskShare: definition.atRisk ?? null,
    steps: definition.ladder.map(({ key, at }) => ({
      key,
      at: 'share' in at ? at : { offsetMs: parseDuration(at.offset) },
    })),
  });
  return {
    targetMs,
    deadlineAtMs,
    atRiskAtMs,
    steps: definition.ladder.map((step, index) =>
      planStep(step, steps[index]!.dueAtMs, step.within ? windowOf(step.within) : null),
    ),
    calendar: kept,
    receipt: kept === null ? receipt : { ...receipt, calendar: kept },
    receiptText: receipt.text,
  };
}
