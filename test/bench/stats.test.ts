import { describe, expect, it } from 'vitest';
import { atLeast, median, percentile, spread } from './stats.js';

const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

describe('a percentile', () => {
  it('is the nearest rank, one of the values', () => {
    expect([0, 0.01, 0.5, 0.99, 1].map((p) => percentile(hundred, p))).toEqual([1, 1, 50, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([1, 2, 3], 0.99)).toBe(3);
  });

  it('of nothing is no number', () => {
    expect(percentile([], 0.99)).toBeNaN();
    expect(median([])).toBeNaN();
  });

  it('leaves the values as they were', () => {
    const values = [3, 1, 2];
    expect(spread(values)).toEqual({ count: 3, p50: 2, p99: 3, max: 3 });
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('the median', () => {
  it('of an even count is between the two in the middle', () => expect(median([4, 1, 3, 2])).toBe(2.5));
});

describe('what was not seen to end', () => {
  it('counts as having taken as long as it was watched', () => {
    const { values, unfinished } = atLeast(
      new Map([
        ['a', 100],
        ['b', 200],
      ]),
      new Map([['a', 150]]),
      1_000,
    );
    expect(values).toEqual([50, 800]);
    expect(unfinished).toBe(1);
  });

  it('may have ended before its answer was there', () => {
    expect(atLeast(new Map([['a', 100]]), new Map([['a', 98]]), 1_000)).toEqual({ values: [-2], unfinished: 0 });
  });
});
