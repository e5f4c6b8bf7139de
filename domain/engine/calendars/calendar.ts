import { CalendarDays } from './calendar-days.js';
import type { CalendarDefinition, Interval } from './types.js';
import type { InstantMs } from '../time/instant.js';
import { DAY_MS, LAST_INSTANT, zoneOf, type EpochDay, type Zone } from './zone.js';

/** How far past the last open instant working time is looked for before it is given up. */
const HORIZON_MS = 5 * 366 * DAY_MS;
/** Open time is resolved and kept in windows of this length, in UTC. */
const WINDOW_MS = 32 * DAY_MS;
/** More windows than a whole horizon, so that looking for working time never evicts what it just found. */
const MOST_WINDOWS = 128;
/** Other zones in which a calendar is kept compiled. */
const MOST_ZONES = 32;

/** The calendar has no (more) working time within five years: whoever edits calendars must open it. */
export class NoBusinessTimeError extends Error {
  override readonly name = 'NoBusinessTimeError';

  constructor() {
    super('The calendar runs out of working time within five years: give it weekly intervals or special dates');
  }
}

/** Business time, ready to count. Pure: the same definition and instants always give the same answer. */
export interface Calendar {
  /** The IANA zone, in its canonical spelling. */
  readonly timeZone: string;
  readonly zone: Zone;
  /**
   * Open time from `fromMs` on: merged, ascending, disjoint, the first one clipped to begin at `fromMs`. Returns after
   * five years without open time. A stretch longer than five years comes in parts of about five years that touch.
   */
  intervalsFrom(fromMs: InstantMs): Generator<Interval, void, undefined>;
  /** As `intervalsFrom`, lazier: long stretches come in parts that touch, so around-the-clock calendars cost nothing. */
  piecesFrom(fromMs: InstantMs): Generator<Interval, void, undefined>;
  /** Whether this instant is working time: an interval has its beginning, not its end. */
  isOpen(ms: InstantMs): boolean;
  /** Milliseconds of working time in `[fromMs, toMs)`; 0 when `toMs` is not later. */
  businessMsBetween(fromMs: InstantMs, toMs: InstantMs): number;
  /**
   * The instant at which `amountMs` of working time after `startMs` is used up. Used up exactly at closing time it is
   * closing time, not the next opening. An amount of 0 is `startMs` itself, open or not.
   * @throws RangeError when the amount is negative or not a number. @throws NoBusinessTimeError when it is never used up.
   */
  add(startMs: InstantMs, amountMs: number): InstantMs;
  /** The first instant of working time at or after `ms`; null: there is none within five years. */
  nextOpen(ms: InstantMs): InstantMs | null;
  /** The same hours by the wall clocks of another IANA zone. @throws RangeError when there is no such zone. */
  inZone(timeZone: string): Calendar;
  /** Whether there is any working time in the `days` × 24 h after `fromMs`. */
  hasWorkingTime(fromMs: InstantMs, days?: number): boolean;
  /** Why the closed part of a local date is closed: `closed`, `holiday: …`, `closed (special date)`, `special hours`. */
  whyClosed(day: EpochDay): string;
}

/**
 * Compiles a calendar's definition. Keep the result: it remembers the days that it has resolved.
 * Source of the rules: the HTTP contract, "Shapes that others rely on", A calendar.
 * @throws RangeError naming the path of an unknown zone, or a malformed weekday, time or date.
 */
export function compileCalendar(definition: CalendarDefinition): Calendar {
  let zone: Zone;
  try {
    zone = zoneOf(definition.timeZone);
  } catch (error) {
    throw new RangeError(`timeZone: ${(error as Error).message}`, { cause: error });
  }
  return new CompiledCalendar(zone, new CalendarDays(definition));
}

class CompiledCalendar implements Calendar {
  readonly timeZone: string;
  readonly #days: CalendarDays;
  readonly #windows = new Map<number, readonly Interval[]>();
  readonly #inZones = new Map<string, Calendar>();

  constructor(
    readonly zone: Zone,
    days: CalendarDays,
  ) {
    this.timeZone = zone.id;
    this.#days = days;
  }

  *piecesFrom(fromMs: InstantMs): Generator<Interval, void, undefined> {
    let lastOpen = fromMs;
    for (let index = Math.floor(fromMs / WINDOW_MS); ; index++) {
      const begin = index * WINDOW_MS;
      // Asked this way round, an instant that is not a number ends at once.
      if (!(begin - lastOpen <= HORIZON_MS && begin + WINDOW_MS <= LAST_INSTANT)) return;
      const window = this.#window(index);
      for (let at = begin < fromMs ? firstEndingAfter(window, fromMs) : 0; at < window.length; at++) {
        const interval = window[at]!;
        yield interval.fromMs < fromMs ? { fromMs, toMs: interval.toMs } : interval;
        lastOpen = interval.toMs;
      }
    }
  }

