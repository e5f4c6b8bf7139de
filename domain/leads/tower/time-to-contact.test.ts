import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentileOfAll } from './time-to-contact.js';

const each = (times: number[]) => times.map((ms) => [ms, 1] as const);
const median = (reached: number[], waiting: number[] = [], never = 0) =>
  percentileOfAll({ reached: each(reached), waiting: each(waiting), never }, 0.5);

/** What Postgres' `percentile_cont` says. */
function exact(times: number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(rank)]!, sorted[Math.ceil(rank)]!];
  return below + (above - below) * (rank - Math.floor(rank));
}

const times = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 });
const share = fc.constantFrom(0.1, 0.5, 0.9);

describe('a percentile of the time to first contact', () => {
  it('is the usual one where everybody was reached', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 20 }),
        share,
        (reached, asked) => {
          const seen = percentileOfAll({ reached: each(reached), waiting: [], never: 0 }, asked);
          expect(seen).toBeCloseTo(exact(reached, asked), 9);
        },
      ),
    );
  });

  it('counts those who wait: two of four were reached quickly, two have waited for an hour', () => {
    expect(median([5, 10], [60, 60])).toBe(10);
    expect(median([5], [60, 60, 60])).toBeNull();
    // Only the reached ones would have said 5.
    expect(median([5, 6, 20], [60, 60])).toBe(20);
  });

  it('does not hold against the others who came in just now', () => {
    expect(median([5, 10, 15], [0, 1, 2])).toBe(10);
  });

  it('never reaches who ended unreached', () => {
    expect(median([5, 10, 15], [], 2)).toBe(15);
    expect(median([5, 10], [], 3)).toBeNull();
  });

  it('is what Kaplan and Meier say of the example of their method: 6-MP against leukaemia, Freireich 1963', () => {
    const remission = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    // The median that textbooks give for the treated group is 23 weeks.
    expect(median(remission, censored)).toBe(23);
  });

  it('is never shorter for one who waits longer, nor longer for one who was reached', () => {
    fc.assert(
      fc.property(times, times, fc.nat(3), share, fc.nat(100), (reached, waiting, never, asked, pick) => {
        const of = (a: number[], b: number[]) =>
          percentileOfAll({ reached: each(a), waiting: each(b), never }, asked) ?? Infinity;
        fc.pre(waiting.length > 0);
        const index = pick % waiting.length;
        const older = waiting.map((ms, at) => (at === index ? ms + 50 : ms));
        expect(of(reached, older)).toBeGreaterThanOrEqual(of(reached, waiting) - 1e-6);
      }),
    );
  });

  it('of nobody is none', () => {
    expect(median([])).toBeNull();
    expect(median([], [5, 6], 1)).toBeNull();
  });
});
