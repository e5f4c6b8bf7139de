import type { LeadStatus } from '../vocabulary/status.js';
import { type ClockDefinition, type FlowDefinition } from './definition.js';
import { CALL_OUTCOMES, PROOF_KINDS } from '../vocabulary/proofs.js';
import { checkTargetCalendar, type FlowCalendars } from './validate-calendars.js';
import type { FlowContext } from './flow-context.js';
import type { Report } from '../../engine/conditions/check.js';
import { checkCondition } from './validate-condition.js';
import { durationOf } from './validate-duration.js';
import { checkLadder, LONGEST_TARGET } from './validate-ladder.js';

export const MOST_CLOCKS = 20;
/** Statuses in which clocks run: the others come before them, or end them. */
const RUNNING_IN: readonly LeadStatus[] = ['PENDING_APPROVAL', 'OFFERED', 'ASSIGNED', 'UNROUTED', 'CONTACTED'];
/** A lead comes out of this one whatever happens. */
const ENDS_BY_ITSELF: LeadStatus = 'PENDING_APPROVAL';
/** Statuses in which no clock ever runs. */
const NEVER_RUNNING_IN: readonly LeadStatus[] = ['RECEIVED', 'UNQUALIFIED', 'CLOSED'];

export function checkClocks(definition: FlowDefinition, context: FlowContext, report: Report): void {
  const { clocks } = definition;
  if (clocks.length > MOST_CLOCKS) report('clocks', `A flow has at most ${MOST_CLOCKS} clocks.`);
  const indexOf = new Map<string, number>();
  clocks.forEach((clock, index) => {
    const path = `clocks.${index}`;
    const first = indexOf.get(clock.key);
    if (first === undefined) indexOf.set(clock.key, index);
    else report(`${path}.key`, `Clock ${first + 1} has this key already.`);
    checkClock(clock, path, { definition, context }, report);
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

function checkClock(clock: ClockDefinition, path: string, flow: FlowCalendars, report: Report): void {
  const { target } = clock;
  const targets = [{ duration: target.duration, path: `${path}.target.duration` }];
  clock.targets?.forEach((conditional, index) => {
    checkCondition(conditional.when, `${path}.targets.${index}.when`, report, 'ROUTED', flow.context);
    targets.push({ duration: conditional.duration, path: `${path}.targets.${index}.duration` });
  });
  const lengths = targets.flatMap((one) => {
    const ms = durationOf(one.duration, one.path, report);
    if (ms === null) return [];
    if (ms <= 0) report(one.path, 'A target is longer than zero.');
    else if (ms > LONGEST_TARGET) report(one.path, 'A target is at most 366 days.');
    return [ms];
  });

  checkTargetCalendar(target, `${path}.target`, flow, report);
  if (clock.atRisk !== undefined && !(clock.atRisk > 0 && clock.atRisk < 1)) {
    report(`${path}.atRisk`, 'The share is more than 0 and less than 1.');
  }
  clock.proofs.forEach((kind, index) => {
    if (!PROOF_KINDS.includes(kind)) report(`${path}.proofs.${index}`, `"${String(kind)}" is no kind of proof.`);
  });
  checkOutcomes(clock, `${path}.callOutcomes`, report);
  if (clock.recurring && clock.proofs.length === 0) {
    report(`${path}.recurring`, 'Without proofs it is never met, and never starts again: name at least one proof.');
  }
  checkPauses(clock, `${path}.pauseIn`, report);
  checkLadder(clock.ladder, `${path}.ladder`, Math.min(...lengths), flow, report);
}

function checkOutcomes({ proofs, callOutcomes }: ClockDefinition, path: string, report: Report): void {
  if (callOutcomes === undefined) return;
  if (!proofs.includes('CALL_LOGGED')) report(path, 'A call does not stop this clock: name CALL_LOGGED in its proofs.');
  else if (callOutcomes.length === 0)
    report(path, 'Name at least one outcome, or leave CALL_LOGGED out of its proofs.');
  callOutcomes.forEach((outcome, index) => {
    if (!CALL_OUTCOMES.includes(outcome)) report(`${path}.${index}`, `"${String(outcome)}" is no outcome of a call.`);
    else if (callOutcomes.indexOf(outcome) < index) report(`${path}.${index}`, `"${outcome}" is named already.`);
  });
}

function checkPauses({ pauseIn = [] }: ClockDefinition, path: string, report: Report): void {
  pauseIn.forEach((status, index) => {
    if (NEVER_RUNNING_IN.includes(status)) {
      report(`${path}.${index}`, `No clock runs while a lead is ${status}: use ${RUNNING_IN.join(', ')}.`);
    }
  });
  if (RUNNING_IN.every((status) => status === ENDS_BY_ITSELF || pauseIn.includes(status)))
    report(path, 'This clock would stand still for ever.');
}
