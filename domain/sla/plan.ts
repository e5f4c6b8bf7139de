import { parseDuration } from '../duration.js';
import { DomainError } from '../errors.js';
import { holds, type Facts } from '../flow/condition.js';
import type { ClockDefinition } from '../flow/definition.js';
import type { ClockPause, ClockState } from '../lead/state.js';
import type { Calendar } from './calendar.js';
import { schedule } from './schedule.js';
import type { InstantMs } from './types.js';

/** What a plan settles of a clock. */
export type ClockPlan = Pick<
  ClockState,
  'targetMs' | 'atRiskAtMs' | 'deadlineAtMs' | 'steps' | 'receipt' | 'receiptText'
>;

/** The target of a clock for one lead: the first conditional target that holds, else the plain one. */
export function targetOf(definition: ClockDefinition, facts: Facts): number {
  const conditional = definition.targets?.find((target) => holds(target.when, facts));
  return parseDuration((conditional ?? definition.target).duration);
}

/**
 * All instants of a clock with the receipt of its deadline, from its start, its target and its pauses.
 * @throws DomainError when its calendar does not exist; NoBusinessTimeError when that has no working time.
 */
export function planClock(
  definition: ClockDefinition,
  startedAtMs: InstantMs,
  targetMs: number,
  pauses: ClockPause[],
  calendars: ReadonlyMap<string, Calendar>,
): ClockPlan {
  const { time, calendarId } = definition.target;
  const calendar = time === 'ELAPSED' ? null : calendars.get(calendarId ?? '');
  if (calendar === undefined) throw new DomainError(`calendar ${calendarId ?? '(none)'} does not exist any more`);
  const { deadlineAtMs, atRiskAtMs, steps, receipt } = schedule({
    startedAtMs,
    targetMs,
    calendar,
    pauses,
    atRiskShare: definition.atRisk ?? null,
    steps: definition.ladder.map(({ key, at }) => ({
      key,
      at: 'share' in at ? at : { offsetMs: parseDuration(at.offset) },
    })),
  });
  return { targetMs, deadlineAtMs, atRiskAtMs, steps, receipt, receiptText: receipt.text };
}
