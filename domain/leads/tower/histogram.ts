import { percentileOfAll, type Times } from './time-to-contact.js';

/** How much wider each bin is than the one before. The middle of a bin is then at most 4.9 % off any time within it. */
const RATIO = 1.1;
const FIRST_MS = 1_000;
const LAST_MS = 366 * 24 * 3_600_000;

/**
 * Lower bounds of the bins 1, 2, …, in whole milliseconds; bin 0 is what lies below the first. Whole numbers, so that
 * the database, which gets these very bounds, never disagrees about a time that lies on one.
 */
export const BIN_BOUNDS_MS: readonly number[] = (() => {
  const bounds: number[] = [];
  for (let bound = FIRST_MS; bound < LAST_MS * RATIO; bound *= RATIO) bounds.push(Math.round(bound));
  return bounds;
})();

/** The bin of a time: how many bounds are not above it, which is Postgres' `width_bucket`. */
export function binOf(ms: number): number {
  let [low, high] = [0, BIN_BOUNDS_MS.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (BIN_BOUNDS_MS[middle]! <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The time that stands for a bin, in milliseconds: its geometric middle. */
function middleOf(bin: number): number {
  if (bin === 0) return FIRST_MS / 2;
  const from = BIN_BOUNDS_MS[bin - 1]!;
  return Math.sqrt(from * (BIN_BOUNDS_MS[bin] ?? from));
}

/** Times that were counted into bins: how many lie in each, in any order. */
export type Bins = Iterable<readonly [bin: number, count: number]>;

/**
 * A percentile of times that were counted into bins, as `percentileOfAll` has it of the times themselves: at most 5 %
 * from that, and half a second more where a time below one second goes into it. Times of more than a year count as a year.
 * @param share 0 to 1
 * @returns milliseconds, or null where so many were not reached
 */
export const percentileOf = (reached: Bins, share: number, waiting: Times = [], never = 0): number | null =>
  percentileOfAll({ reached: timesOf(reached), waiting, never }, share);

/** The times that stand for bins. */
export const timesOf = (bins: Bins): (readonly [ms: number, count: number])[] =>
  Array.from(bins, ([bin, count]) => [middleOf(bin), count] as const);
