import type { ClockDefinition } from '../flow/definition.js';
import { waitsForProof } from '../../engine/sla/ladder.js';
import { withStandstill } from '../../engine/sla/standstill.js';
import { planClock, targetOf, type ClockPlan } from '../../engine/sla/plan.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { calendarIdOf, calendarOfClock, calendarOfWindow, type Planned } from './calendars.js';
import { ContextNeeded, iso, type Draft } from '../lead/draft.js';
import { SYSTEM, type Actor } from '../../platform/audit/actor.js';
import { isEnded } from '../vocabulary/ended.js';
import type { LeadState, RecountScope } from '../lead/state.js';
import type { ClockPause, ClockState } from '../../engine/sla/clock.js';

export const clockDefinition = (draft: { lead: Pick<LeadState, 'flow'> }, key: string): ClockDefinition | undefined =>
  draft.lead.flow?.definition.clocks.find((clock) => clock.key === key);

/** The latest cycle of a clock; undefined: it never started. */
export const latestCycle = ({ clocks }: Pick<LeadState, 'clocks'>, key: string): ClockState | undefined =>
  clocks.filter((clock) => clock.key === key).sort((a, b) => b.cycle - a.cycle)[0];

/** Whether a clock of the lead is open: it waits for its proof, and the lead has not ended. */
export const isOpenClock = ({ status }: Pick<LeadState, 'status'>, clock: ClockState): boolean =>
  !isEnded(status) && waitsForProof(clock);

/** The cycle of a clock that still waits for its proof, standing still or not. */
export const openClock = ({ clocks }: Pick<LeadState, 'clocks'>, key: string): ClockState | undefined =>
  clocks.find((clock) => clock.key === key && waitsForProof(clock));

/** Whether a clock stands still by the lead's status, in which it does not count. */
const standsInStatus = ({ status }: LeadState, { pauseIn = [] }: ClockDefinition): boolean => pauseIn.includes(status);

/** Whether a clock that is neither met nor breached stands still now: the lead is paused by hand, or by its status. */
export const standsStill = (lead: LeadState, definition: ClockDefinition): boolean =>
  lead.pausedAtMs !== null || standsInStatus(lead, definition);

/**
 * Plans a clock. One whose time was used up when the lead's pause began does not stand still: it is due, and so is all
 * that its ladder does after that.
 */
function plan(
  draft: Planned,
  definition: ClockDefinition,
  clock: Pick<ClockState, 'startedAtMs' | 'targetMs' | 'calendar'>,
  pauses: ClockPause[],
): ClockPlan & { pauses: ClockPause[]; paused: boolean } {
  const { startedAtMs, targetMs } = clock;
  const found = calendarOfClock(draft, definition, clock);
  const planWith = (some: ClockPause[]) =>
    planClock(
      definition,
      { startedAtMs, targetMs, pauses: some },
      found,
      ({ within }) => (within ? calendarOfWindow(draft, within) : null),
      draft.lead.timeZone,
    );
  const planned = planWith(pauses);
  const paused = planned.deadlineAtMs === null;
  if (paused || pauses.at(-1)?.toMs !== null) return { ...planned, pauses, paused };
  const ended = pauses.slice(0, -1);
  return { ...planWith(ended), pauses: ended, paused: false };
}

/** A calendar that has vanished or has no working time: a person must look, the lead goes on. */
function cannotPlan(draft: Draft, definition: ClockDefinition, cycle: number, what: string, error: unknown): void {
  if (error instanceof ContextNeeded) throw error;
  draft.askPerson({
    kind: 'CLOCK_NOT_STARTED',
    summary: `The clock “${definition.name}” could not be ${what}: ${error instanceof Error ? error.message : String(error)}`,
    details: { clockKey: definition.key, clock: definition.name, cycle, flowId: draft.lead.flow?.id ?? null },
    cause: `clock:${draft.lead.id}:${definition.key}:${cycle}`,
  });
}

