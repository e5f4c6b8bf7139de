import { MOST_REPEATS } from '../../engine/sla/window.js';
import type { LadderStep } from './definition.js';
import { calendarProblem } from './flow-context.js';
import { calendarOfProblem, type FlowCalendars } from './validate-calendars.js';
import type { Report } from '../../engine/conditions/check.js';
import { checkCondition } from './validate-condition.js';
import { checkPeople } from './validate-people.js';
import { durationOf } from './validate-duration.js';

const SECOND = 1_000;
export const MOST_STEPS = 30;
/** The longest target of a clock, and how far from its start or deadline a step can be. */
export const LONGEST_TARGET = 366 * 24 * 60 * 60 * SECOND;

/** @param shortest of the clock's targets in ms; Infinity when none could be read. */
export function checkLadder(
  ladder: readonly LadderStep[],
  path: string,
  shortest: number,
  flow: FlowCalendars,
  report: Report,
): void {
  if (ladder.length > MOST_STEPS) report(path, `A ladder has at most ${MOST_STEPS} steps.`);
  const keys = new Map<string, number>();
  ladder.forEach((step, index) => {
    const at = `${path}.${index}`;
    const first = keys.get(step.key);
    if (first === undefined) keys.set(step.key, index);
    else report(`${at}.key`, `Step ${first + 1} has this key already.`);
    checkInstant(step, at, shortest, report);
    checkRecipients(step, `${at}.to`, flow, report);
    checkRepeat(step, `${at}.repeat`, report);
    checkWindow(step, `${at}.within`, flow, report);
    if (step.stopWhen) checkCondition(step.stopWhen, `${at}.stopWhen`, report, 'LADDER', flow.context);
  });
}

function checkInstant({ at }: LadderStep, path: string, shortest: number, report: Report): void {
  if ('share' in at) {
    if (!(at.share > 0)) report(`${path}.at.share`, 'The share is more than 0.');
    else if (shortest !== Infinity && at.share * shortest > LONGEST_TARGET) {
      report(`${path}.at.share`, 'A step is due at most 366 days after the clock starts.');
    }
    return;
  }
  const ms = durationOf(at.offset, `${path}.at.offset`, report);
  // Each target counts: under the shortest one the step would be due before the clock starts.
  if (ms !== null && -ms > shortest) {
    report(`${path}.at.offset`, 'This is due before the clock starts: it is longer than the (shortest) target.');
  } else if (ms !== null && ms > LONGEST_TARGET) {
    report(`${path}.at.offset`, 'A step is due at most 366 days after the deadline.');
  }
}

function checkRepeat({ repeat }: LadderStep, path: string, report: Report): void {
  if (!repeat) return;
  const every = durationOf(repeat.every, `${path}.every`, report);
  if (every !== null && every < SECOND) report(`${path}.every`, 'Repeat at most once a second: PT1S or longer.');
  if (!Number.isInteger(repeat.times) || repeat.times < 1 || repeat.times > MOST_REPEATS) {
    report(`${path}.times`, `Give a whole number from 1 to ${MOST_REPEATS}.`);
  }
}

function checkRecipients({ to = [] }: LadderStep, path: string, { context }: FlowCalendars, report: Report): void {
  to.forEach((recipient, index) => {
    if (typeof recipient === 'object') checkPeople(recipient, `${path}.${index}`, context, report);
  });
}

function checkWindow({ within }: LadderStep, path: string, flow: FlowCalendars, report: Report): void {
  if (!within) return;
  if ('calendarId' in within) {
    const unfit = calendarProblem(within.calendarId, flow.context);
    if (unfit !== null) report(`${path}.calendarId`, unfit);
    return;
  }
  // An owner without a calendar is at work at any hour.
  const problem = within.calendarOf === 'OWNER' ? null : calendarOfProblem(within.calendarOf, flow);
  if (problem !== null) report(`${path}.calendarOf`, problem);
}
