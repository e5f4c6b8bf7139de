import type { ClockDefinition } from '../flow/definition.js';
import type { Calendar } from '../sla/calendar.js';
import { planClock, targetOf, type ClockPlan } from '../sla/plan.js';
import type { InstantMs } from '../sla/types.js';
import { iso, needed, type Draft } from './draft.js';
import type { ClockPause, ClockState } from './state.js';

export const clockDefinition = (draft: Draft, key: string): ClockDefinition | undefined =>
  draft.lead.flow?.definition.clocks.find((clock) => clock.key === key);

const latestCycle = (draft: Draft, key: string): ClockState | undefined =>
  draft.lead.clocks.filter((clock) => clock.key === key).sort((a, b) => b.cycle - a.cycle)[0];

const calendarsFor = (draft: Draft, definition: ClockDefinition): ReadonlyMap<string, Calendar> =>
  definition.target.time === 'ELAPSED' ? new Map<string, Calendar>() : needed(draft.context.calendars);

/**
 * Plans a clock. One whose time was used up when the lead's pause began does not stand still: it is due, and so is all
 * that its ladder does after that.
 */
function plan(
  definition: ClockDefinition,
  { startedAtMs, targetMs }: { startedAtMs: InstantMs; targetMs: number },
  pauses: ClockPause[],
  calendars: ReadonlyMap<string, Calendar>,
): ClockPlan & { pauses: ClockPause[]; paused: boolean } {
  const planWith = (some: ClockPause[]) => planClock(definition, startedAtMs, targetMs, some, calendars);
  const planned = planWith(pauses);
  const paused = planned.deadlineAtMs === null;
  if (paused || pauses.at(-1)?.toMs !== null) return { ...planned, pauses, paused };
  const ended = pauses.slice(0, -1);
  return { ...planWith(ended), pauses: ended, paused: false };
}

/** A calendar that has vanished or has no working time: a person must look, the lead goes on. */
function cannotPlan(draft: Draft, definition: ClockDefinition, cycle: number, what: string, error: unknown): void {
  draft.changes.workItems.push({
    kind: 'CLOCK_NOT_STARTED',
    summary: `The clock «${definition.name}» could not be ${what}: ${error instanceof Error ? error.message : String(error)}`,
    details: { clockKey: definition.key, cycle },
    dedupeKey: `clock:${draft.lead.id}:${definition.key}:${cycle}:${what}`,
  });
}

/** Starts one clock. A calendar that has vanished or has no working time becomes a work item: the lead goes on. */
function startClock(draft: Draft, definition: ClockDefinition, startedAtMs: InstantMs, cycle: number): void {
  const { lead, context } = draft;
  const pauses: ClockPause[] = lead.pausedAtMs === null ? [] : [{ fromMs: lead.pausedAtMs, toMs: null }];
  let planned;
  const calendars = calendarsFor(draft, definition);
  try {
    planned = plan(definition, { startedAtMs, targetMs: targetOf(definition, draft.facts) }, pauses, calendars);
  } catch (error) {
    cannotPlan(draft, definition, cycle, 'started', error);
    return;
  }
  const { paused, ...times } = planned;
  const clock: ClockState = {
    id: context.newId(),
    key: definition.key,
    cycle,
    status: paused ? 'PAUSED' : 'RUNNING',
    startedAtMs,
    ...times,
    atRiskSeenAtMs: null,
    breachedAtMs: null,
    metAtMs: null,
    correctedAtMs: null,
    supersededAtMs: null,
    cancelledAtMs: null,
  };
  draft.addClock(clock);
  draft.tell('sla.started', {
    clockId: clock.id,
    clockKey: clock.key,
    cycle,
    startedAt: iso(startedAtMs),
    deadlineAt: iso(clock.deadlineAtMs),
    text: clock.receiptText,
  });
}

/**
 * Starts the clocks of one kind of start that have not run yet. `RECEIVED` and `QUALIFIED` count from the lead's
 * arrival, because the time that the machine takes is not the customer's; `ASSIGNED` counts from the assignment.
 */