/** Where a lead was not begun before its org was suspended, its clocks start with the time that it stood still. */
function pausesAtStart(draft: Draft, startedAtMs: InstantMs, stillSinceMs: InstantMs | null): ClockPause[] {
  const over = draft.standstills
    .filter(({ fromMs }) => stillSinceMs === null || stillSinceMs > fromMs)
    .reduce<ClockPause[]>((pauses, standstill) => withStandstill(pauses, startedAtMs, standstill) ?? pauses, []);
  return stillSinceMs === null
    ? over
    : [...over, { fromMs: Math.max(stillSinceMs, over.at(-1)?.toMs ?? 0), toMs: null }];
}

/** Starts one clock. A calendar that has vanished or has no working time becomes a work item: the lead goes on. */
function startClock(draft: Draft, definition: ClockDefinition, startedAtMs: InstantMs, cycle: number): void {
  const { lead, context } = draft;
  // One that starts in a status in which it does not count stands still from its start.
  const stillSinceMs = standsInStatus(lead, definition) ? startedAtMs : lead.pausedAtMs;
  const pauses = pausesAtStart(draft, startedAtMs, stillSinceMs);
  let planned;
  try {
    const targetMs = targetOf(definition, draft.facts);
    planned = plan(draft, definition, { startedAtMs, targetMs, calendar: null }, pauses);
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
 * arrival, because the time that the machine takes is not the customer's; `ASSIGNED` counts from the assignment,
 * `CONTACTED` from the first contact that was heard of.
 */
export function startClocksFor(draft: Draft, starts: Extract<ClockDefinition['starts'], string>): void {
  const { lead } = draft;
  const { assignedAtMs, contactedAtMs } = lead;
  // A promise that is made only when a lead is reopened is made then.
  const arrivedAtMs = lead.reopenedAtMs ?? lead.receivedAtMs;
  const startedAtMs = {
    RECEIVED: arrivedAtMs,
    QUALIFIED: arrivedAtMs,
    ASSIGNED: assignedAtMs,
    CONTACTED: contactedAtMs,
  }[starts];
  if (startedAtMs === null || isEnded(lead.status)) return;
  for (const definition of lead.flow?.definition.clocks ?? []) {
    if (definition.starts === starts && !latestCycle(draft.lead, definition.key))
      startClock(draft, definition, startedAtMs, 1);
  }
}

/** The clocks that start by themselves once the lead is qualified and routed. */
export function startClocks(draft: Draft): void {
  startClocksFor(draft, 'RECEIVED');
  startClocksFor(draft, 'QUALIFIED');
  startClocksFor(draft, 'ASSIGNED');
  startClocksFor(draft, 'CONTACTED');
  draft.setLead({ clocksStarted: true });
}

/** Starts the clocks that wait for another to be met. */
export function startChained(draft: Draft, metKey: string, metAtMs: InstantMs): void {
  if (isEnded(draft.lead.status)) return;
  for (const definition of draft.lead.flow?.definition.clocks ?? []) {
    const { starts, key } = definition;
    if (typeof starts === 'object' && starts.afterMet === metKey && !latestCycle(draft.lead, key))
      startClock(draft, definition, metAtMs, 1);
  }
}

/** A clock that recurs was met: it waits for the next contact, from this one on, until the lead is closed. */
export function startNextCycle(draft: Draft, met: ClockState, metAtMs: InstantMs): void {
  const definition = clockDefinition(draft, met.key);
  if (!definition?.recurring || isEnded(draft.lead.status) || met.cancelledAtMs !== null) return;
  if (latestCycle(draft.lead, met.key) === met) startClock(draft, definition, metAtMs, met.cycle + 1);
}

/** A new owner: the reps' own clocks begin a new cycle, unless the customer was reached; the customer's clocks go on. */
export function restartClocks(draft: Draft, atMs: InstantMs): void {
  for (const { definition, clock } of ownersClocks(draft)) {
    endOwnersClock(draft, clock, atMs, 'the lead has a new owner');
    startClock(draft, definition, atMs, clock.cycle + 1);
  }
}

/**
 * The lead is open again: clocks that its closing cancelled, and no later cycle took the place of, begin a new one.
 * @param closedAtMs when it was closed @param atMs when it was reopened
 */
export function startAgain(draft: Draft, closedAtMs: InstantMs, atMs: InstantMs): void {
  for (const definition of draft.lead.flow?.definition.clocks ?? []) {
    const clock = latestCycle(draft.lead, definition.key);
    if (clock?.status !== 'CANCELLED' || clock.supersededAtMs !== null || clock.cancelledAtMs! < closedAtMs) continue;
    draft.setClock(clock, { supersededAtMs: atMs });
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
    const clock = definition.restartOnReassign ? latestCycle(draft.lead, definition.key) : undefined;
    if (!clock || clock.metAtMs !== null) return [];
    return clock.cancelledAtMs !== null && clock.supersededAtMs === null ? [] : [{ definition, clock }];
  });
}

function endOwnersClock(draft: Draft, clock: ClockState, atMs: InstantMs, reason: string): void {
  if (clock.status === 'RUNNING' || clock.status === 'PAUSED') cancelClock(draft, clock, reason);
  if (clock.supersededAtMs === null) draft.setClock(clock, { supersededAtMs: atMs });
}

/**
 * Ends a clock before its proof. The verdict of one that is breached stands: only its ladder ends.
 * @param atMs when a person asked for it
 */
export function cancelClock(
  draft: Draft,
  clock: ClockState,
  reason: string,
  actor: Actor = SYSTEM,
  atMs: InstantMs = draft.nowMs,
): void {
  const status = clock.status === 'BREACHED' ? 'BREACHED' : 'CANCELLED';
  draft.setClock(clock, { status, cancelledAtMs: atMs });
  draft.tell('sla.cancelled', { clockId: clock.id, clockKey: clock.key, cycle: clock.cycle, text: reason }, actor);
}

function isInScope(
  definition: ClockDefinition,
  clock: CountedClock,
  { calendarId, olderHoursUntilMs = {} }: RecountScope,
): boolean {
  const countsIn = calendarIdOf(definition, clock);
  if (calendarId !== undefined) return countsIn === calendarId;
  return countsIn === null || !(clock.startedAtMs < olderHoursUntilMs[countsIn]!);
}

/** What a recount looks at of a clock. */
export type CountedClock = Pick<
  ClockState,
  'key' | 'status' | 'startedAtMs' | 'targetMs' | 'deadlineAtMs' | 'atRiskAtMs' | 'pauses' | 'calendar'
>;

/**
 * A running clock as it would be counted today.
 * @returns null where it would be no other, cannot be counted any more, or is none of the scope.
 */
export function recounted(draft: Planned, clock: CountedClock, scope: RecountScope): ClockPlan | null {
  const definition = clockDefinition(draft, clock.key);
  if (clock.status !== 'RUNNING' || !definition || !isInScope(definition, clock, scope)) return null;
  try {
    const { pauses: _, paused, ...times } = plan(draft, definition, clock, clock.pauses);
    // Steps may wait for whose hours they are: these change with the owner, and are counted when they do.
    const same = times.deadlineAtMs === clock.deadlineAtMs && times.atRiskAtMs === clock.atRiskAtMs;
    return paused || same ? null : times;
  } catch (error) {
    if (error instanceof ContextNeeded) throw error;
    return null;
  }
}

/** Plans a clock anew after its pauses changed. */
export function replan(draft: Draft, clock: ClockState, pauses: ClockPause[]): void {
  const definition = clockDefinition(draft, clock.key);
  if (!definition) return;
  let planned;
  try {
    planned = plan(draft, definition, clock, pauses);
  } catch (error) {
    cannotPlan(draft, definition, clock.cycle, 'planned anew', error);
    cancelClock(draft, clock, 'its deadline cannot be computed any more');
    return;
  }
  const { paused, ...times } = planned;
  draft.setClock(clock, { ...times, status: paused ? 'PAUSED' : 'RUNNING' });
}
