import type { ClockDefinition, LadderStep } from './definition.js';
import { PROOF_KINDS } from './definition.js';
import { checkCondition, type Report } from './validate-condition.js';
import { durationOf } from './validate-duration.js';
import type { FlowContext } from './validate.js';

const SECOND = 1_000;
const LONGEST_TARGET = 366 * 24 * 60 * 60 * SECOND;
const MOST_CLOCKS = 20;
const MOST_STEPS = 30;
const MOST_REPEATS = 100;

export function checkClocks(clocks: readonly ClockDefinition[], context: FlowContext, report: Report): void {
  if (clocks.length > MOST_CLOCKS) report('clocks', `A flow has at most ${MOST_CLOCKS} clocks.`);
  const indexOf = new Map<string, number>();
  clocks.forEach((clock, index) => {
    const path = `clocks.${index}`;
    const first = indexOf.get(clock.key);
    if (first === undefined) indexOf.set(clock.key, index);
    else report(`${path}.key`, `Clock ${first + 1} has this key already.`);
    checkClock(clock, path, context, report);
  });
  clocks.forEach((clock, index) => {
    if (typeof clock.starts === 'string') return;
    const path = `clocks.${index}.starts.afterMet`;
    if (!indexOf.has(clock.starts.afterMet)) report(path, `There is no clock "${clock.starts.afterMet}".`);
    else if (waitsForItself(clock, clocks)) report(path, 'This clock would wait for itself, and never start.');
  });
}

/** Follows `afterMet` from clock to clock. Only the clocks on the cycle itself are told, not those that lead to it. */
function waitsForItself(clock: ClockDefinition, clocks: readonly ClockDefinition[]): boolean {
  const seen = new Set<string>();
  let at: ClockDefinition | undefined = clock;
  while (at && typeof at.starts !== 'string') {
    const next: string = at.starts.afterMet;
    if (next === clock.key) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    at = clocks.find((other) => other.key === next);
  }
  return false;
}

function checkClock(clock: ClockDefinition, path: string, context: FlowContext, report: Report): void {
  const { target } = clock;
  const targets = [{ duration: target.duration, path: `${path}.target.duration` }];
  clock.targets?.forEach((conditional, index) => {
    checkCondition(conditional.when, `${path}.targets.${index}.when`, report, 'ROUTED', context);
    targets.push({ duration: conditional.duration, path: `${path}.targets.${index}.duration` });
  });
  const lengths = targets.flatMap((one) => {
    const ms = durationOf(one.duration, one.path, report);
    if (ms === null) return [];
    if (ms <= 0) report(one.path, 'A target is longer than zero.');
    else if (ms > LONGEST_TARGET) report(one.path, 'A target is at most 366 days.');
    return [ms];
  });

  if (target.time === 'BUSINESS' && target.calendarId === undefined) {
    report(`${path}.target.calendarId`, 'Business time needs a calendar.');
  }
  if (target.calendarId !== undefined) {
    const calendar = context.calendars.get(target.calendarId);
    if (!calendar) report(`${path}.target.calendarId`, 'There is no such calendar.');
    else if (!calendar.hasWorkingTime) report(`${path}.target.calendarId`, 'This calendar has no working time.');
  }
  if (clock.atRisk !== undefined && !(clock.atRisk > 0 && clock.atRisk < 1)) {
    report(`${path}.atRisk`, 'The share is more than 0 and less than 1.');
  }
  clock.proofs.forEach((kind, index) => {
    if (!PROOF_KINDS.includes(kind)) report(`${path}.proofs.${index}`, `"${String(kind)}" is no kind of proof.`);
  });
  checkLadder(clock.ladder, `${path}.ladder`, Math.min(...lengths), report);
}

/** @param shortest of the clock's targets in ms; Infinity when none could be read. */
function checkLadder(ladder: readonly LadderStep[], path: string, shortest: number, report: Report): void {
  if (ladder.length > MOST_STEPS) report(path, `A ladder has at most ${MOST_STEPS} steps.`);
  const keys = new Map<string, number>();
  ladder.forEach((step, index) => {
    const at = `${path}.${index}`;
    const first = keys.get(step.key);
    if (first === undefined) keys.set(step.key, index);
    else report(`${at}.key`, `Step ${first + 1} has this key already.`);

    if ('share' in step.at) {
      if (!(step.at.share > 0)) report(`${at}.at.share`, 'The share is more than 0.');
      else if (shortest !== Infinity && step.at.share * shortest > LONGEST_TARGET) {
        report(`${at}.at.share`, 'A step is due at most 366 days after the clock starts.');
      }
    } else {
      const ms = durationOf(step.at.offset, `${at}.at.offset`, report);
      // Each target counts: under the shortest one the step would be due before the clock starts.
      if (ms !== null && -ms > shortest) {
        report(`${at}.at.offset`, 'This is due before the clock starts: it is longer than the (shortest) target.');
      } else if (ms !== null && ms > LONGEST_TARGET) {
        report(`${at}.at.offset`, 'A step is due at most 366 days after the deadline.');
      }
    }
    if (step.repeat) {
      const every = durationOf(step.repeat.every, `${at}.repeat.every`, report);
      if (every !== null && every < SECOND)
        report(`${at}.repeat.every`, 'Repeat at most once a second: PT1S or longer.');
      const { times } = step.repeat;
      if (!Number.isInteger(times) || times < 1 || times > MOST_REPEATS) {
        report(`${at}.repeat.times`, `Give a whole number from 1 to ${MOST_REPEATS}.`);
      }
    }
  });
}