export function startClocksFor(draft: Draft, starts: 'RECEIVED' | 'QUALIFIED' | 'ASSIGNED'): void {
  const { lead } = draft;
  const startedAtMs = starts === 'ASSIGNED' ? lead.assignedAtMs : lead.receivedAtMs;
  if (startedAtMs === null) return;
  for (const definition of lead.flow?.definition.clocks ?? []) {
    if (definition.starts === starts && !latestCycle(draft, definition.key))
      startClock(draft, definition, startedAtMs, 1);
  }
}

/** The clocks that start by themselves once the lead is qualified and routed. */
export function startClocks(draft: Draft): void {
  startClocksFor(draft, 'RECEIVED');
  startClocksFor(draft, 'QUALIFIED');
  startClocksFor(draft, 'ASSIGNED');
  draft.setLead({ clocksStarted: true });
}

/** Starts the clocks that wait for another to be met. */
export function startChained(draft: Draft, metKey: string, metAtMs: InstantMs): void {
  if (draft.lead.status === 'CLOSED') return;
  for (const definition of draft.lead.flow?.definition.clocks ?? []) {
    const { starts, key } = definition;
    if (typeof starts === 'object' && starts.afterMet === metKey && !latestCycle(draft, key))
      startClock(draft, definition, metAtMs, 1);
  }
}

/** A new owner: the reps' own clocks begin a new cycle, unless the customer was reached; the customer's clocks go on. */
export function restartClocks(draft: Draft, atMs: InstantMs): void {
  for (const { definition, clock } of ownersClocks(draft)) {
    endOwnersClock(draft, clock, atMs, 'the lead has a new owner');
    startClock(draft, definition, atMs, clock.cycle + 1);
  }
}

/** Nobody owns the lead any more: the reps' own clocks end; with the next owner they begin a new cycle. */
export function endOwnersClocks(draft: Draft, atMs: InstantMs): void {
  for (const { clock } of ownersClocks(draft)) endOwnersClock(draft, clock, atMs, 'nobody owns the lead');
}

/** The reps' own clocks that were not met. One that ended with its owner waits for the next. */
function ownersClocks(draft: Draft): { definition: ClockDefinition; clock: ClockState }[] {
  return (draft.lead.flow?.definition.clocks ?? []).flatMap((definition) => {
    const clock = definition.restartOnReassign ? latestCycle(draft, definition.key) : undefined;
    if (!clock || clock.metAtMs !== null) return [];
    return clock.status === 'CANCELLED' && clock.supersededAtMs === null ? [] : [{ definition, clock }];
  });
}

function endOwnersClock(draft: Draft, clock: ClockState, atMs: InstantMs, reason: string): void {
  if (clock.status === 'RUNNING' || clock.status === 'PAUSED') cancelClock(draft, clock, reason);
  if (clock.supersededAtMs === null) draft.setClock(clock, { supersededAtMs: atMs });
}

export function cancelClock(draft: Draft, clock: ClockState, reason: string): void {
  draft.setClock(clock, { status: 'CANCELLED', cancelledAtMs: draft.nowMs });
  draft.tell('sla.cancelled', { clockId: clock.id, clockKey: clock.key, cycle: clock.cycle, text: reason });
}

/** Plans a clock anew after its pauses changed. */
export function replan(draft: Draft, clock: ClockState, pauses: ClockPause[]): void {
  const definition = clockDefinition(draft, clock.key);
  if (!definition) return;
  const calendars = calendarsFor(draft, definition);
  let planned;
  try {
    planned = plan(definition, clock, pauses, calendars);
  } catch (error) {
    cannotPlan(draft, definition, clock.cycle, 'planned anew', error);
    cancelClock(draft, clock, 'its deadline cannot be computed any more');
    return;
  }
  const { paused, ...times } = planned;
  draft.setClock(clock, { ...times, status: paused ? 'PAUSED' : 'RUNNING' });
}
