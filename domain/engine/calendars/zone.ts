import type { InstantMs } from '../time/instant.js';
import { Temporal } from 'temporal-polyfill/implementation';

/** Days since 1970-01-01 of a local date, no zone attached. */
export type EpochDay = number;

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** The last instant that a `Date` can hold, less room for the largest offset. */
export const LAST_INSTANT: InstantMs = 8.64e15 - 4 * DAY_MS;

const MOST_SPANS = 512;

/** A stretch of time with one UTC offset. */
interface Span {
  fromMs: InstantMs;
  toMs: InstantMs;
  offsetMs: number;
}

/**
 * One IANA zone as arithmetic. Temporal is asked once per stretch between two transitions; everything else is a
 * look-up, which is what makes tens of thousands of deadlines a second possible.
 */
export class Zone {
  /** Ascending, disjoint, not necessarily contiguous. */
  #spans: Span[] = [];
  #last: Span = { fromMs: 0, toMs: 0, offsetMs: 0 };

  constructor(readonly id: string) {}

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

  #find(ms: InstantMs): Span {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#spans[middle]!.toMs <= ms) low = middle + 1;
      else high = middle;
    }
    const known = this.#spans[low];
    if (known && known.fromMs <= ms) return known;
    const span = this.#ask(ms);
    if (this.#spans.length >= MOST_SPANS) this.#spans = [span];
    else this.#spans.splice(low, 0, span);
    return span;
  }

  #ask(ms: InstantMs): Span {
    const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(this.id);
    const next = at.getTimeZoneTransition('next');
    const previous = at.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
    return {
      fromMs: previous ? previous.epochMilliseconds : -Infinity,
      toMs: next ? next.epochMilliseconds : Infinity,
      offsetMs: at.offsetNanoseconds / 1e6,
    };
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
  let id: string | undefined;
  try {
    if (/^[A-Za-z]/.test(name)) id = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    // Falls through to the message that says how to fix it.
  }
  if (id === undefined) {
    throw new RangeError(`"${name}" is not a time zone: use an IANA name such as Europe/Bucharest or UTC`);
  }
  const zone = zones.get(id) ?? new Zone(id);
  // Only canonical spellings are kept, so that odd casing cannot grow the map.
  zones.set(id, zone);
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