  *intervalsFrom(fromMs: InstantMs): Generator<Interval, void, undefined> {
    let open: Interval | undefined;
    for (const piece of this.piecesFrom(fromMs)) {
      if (open && open.toMs === piece.fromMs && open.toMs - open.fromMs < HORIZON_MS) {
        open = { fromMs: open.fromMs, toMs: piece.toMs };
      } else {
        if (open) yield open;
        open = piece;
      }
      // Only a piece that fills its window to the end can go on in the next.
      if (open.toMs % WINDOW_MS !== 0) {
        yield open;
        open = undefined;
      }
    }
    if (open) yield open;
  }

  isOpen(ms: InstantMs): boolean {
    const window = this.#window(Math.floor(ms / WINDOW_MS));
    const interval = window[firstEndingAfter(window, ms)];
    return interval !== undefined && interval.fromMs <= ms;
  }

  businessMsBetween(fromMs: InstantMs, toMs: InstantMs): number {
    let sum = 0;
    for (const piece of this.piecesFrom(fromMs)) {
      if (piece.fromMs >= toMs) break;
      sum += Math.min(piece.toMs, toMs) - piece.fromMs;
    }
    return sum;
  }

  add(startMs: InstantMs, amountMs: number): InstantMs {
    if (!(amountMs >= 0)) throw new RangeError(`An amount of working time is 0 or more milliseconds, not ${amountMs}`);
    if (amountMs === 0) return startMs;
    let left = amountMs;
    for (const piece of this.piecesFrom(startMs)) {
      const length = piece.toMs - piece.fromMs;
      if (left <= length) return piece.fromMs + left;
      left -= length;
    }
    throw new NoBusinessTimeError();
  }

  nextOpen(ms: InstantMs): InstantMs | null {
    for (const piece of this.piecesFrom(ms)) return piece.fromMs;
    return null;
  }

  inZone(timeZone: string): Calendar {
    const zone = zoneOf(timeZone);
    if (zone === this.zone) return this;
    const known = this.#inZones.get(zone.id);
    if (known) return known;
    const calendar = new CompiledCalendar(zone, this.#days);
    if (this.#inZones.size >= MOST_ZONES) this.#inZones.delete(this.#inZones.keys().next().value!);
    this.#inZones.set(zone.id, calendar);
    return calendar;
  }

  hasWorkingTime(fromMs: InstantMs, days = 400): boolean {
    for (const piece of this.piecesFrom(fromMs)) return piece.fromMs < fromMs + days * DAY_MS;
    return false;
  }

  whyClosed(day: EpochDay): string {
    return this.#days.whyClosed(day);
  }

  #window(index: number): readonly Interval[] {
    const known = this.#windows.get(index);
    if (known) return known;
    const window = this.#resolve(index * WINDOW_MS, (index + 1) * WINDOW_MS);
    if (this.#windows.size >= MOST_WINDOWS) this.#windows.delete(this.#windows.keys().next().value!);
    this.#windows.set(index, window);
    return window;
  }

  /** Merged open time clipped to `[beginMs, endMs)`. Sorted after resolution: a DST gap can turn beginnings around. */
  #resolve(beginMs: InstantMs, endMs: InstantMs): Interval[] {
    const found: Interval[] = [];
    // Starting up to four days early: two days of an over-midnight interval, the offset, and a skipped local day.
    for (let day = Math.floor(beginMs / DAY_MS) - 4; day <= endMs / DAY_MS + 1; day++) {
      for (const wall of this.#days.startingOn(day)) {
        const fromMs = Math.max(beginMs, this.zone.instantOf(day * DAY_MS + wall.fromMs));
        const toMs = Math.min(endMs, this.zone.instantOf(day * DAY_MS + wall.toMs));
        if (fromMs < toMs) found.push({ fromMs, toMs });
      }
    }
    found.sort((a, b) => a.fromMs - b.fromMs);
    const merged: Interval[] = [];
    for (const interval of found) {
      const last = merged.at(-1);
      if (!last || interval.fromMs > last.toMs) merged.push(interval);
      else if (interval.toMs > last.toMs) last.toMs = interval.toMs;
    }
    return merged;
  }
}

function firstEndingAfter(intervals: readonly Interval[], ms: InstantMs): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (intervals[middle]!.toMs <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
