import type { InstantMs } from '../time/instant.js';
import { changeIn, type YearlyChange } from './yearly-rule.js';
import { zoneDataOf, type ZoneData } from './zone-data.js';

/** Days since 1970-01-01 of a local date, no zone attached. */
export type EpochDay = number;

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** The last instant that a `Date` can hold, less room for the largest offset. */
export const LAST_INSTANT: InstantMs = 8.64e15 - 4 * DAY_MS;

/** A stretch of time with one UTC offset. */
interface Span {
  fromMs: InstantMs;
  toMs: InstantMs;
  offsetMs: number;
}

/**
 * One IANA zone as arithmetic over its table of changes: a look-up, which is what makes tens of thousands of deadlines
 * a second possible.
 */
export class Zone {
  readonly id: string;
  /** Ascending, without gaps, over all time. */
  readonly #spans: readonly Span[];
  /** What goes on after the last of them; empty: it lasts. */
  readonly #yearly: readonly YearlyChange[];
  #last: Span;

  constructor({ id, changesAtMs, offsetsMs, yearly }: ZoneData) {
    this.id = id;
    this.#spans = offsetsMs.map((offsetMs, index) => ({
      fromMs: changesAtMs[index - 1] ?? -Infinity,
      toMs: changesAtMs[index] ?? Infinity,
      offsetMs,
    }));
    this.#yearly = yearly;
    this.#last = this.#spans[0]!;
  }

  /** Milliseconds that local wall-clock time is ahead of UTC at this instant. */
  offsetAt(ms: InstantMs): number {
    const last = this.#last;
    if (ms >= last.fromMs && ms < last.toMs) return last.offsetMs;
    return (this.#last = this.#find(ms)).offsetMs;
  }

  /**
   * The instant of a local wall-clock time, given as if it were UTC. Skipped and repeated times are resolved as
   * Temporal's `compatible`: a repeated one is the earlier, a skipped one moves forward by the length of the gap.
   */
  instantOf(wallMs: number): InstantMs {
    const before = this.offsetAt(wallMs - DAY_MS);
    const after = this.offsetAt(wallMs + DAY_MS);
    const early = wallMs - before;
    if (before === after || this.offsetAt(early) === before) return early;
    const late = wallMs - after;
    return this.offsetAt(late) === after ? late : early;
  }

  /** The local date of an instant. */
  dayOf(ms: InstantMs): EpochDay {
    return Math.floor((ms + this.offsetAt(ms)) / DAY_MS);
  }

  /** The stretches of one offset in `[fromMs, toMs)`: from when on each, the first from `fromMs` on. */
  offsetsIn(fromMs: InstantMs, toMs: InstantMs): { fromMs: InstantMs; offsetMs: number }[] {
    const found = [];
    for (let at = fromMs; at < toMs; at = this.#find(at).toMs) found.push({ fromMs: at, offsetMs: this.offsetAt(at) });
    return found;
  }

  #find(ms: InstantMs): Span {
    let low = 0;
    let high = this.#spans.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#spans[middle]!.toMs <= ms) low = middle + 1;
      else high = middle;
    }
    const span = this.#spans[low]!;
    return span.toMs === Infinity && this.#yearly.length > 0 ? this.#findByRule(ms, span) : span;
  }

  /** @param last of the table, which ends with the first yearly change after it */
  #findByRule(ms: InstantMs, last: Span): Span {
    const year = new Date(ms).getUTCFullYear();
    let found = last;
    for (const each of [year - 1, year, year + 1]) {
      for (const change of this.#yearly) {
        const atMs = changeIn(each, change);
        if (atMs > ms) return { ...found, toMs: atMs };
        if (atMs > last.fromMs) found = { fromMs: atMs, toMs: Infinity, offsetMs: change.offsetMs };
      }
    }
    // An instant that no date can hold: an answer that is not kept.
    return { fromMs: ms, toMs: ms, offsetMs: last.offsetMs };
  }
}

const zones = new Map<string, Zone>();

/**
 * The zone of an IANA name, in any case (`Europe/Bucharest`, `UTC`). The same object for the same name.
 * @throws RangeError when the name is unknown or is a bare offset such as `+02:00`, which knows no summer time.
 */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const data = /^[A-Za-z]/.test(name) ? zoneDataOf(name) : null;
  if (!data) {
    throw new RangeError(`"${name}" is not a time zone: use an IANA name such as Europe/Bucharest or UTC`);
  }
  const zone = zones.get(data.id) ?? new Zone(data);
  // Only canonical spellings are kept, so that odd casing cannot grow the map.
  zones.set(data.id, zone);
  return zone;
}

/** The same, where it only decides over words: null for one that is not known here. */
export function knownZone(name: string | undefined): Zone | null {
  if (name === undefined) return null;
  try {
    return zoneOf(name);
  } catch {
    return null;
  }
}
