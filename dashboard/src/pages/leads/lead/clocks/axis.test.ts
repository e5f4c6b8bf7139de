import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisOf, type Span } from './axis';

const HOUR = 3_600_000;
const WIDTH = 1000;
const hours = (from: number, to: number): Span => ({ fromMs: from * HOUR, toMs: to * HOUR });

describe('an axis of time', () => {
  it('is in proportion where all of it is counted', () => {
    const { x, stretches } = axisOf({ ...hours(0, 10), counted: [hours(0, 10)], cuts: [], width: WIDTH });
    expect(stretches).toHaveLength(1);
    expect([0, 2.5, 5, 10].map((hour) => x(hour * HOUR))).toEqual([0, 250, 500, 1000]);
  });

  it('compresses a weekend between two short stretches, and says so', () => {
    const counted = [hours(17, 18), hours(72 + 9, 72 + 10)];
    const { stretches } = axisOf({ ...hours(17, 82), counted, cuts: [], width: WIDTH });
    const [before, weekend, after] = stretches.map(({ x0, x1 }) => x1 - x0);
    expect(stretches.map(({ compressed }) => compressed)).toEqual([false, true, false]);
    expect(weekend).toBeLessThan(100);
    // What is left is shared in proportion.
    expect(before).toBeCloseTo(after!, 6);
  });

  it('leaves a short break as long as it is', () => {
    const counted = [hours(9, 13), hours(13.25, 18)];
    const { stretches, x } = axisOf({ ...hours(9, 18), counted, cuts: [], width: WIDTH });
    expect(stretches.some(({ compressed }) => compressed)).toBe(false);
    expect(x(13.5 * HOUR)).toBeCloseTo(500, 6);
  });

  it('compresses each part of idle time by itself where it is cut', () => {
    const counted = [hours(0, 1)];
    const { stretches } = axisOf({ ...hours(0, 100), counted, cuts: [40 * HOUR, 1, 70 * HOUR], width: WIDTH });
    expect(stretches.map(({ fromMs, toMs }) => [fromMs / HOUR, toMs / HOUR])).toEqual([
      [0, 1],
      [1, 40],
      [40, 70],
      [70, 100],
    ]);
    const [, ...idle] = stretches.map(({ x0, x1 }) => x1 - x0);
    expect(new Set(idle.map((px) => px.toFixed(6))).size).toBe(1);
  });

  it('shows minutes beside days', () => {
    const counted = [hours(0, 0.01), hours(10, 60)];
    const { stretches } = axisOf({ ...hours(0, 60), counted, cuts: [], width: WIDTH });
    expect(stretches[0]!.x1).toBeGreaterThan(5);
  });

  it('takes several clocks’ time together', () => {
    const { stretches } = axisOf({ ...hours(0, 10), counted: [hours(4, 8), hours(0, 5)], cuts: [], width: WIDTH });
    expect(stretches.map(({ fromMs, toMs, counted }) => [fromMs / HOUR, toMs / HOUR, counted])).toEqual([
      [0, 8, true],
      [8, 10, false],
    ]);
  });

  it('stands when nothing was counted, and at one instant', () => {
    expect(axisOf({ ...hours(0, 5), counted: [], cuts: [], width: WIDTH }).x(2.5 * HOUR)).toBe(500);
    expect(axisOf({ ...hours(3, 3), counted: [], cuts: [], width: WIDTH }).stretches[0]).toMatchObject({
      x0: 0,
      x1: WIDTH,
    });
  });

  it('always fills the width, in order, and never runs backwards', () => {
    const instant = fc.integer({ min: 0, max: 60 * 24 * HOUR });
    const span = fc.tuple(instant, instant).map(([a, b]) => ({ fromMs: Math.min(a, b), toMs: Math.max(a, b) }));
    const inputs = fc.record({
      range: span.filter(({ fromMs, toMs }) => fromMs < toMs),
      counted: fc.array(span, { maxLength: 40 }),
      cuts: fc.array(instant, { maxLength: 10 }),
      width: fc.integer({ min: 200, max: 2000 }),
      probes: fc.array(instant, { minLength: 2, maxLength: 20 }),
    });
    fc.assert(
      fc.property(inputs, ({ range, counted, cuts, width, probes }) => {
        const { stretches, x } = axisOf({ ...range, counted, cuts, width });
        expect(stretches[0]).toMatchObject({ x0: 0, fromMs: range.fromMs });
        expect(stretches.at(-1)!.toMs).toBe(range.toMs);
        expect(stretches.at(-1)!.x1).toBeCloseTo(width, 3);
        for (const [index, stretch] of stretches.entries()) {
          expect(stretch.x1).toBeGreaterThanOrEqual(stretch.x0);
          if (index === 0) continue;
          expect(stretch.x0).toBe(stretches[index - 1]!.x1);
          expect(stretch.fromMs).toBe(stretches[index - 1]!.toMs);
        }
        const sorted = probes.toSorted((a, b) => a - b);
        for (const [index, probe] of sorted.entries()) {
          expect(x(probe)).toBeGreaterThanOrEqual(0);
          expect(x(probe)).toBeLessThanOrEqual(width + 0.001);
          if (index > 0) expect(x(probe)).toBeGreaterThanOrEqual(x(sorted[index - 1]!) - 1e-6);
        }
      }),
    );
  });
});
