import { describe, expect, it } from 'vitest';
import { dueAfterMs, dueBy } from './schedule.js';

const calm = { perSecond: 5, count: 20 };

describe('a steady stream', () => {
  it('sends each at its own instant', () => {
    expect([0, 1, 5, 19].map((n) => dueAfterMs(calm, n))).toEqual([0, 200, 1_000, 3_800]);
  });

  it('knows how many should have gone by now', () => {
    expect([-1, 0, 199, 200, 999, 1_000].map((ms) => dueBy(calm, ms))).toEqual([0, 1, 1, 2, 5, 6]);
  });

  it('sends at once what is late, and no more than there is', () => {
    expect(dueBy(calm, 60_000)).toBe(20);
  });

  it.each([1, 5, 300, 333])('agrees with itself at %d a second', (perSecond) => {
    const schedule = { perSecond, count: 1_000 };
    const places = Array.from({ length: schedule.count }, (_, n) => n);
    const at = (shiftMs: number) => places.map((n) => dueBy(schedule, dueAfterMs(schedule, n) + shiftMs));
    expect(at(0.001)).toEqual(places.map((n) => n + 1));
    expect(at(-0.001)).toEqual(places);
  });
});
