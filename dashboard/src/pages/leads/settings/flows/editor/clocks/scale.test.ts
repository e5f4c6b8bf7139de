import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOf, scaleOf, scaleTicks } from './scale';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('the line of a clock', () => {
  it('is even where all of it has room', () => {
    const scale = scaleOf({ targetMs: 15 * MINUTE, lastMs: 20 * MINUTE, width: 1000 });
    expect(scale).toMatchObject({ deadlineX: 600, isBent: false, lastMs: 25 * MINUTE });
    expect([0, 7.5, 15, 20, 25].map((minute) => scale.x(minute * MINUTE))).toEqual([0, 300, 600, 800, 1000]);
  });

  it('shows ten minutes and five hours after a deadline of 15 minutes', () => {
    const scale = scaleOf({ targetMs: 15 * MINUTE, lastMs: 15 * MINUTE + 310 * MINUTE, width: 1000 });
    expect(scale.isBent).toBe(true);
    const [first, hour, last] = [10, 70, 310].map((minute) => scale.x((15 + minute) * MINUTE));
    expect(first! - 600).toBeGreaterThan(80);
    expect(hour! - first!).toBeGreaterThan(80);
    expect(last).toBeCloseTo(1000, 3);
  });

  it('does not jump at the deadline: what is near it is as far from it on both sides', () => {
    const targetMs = 5 * DAY;
    const scale = scaleOf({ targetMs, lastMs: targetMs + 300 * DAY, width: 1000 });
    const before = 600 - scale.x(targetMs - HOUR);
    // An hour after it is a little shorter already.
    expect((scale.x(targetMs + HOUR) - 600) / before).toBeGreaterThan(0.95);
  });

  it('goes there and back, in order, within its width', () => {
    const input = fc.record({
      targetMs: fc.integer({ min: 1_000, max: 366 * DAY }),
      over: fc.double({ min: 0, max: 5_000, noNaN: true }),
      width: fc.integer({ min: 100, max: 2_000 }),
      probes: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 10 }),
    });
    fc.assert(
      fc.property(input, ({ targetMs, over, width, probes }) => {
        const scale = scaleOf({ targetMs, lastMs: targetMs * (1 + over), width });
        const times = probes.map((share) => share * scale.lastMs).sort((a, b) => a - b);
        const places = times.map(scale.x);
        for (const [index, x] of places.entries()) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(width + 0.01);
          if (index > 0) expect(x).toBeGreaterThanOrEqual(places[index - 1]! - 1e-6);
          expect(Math.abs(scale.ms(x) - times[index]!)).toBeLessThanOrEqual(scale.lastMs * 1e-4 + 1);
        }
      }),
    );
  });

  it('is named at rounded times that do not cover each other', () => {
    for (const [targetMs, lastMs] of [
      [15 * MINUTE, 6 * HOUR],
      [5 * DAY, 6 * DAY],
      [1_000, 1_000],
      [40 * HOUR, 366 * DAY],
    ] as const)
      for (const width of [320, 900]) {
        const scale = scaleOf({ targetMs, lastMs, width });
        const ticks = scaleTicks(scale, targetMs, 64);
        expect(ticks[0]).toMatchObject({ ms: 0 });
        expect(ticks.filter(({ afterMs }) => afterMs === 0)).toHaveLength(1);
        for (const [index, { x }] of ticks.entries())
          if (index > 0) expect(x - ticks[index - 1]!.x).toBeGreaterThanOrEqual(63.99);
      }
    const quarter = scaleTicks(scaleOf({ targetMs: 15 * MINUTE, lastMs: 6 * HOUR, width: 900 }), 15 * MINUTE, 64);
    expect(quarter.map(({ ms, afterMs }) => (afterMs ?? ms) / MINUTE)).toEqual([
      0, 2, 4, 6, 8, 10, 12, 0, 3, 15, 45, 120,
    ]);
  });

  it('lifts what would cover another', () => {
    expect(rowsOf([100, 0, 105, 110, 130], 24)).toEqual([0, 0, 1, 2, 0]);
    expect(rowsOf([], 24)).toEqual([]);
  });
});
