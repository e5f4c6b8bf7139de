const MINUTE_MS = 60_000;

export interface RangeMs {
  fromMs: number;
  toMs: number;
}

/**
 * When what was noted in these minutes was stored: a minute more on either side, as two clocks tell of it. What lies close together
 * is one range.
 * @param minutes epoch milliseconds, in any order
 */
export function rangesAround(minutes: readonly number[]): RangeMs[] {
  const ranges: RangeMs[] = [];
  for (const minute of [...new Set(minutes)].sort((a, b) => a - b)) {
    const [fromMs, toMs] = [minute - MINUTE_MS, minute + 2 * MINUTE_MS];
    const last = ranges.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = toMs;
    else ranges.push({ fromMs, toMs });
  }
  return ranges;
}
