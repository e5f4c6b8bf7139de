import { NoBusinessTimeError, type Calendar } from '../calendars/calendar.js';
import { receiptOf } from './receipt.js';
import type { Interval } from '../calendars/types.js';
import type { Receipt } from './clock.js';
import type { InstantMs } from '../time/instant.js';
import { LAST_INSTANT } from '../calendars/zone.js';

/** A period in which the clock stood still; `toMs` null: it is paused now. */
export interface Pause {
  fromMs: InstantMs;
  toMs: InstantMs | null;
}

export interface ScheduleInput {
  startedAtMs: InstantMs;
  /** Whole milliseconds, more than 0. */
  targetMs: number;
  /** Business time; null is elapsed time, in which every instant counts. */
  calendar: Calendar | null;
  /** Whose calendar it is, for the receipt's text. */
  calendarWords?: string | undefined;
  /** The IANA zone in which the receipt's text tells times; left out: the calendar's, of elapsed time UTC. */
  tellIn?: string | undefined;
  /** Ascending, disjoint, whole milliseconds; only the last may be open. Parts before `startedAtMs` do not matter. */
  pauses: readonly Pause[];
  /** Share of the target after which the clock is at risk, 0 < share < 1. */
  atRiskShare: number | null;
  /** Ladder steps: at a share (0 or more) of the target, or at an offset from the deadline in plain elapsed time. */
  steps: readonly { key: string; at: { share: number } | { offsetMs: number } }[];
}

export interface Schedule {
  /** Null while the clock is paused short of its target. */
  deadlineAtMs: InstantMs | null;
  atRiskAtMs: InstantMs | null;
  /**
   * In the order given. A share is due when that much of the target has been counted (rounded to the millisecond),
   * beyond the deadline in the same kind of time. Null: not known while paused, or the calendar never gets there.
   */
  steps: { key: string; dueAtMs: InstantMs | null }[];
  /** Its intervals sum to the target; with its skipped parts they tile the time from the start to the deadline. */
  receipt: Receipt;
}

/**
 * All instants of a clock, and the receipt of its deadline. Pure: the same input always gives the same schedule, so a
 * clock is planned anew from its pauses instead of being moved. An amount used up exactly at closing time, or exactly
 * when a pause begins, is due then.
 * @throws NoBusinessTimeError when the calendar runs out of working time before the deadline.
 * @throws RangeError when the input is not what `ScheduleInput` says.
 */
export function schedule(input: ScheduleInput): Schedule {
  check(input);
  const { startedAtMs, targetMs, calendar, pauses, atRiskShare } = input;
  const amounts = [targetMs];
  if (atRiskShare !== null) amounts.push(amountOf(atRiskShare, targetMs));
  for (const { at } of input.steps) if ('share' in at) amounts.push(amountOf(at.share, targetMs));

  const { reachedAt, intervals, countedMs } = count(input, amounts.sort(ascending));
  const deadlineAtMs = reachedAt.get(targetMs) ?? null;
  const openPause = pauses.at(-1)?.toMs === null ? pauses.at(-1)! : null;
  if (deadlineAtMs === null && !openPause) throw new NoBusinessTimeError();

  return {
    deadlineAtMs,
    atRiskAtMs: atRiskShare === null ? null : (reachedAt.get(amountOf(atRiskShare, targetMs)) ?? null),
    steps: input.steps.map(({ key, at }) => {
      if ('share' in at) return { key, dueAtMs: reachedAt.get(amountOf(at.share, targetMs)) ?? null };
      return { key, dueAtMs: deadlineAtMs === null ? null : deadlineAtMs + at.offsetMs };
    }),
    receipt: receiptOf({
      startedAtMs,
      untilMs: deadlineAtMs ?? Math.max(startedAtMs, openPause!.fromMs),
      targetMs,
      calendar,
      calendarWords: input.calendarWords,
      tellIn: input.tellIn,
      intervals,
      pauses,
      pausedAfterMs: deadlineAtMs === null ? countedMs : null,
    }),
  };
}

function amountOf(share: number, targetMs: number): number {
  return Math.round(share * targetMs);
}

/** Counts until every amount is reached or time runs out. `intervals` are those up to the target. */
function count({ startedAtMs, targetMs, calendar, pauses }: ScheduleInput, amounts: number[]) {
  const reachedAt = new Map<number, InstantMs>();
  const intervals: Interval[] = [];
  let countedMs = 0;
  let next = 0;
  while (amounts[next] === 0) reachedAt.set(amounts[next++]!, startedAtMs);
  for (const { fromMs, toMs } of runningTime(startedAtMs, calendar, pauses)) {
    while (next < amounts.length && amounts[next]! <= countedMs + (toMs - fromMs)) {
      const amount = amounts[next++]!;
      reachedAt.set(amount, fromMs + (amount - countedMs));
    }
    if (countedMs < targetMs) {
      const last = intervals.at(-1);
      const end = Math.min(toMs, fromMs + (targetMs - countedMs));
      if (last && last.toMs === fromMs) last.toMs = end;
      else intervals.push({ fromMs, toMs: end });
    }
    countedMs += toMs - fromMs;
    if (next === amounts.length) break;
  }
  return { reachedAt, intervals, countedMs };
}

/** Time that counts: open and not paused, ascending, disjoint; parts may touch. Ends where an open pause begins. */
function* runningTime(startedAtMs: InstantMs, calendar: Calendar | null, pauses: readonly Pause[]) {
  const open = calendar ? calendar.piecesFrom(startedAtMs) : [{ fromMs: startedAtMs, toMs: LAST_INSTANT }];
  let pause = 0;
  for (const { fromMs, toMs } of open) {
    let at = fromMs;
    while (at < toMs) {
      const standing = pauses[pause];
      if (!standing || standing.fromMs >= toMs) {
        yield { fromMs: at, toMs };
        break;
      }
      if (standing.fromMs > at) yield { fromMs: at, toMs: standing.fromMs };
      if (standing.toMs === null) return;
      at = Math.max(at, standing.toMs);
      if (standing.toMs <= toMs) pause++;
    }
  }
}

function check({ startedAtMs, targetMs, pauses, atRiskShare, steps }: ScheduleInput): void {
  if (!Number.isSafeInteger(startedAtMs))
    throw new RangeError(`startedAtMs must be whole milliseconds: ${startedAtMs}`);
  if (!Number.isSafeInteger(targetMs) || targetMs <= 0) {
    throw new RangeError(`targetMs must be whole milliseconds above 0: ${targetMs}`);
  }
  if (atRiskShare !== null && !(atRiskShare > 0 && atRiskShare < 1)) {
    throw new RangeError(`atRiskShare must be above 0 and below 1: ${atRiskShare}`);
  }
  for (const { key, at } of steps) {
    if ('share' in at && !(at.share >= 0 && at.share < Infinity)) {
      throw new RangeError(`The share of step ${key} must be 0 or more: ${at.share}`);
    }
  }
  let at = -Infinity;
  for (const { fromMs, toMs } of pauses) {
    if (!(fromMs >= at) || (toMs !== null && !(toMs >= fromMs))) {
      throw new RangeError('pauses must be ascending and disjoint, and only the last may be open');
    }
    at = toMs ?? Infinity;
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}
