import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BIN_BOUNDS_MS, binOf, percentileOf } from './histogram.js';

const YEAR_MS = 365 * 24 * 3_600_000;

/** What Postgres' `percentile_cont` says. */
function exact(times: number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
  return below + (above - below) * (rank - Math.floor(rank));
}

function counted(times: number[]): Map<number, number> {
  const bins = new Map<number, number>();
  for (const time of times) bins.set(binOf(time), (bins.get(binOf(time)) ?? 0) + 1);
  return bins;
}

describe('the histogram of times to first contact', () => {
  it('has one bin for each time, and its bounds belong to the bin above', () => {
    expect(binOf(0)).toBe(0);
    expect(binOf(999)).toBe(0);
    BIN_BOUNDS_MS.forEach((bound, index) => {
      expect(binOf(bound - 1)).toBe(index);
      expect(binOf(bound)).toBe(index + 1);
    });
  });

  it('answers percentiles within 5 %', () => {
    // Evenly over the orders of magnitude, as times to first contact are.
    const time = fc
      .double({ min: Math.log(1), max: Math.log(YEAR_MS), noNaN: true })
      .map((log) => Math.floor(Math.exp(log)));
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 60 }), fc.constantFrom(0, 0.5, 0.9, 1), (times, share) => {
        const truth = exact(times, share);
        // Of two neighbours between which it lies, one may be below a second.
        expect(Math.abs(percentileOf(counted(times), share)! - truth)).toBeLessThanOrEqual(0.05 * truth + 501);
      }),
      { numRuns: 500 },
    );
  });

  it('has none of nothing', () => {
    expect(percentileOf([], 0.5)).toBeNull();
    expect(percentileOf([[3, 0]], 0.5)).toBeNull();
  });
});
