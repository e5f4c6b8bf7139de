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

/**
 * A percentile of the times that were counted into bins, between neighbours as Postgres' `percentile_cont`: at most 5 %
 * from the exact one, and half a second more where a time below one second goes into it. Times of more than a year count
 * as a year.
 * @param counts how many times lie in each bin, in any order
 * @param share 0 to 1
 * @returns milliseconds, or null where nothing was counted
 */
export function percentileOf(counts: Iterable<readonly [bin: number, count: number]>, share: number): number | null {
  const bins = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
  const total = bins.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const at = (index: number): number => {
    let seen = 0;
    for (const [bin, count] of bins) if ((seen += count) > index) return middleOf(bin);
    return middleOf(bins.at(-1)![0]);
  };
  const rank = share * (total - 1);
  const [below, above] = [at(Math.floor(rank)), at(Math.ceil(rank))];
  return below + (above - below) * (rank - Math.floor(rank));
}
