import { parseDuration } from '../time/duration.js';
import { holds, type Facts } from '../conditions/condition.js';
import type { ClockPause, ClockState, ClockCalendar } from './clock.js';
import type { Calendar } from '../calendars/calendar.js';
import { schedule } from './schedule.js';
import type { InstantMs } from '../time/instant.js';
import { planStep } from './window.js';
import type { ClockTerms, TimedStep } from './definition.js';

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

/** The calendar of a clock; `kept` null: its definition names it. `words` say whose it is. */
export type FoundCalendar =
  { calendar: Calendar; kept: null; words?: undefined } | { calendar: Calendar; kept: ClockCalendar; words: string };

/** The target of a clock over some facts: the first conditional target that holds, else the plain one. */
export function targetOf(definition: Pick<ClockTerms, 'target' | 'targets'>, facts: Facts): number {
  const conditional = definition.targets?.find((target) => holds(target.when, facts));
  return parseDuration((conditional ?? definition.target).duration);
}

/**
 * All instants of a clock with the receipt of its deadline, from its start, its target and its pauses.
 * @param found the calendar in which it counts; null: elapsed time
 * @param windowOf the calendar of a step's window; null: there is none, and the step stays where it is
 * @param tellIn the IANA zone in which the receipt tells times; left out: the calendar's, of elapsed time UTC
 * @throws NoBusinessTimeError when the calendar has no working time.
 */
export function planClock<Step extends TimedStep>(
  definition: Pick<ClockTerms<Step>, 'atRisk' | 'ladder'>,
  { startedAtMs, targetMs, pauses }: Counting,
  found: FoundCalendar | null,
  windowOf: (step: Step) => Calendar | null,
  tellIn?: string,
): ClockPlan {
  const kept = found?.kept ?? null;
  const { deadlineAtMs, atRiskAtMs, steps, receipt } = schedule({
    startedAtMs,
    targetMs,
    calendar: found?.calendar ?? null,
    calendarWords: found?.words,
    tellIn,
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
      planStep(step, steps[index]!.dueAtMs, step.within ? windowOf(step) : null),
    ),
    calendar: kept,
    receipt: kept === null ? receipt : { ...receipt, calendar: kept },
    receiptText: receipt.text,
  };
}
