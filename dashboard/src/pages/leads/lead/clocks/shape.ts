import type { Schemas } from '../../../../api/client';
import { durationMs } from '../../../../shared/time';
import type { StepAction } from '../../../../api/vocabulary';
import type { Span } from './axis';

type Lead = Schemas['Lead'];
export type Clock = Lead['clocks'][number];

/** `used` and `left` were or will be counted; `risk` of both where the clock is at risk; `unused`: it ended before. */
export interface Part extends Span {
  kind: 'used' | 'usedAtRisk' | 'left' | 'leftAtRisk' | 'unused' | 'skipped' | 'late';
  /** Of what was skipped, in the receipt's own word. */
  why?: string;
}

export type MarkKind = 'START' | 'AT_RISK' | 'DEADLINE' | 'MET' | 'CANCELLED' | StepAction;

export interface Mark {
  atMs: number;
  /** A `MarkKind`, or an action of an API that is newer than this page. */
  what: string;
  /** Whether it lies ahead. */
  ahead: boolean;
  /** Of a step of the ladder that fired, or was passed over. */
  step?: Escalation;
}

export interface Escalation {
  at: string;
  id: string;
  clockKey: string;
  cycle: number;
  stepKey: string;
  repeat: number;
  action: string;
  dueAt: string;
  compensatedAt: string | null;
  overtaken: boolean;
  acknowledgedAt: string | null;
}

/** A clock as it is drawn. */
export interface ClockShape extends Span {
  clock: Clock;
  parts: Part[];
  marks: Mark[];
  countedMs: number;
  targetMs: number;
}

export const isEscalation = (entry: { type: string }): entry is Escalation & { type: 'ESCALATION' } =>
  entry.type === 'ESCALATION';

/** What is drawn of a clock: the time that it counts or counted, what it skipped, and what happened on the way. */
export function shapeOf(clock: Clock, lead: Lead, nowMs: number): ClockShape {
  const endedAtMs = endOf(clock, lead);
  const { parts, untilMs } = partsOf(clock, endedAtMs, nowMs);
  const marks = marksOf(clock, lead, endedAtMs, nowMs);
  const counted = parts.filter(({ kind }) => kind === 'used' || kind === 'usedAtRisk');
  return {
    clock,
    parts,
    marks,
    fromMs: Date.parse(clock.startedAt),
    toMs: Math.max(untilMs, ...marks.map(({ atMs }) => atMs)),
    countedMs: counted.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    targetMs: durationMs(clock.target),
  };
}

/** When it stopped waiting for a proof; null: it waits. */
function endOf(clock: Clock, { clocks, timeline, closedAt }: Lead): number | null {
  if (clock.open) return null;
  const { id, key, cycle, metAt, breachedAt, startedAt } = clock;
  const cancelled = timeline.find((entry) => entry.type === 'CLOCK_CANCELLED' && entry.clockId === id);
  const next = clocks.find((other) => other.key === key && other.cycle === cycle + 1);
  // A breached one whose owner was taken away ends without a word of its own.
  const end = metAt ?? cancelled?.at ?? next?.startedAt ?? closedAt ?? breachedAt ?? startedAt;
  return Date.parse(end);
}

function partsOf(clock: Clock, endedAtMs: number | null, nowMs: number): { parts: Part[]; untilMs: number } {
  const { intervals, skipped } = clock.receipt;
  const parts: Part[] = [];
  const add = (part: Part): void => void (part.fromMs < part.toMs && parts.push(part));
  const runMs = endedAtMs ?? nowMs;
  const atRiskMs = clock.atRiskAt !== null ? Date.parse(clock.atRiskAt) : Infinity;
  let untilMs = Date.parse(clock.startedAt);
  for (const { from, to } of intervals) {
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    const cut = (ms: number): number => Math.min(toMs, Math.max(fromMs, ms));
    add({ kind: 'used', fromMs, toMs: cut(Math.min(runMs, atRiskMs)) });
    add({ kind: 'usedAtRisk', fromMs: cut(atRiskMs), toMs: cut(runMs) });
    if (endedAtMs !== null) add({ kind: 'unused', fromMs: cut(runMs), toMs });
    else {
      add({ kind: 'left', fromMs: cut(runMs), toMs: cut(atRiskMs) });
      add({ kind: 'leftAtRisk', fromMs: cut(Math.max(runMs, atRiskMs)), toMs });
    }
    untilMs = Math.max(untilMs, toMs);
  }
  for (const { from, to, why } of skipped) {
    add({ kind: 'skipped', fromMs: Date.parse(from), toMs: Date.parse(to), why });
    untilMs = Math.max(untilMs, Date.parse(to));
  }
  const after: Part['kind'] | null =
    clock.status === 'PAUSED' ? 'skipped' : clock.status === 'BREACHED' ? 'late' : null;
  if (after !== null) {
    add({
      kind: after,
      fromMs: untilMs,
      toMs: Math.max(untilMs, runMs),
      ...(after === 'skipped' && { why: 'paused' }),
    });
    untilMs = Math.max(untilMs, runMs);
  }
  return { parts: parts.toSorted((a, b) => a.fromMs - b.fromMs), untilMs };
}

function marksOf(clock: Clock, { timeline, next }: Lead, endedAtMs: number | null, nowMs: number): Mark[] {
  const marks: Mark[] = [];
  const add = (at: string | null, what: Mark['what'], step?: Escalation): void => {
    if (at === null) return;
    const atMs = Date.parse(at);
    marks.push({ atMs, what, ahead: !step && atMs > nowMs, ...(step && { step }) });
  };
  add(clock.startedAt, 'START');
  const isReached = clock.atRiskAt !== null && (endedAtMs === null || Date.parse(clock.atRiskAt) <= endedAtMs);
  if (isReached) add(clock.atRiskAt, 'AT_RISK');
  add(clock.deadlineAt, 'DEADLINE');
  for (const entry of timeline)
    if (isEscalation(entry) && entry.clockKey === clock.key && entry.cycle === clock.cycle)
      // What was passed over never happened: it stands where it was due.
      add(entry.overtaken ? entry.dueAt : entry.at, entry.action, entry);
  if (endedAtMs === null)
    for (const { at, what, clockKey } of next)
      if (clockKey === clock.key && what !== 'AT_RISK' && what !== 'BREACH') add(at, what);
  if (clock.metAt !== null) add(clock.metAt, 'MET');
  else if (endedAtMs !== null) marks.push({ atMs: endedAtMs, what: 'CANCELLED', ahead: false });
  return marks.toSorted((a, b) => a.atMs - b.atMs);
}
