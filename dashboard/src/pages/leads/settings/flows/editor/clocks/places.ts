import { ROUND_MS } from './scale';

/** Where a step stands: at a share of the target, or before or after the deadline. */
export type Place = { share: number } | { offsetMs: number };
/** How far a key moves it. */
export type Stride = 'FINE' | 'PLAIN' | 'FAR';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** As the API has it. */
const LONGEST_MS = 366 * DAY_MS;
const SHARES: Record<Stride, number> = { FINE: 0.01, PLAIN: 0.05, FAR: 0.25 };
/** Rounded lengths that a step is moved by on each press. */
const FAR_OFFSETS = 3;

/** Where on the line it is: since the start, in the clock's own time. */
export const timeOf = (place: Place, targetMs: number): number =>
  'share' in place ? place.share * targetMs : targetMs + place.offsetMs;

/** The firings of a step that repeats, on the line. @param most of them that are drawn */
export const repeatTimes = (firstMs: number, everyMs: number, times: number, most: number): number[] =>
  everyMs > 0 ? Array.from({ length: Math.min(times, most) }, (_, nth) => firstMs + (nth + 1) * everyMs) : [];

const inOrder = (percent: number): number => Math.round(percent * 10_000) / 10_000;

/** The place one stride earlier (-1) or later (1): shares by whole percents, times before and after the deadline by lengths that people say. */
export function moved(place: Place, by: -1 | 1, stride: Stride, targetMs: number): Place {
  if ('share' in place) {
    const size = SHARES[stride];
    const at = place.share / size;
    // The next whole one; from between two of them the nearer.
    const next = by > 0 ? Math.floor(at + 1e-6) + 1 : Math.ceil(at - 1e-6) - 1;
    return { share: limited(inOrder(next * size), targetMs) };
  }
  return { offsetMs: movedOffset(place.offsetMs, by, stride, targetMs) };
}

/** A share is more than nothing, and due at most 366 days after the start. */
const limited = (share: number, targetMs: number): number =>
  Math.max(SHARES.FINE, Math.min(share, Math.floor((LONGEST_MS / targetMs) * 100) / 100));

/** What is fine beside a target: a second beside minutes, a minute beside hours, a quarter of an hour beside days. */
const finest = (targetMs: number): number =>
  targetMs < 10 * MINUTE_MS ? 1_000 : targetMs < 2 * DAY_MS ? MINUTE_MS : 15 * MINUTE_MS;

const signed: readonly number[] = [...ROUND_MS.map((ms) => -ms).reverse(), 0, ...ROUND_MS];
/** Seconds say little beside hours. */
const offsetsFor = (targetMs: number): readonly number[] => {
  const least = targetMs < 10 * MINUTE_MS ? 1_000 : MINUTE_MS;
  return signed.filter((ms) => ms === 0 || (Math.abs(ms) >= least && ms >= -targetMs));
};

function movedOffset(offsetMs: number, by: -1 | 1, stride: Stride, targetMs: number): number {
  const within = (ms: number): number => Math.max(-targetMs, Math.min(LONGEST_MS, ms));
  if (stride === 'FINE') return within(offsetMs + by * finest(targetMs));
  const offsets = offsetsFor(targetMs);
  const ahead = by > 0 ? offsets.filter((ms) => ms > offsetMs) : offsets.filter((ms) => ms < offsetMs).toReversed();
  return ahead[Math.min(stride === 'FAR' ? FAR_OFFSETS : 1, ahead.length) - 1] ?? offsetMs;
}

/** The place of the same kind that is nearest to a time on the line, as a pointer lets go of it. */
export function placedAt(ms: number, kind: 'SHARE' | 'OFFSET', targetMs: number): Place {
  if (kind === 'SHARE') {
    const share = ms / targetMs;
    const size = SHARES.PLAIN;
    return { share: limited(inOrder(Math.max(1, Math.round(share / size)) * size), targetMs) };
  }
  const wanted = ms - targetMs;
  const offsets = offsetsFor(targetMs);
  return {
    offsetMs: offsets.reduce((best, each) => (Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best)),
  };
}

/** The same time said the other way. */
export function asOther(place: Place, targetMs: number): Place {
  if ('share' in place) return { offsetMs: Math.round((place.share - 1) * (targetMs / 1_000)) * 1_000 };
  return { share: limited(inOrder(Math.round((1 + place.offsetMs / targetMs) * 100) / 100), targetMs) };
}

/** Where a new step goes: half of the time up to the deadline, then the deadline, then after the last. */
export function nextPlace(taken: readonly Place[], targetMs: number): Place {
  const times = taken.map((place) => timeOf(place, targetMs));
  if (times.every((ms) => ms < targetMs / 2)) return { share: 0.5 };
  if (times.every((ms) => ms < targetMs)) return { offsetMs: 0 };
  const last = Math.max(...times) - targetMs;
  return { offsetMs: movedOffset(Math.max(0, last), 1, 'PLAIN', targetMs) };
}
