/** The value below which the share `p` (0 to 1) of the values lies: the nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))]!;
}

/** The middle one; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Spread {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

export const spread = (values: readonly number[]): Spread => ({
  count: values.length,
  p50: percentile(values, 0.5),
  p99: percentile(values, 0.99),
  max: percentile(values, 1),
});

/** Of several rounds' spreads, the median of each number. */
export const medianSpread = (rounds: readonly Spread[]): Spread => ({
  count: rounds[0]?.count ?? 0,
  p50: median(rounds.map(({ p50 }) => p50)),
  p99: median(rounds.map(({ p99 }) => p99)),
  max: median(rounds.map(({ max }) => max)),
});

/**
 * How long each took from its beginning to its end. One whose end was not seen took at least until we stopped looking,
 * and counts as that: left out, it would make what is overwhelmed look quick.
 */
export function atLeast(
  begunAtMs: ReadonlyMap<string, number>,
  endedAtMs: ReadonlyMap<string, number>,
  lookedUntilMs: number,
): { values: number[]; unfinished: number } {
  let unfinished = 0;
  const values = [...begunAtMs].map(([id, atMs]) => {
    const endMs = endedAtMs.get(id);
    if (endMs === undefined) unfinished += 1;
    return (endMs ?? lookedUntilMs) - atMs;
  });
  return { values, unfinished };
}
