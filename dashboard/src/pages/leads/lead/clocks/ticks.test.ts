import { describe, expect, it } from 'vitest';
import { ticksOf } from './ticks';

const DAY = 1000;
const labels = (candidates: { ms: number; rank: number }[], width = 600) =>
  ticksOf({
    candidates,
    x: (ms) => ms / 5,
    width,
    dayOf: (ms) => String(Math.floor(ms / DAY)),
    timePx: 40,
    dayPx: 80,
  });

describe('labels under an axis', () => {
  it('name the day once, where it begins', () => {
    const ticks = labels([0, 700, 1100, 1900].map((ms) => ({ ms, rank: 1 })));
    expect(ticks.map(({ ms, day }) => [ms, day])).toEqual([
      [0, true],
      [700, false],
      [1100, true],
      [1900, false],
    ]);
  });

  it('leave out what would cover another, the name of its day included', () => {
    // The second would fit without its day.
    expect(labels([900, 1050].map((ms) => ({ ms, rank: 1 }))).map(({ ms }) => ms)).toEqual([900]);
  });

  it('give way to what is more important', () => {
    expect(
      labels([
        { ms: 500, rank: 2 },
        { ms: 550, rank: 1 },
      ]).map(({ ms }) => ms),
    ).toEqual([550]);
  });

  it('stay within the axis, and stand once for an instant', () => {
    const ticks = labels([
      { ms: 0, rank: 1 },
      { ms: 0, rank: 2 },
      { ms: 3000, rank: 1 },
    ]);
    expect(ticks.map(({ x }) => x)).toEqual([40, 560]);
  });
});
