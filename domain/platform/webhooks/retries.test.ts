import { describe, expect, it } from 'vitest';
import { nextTryAtMs, putOffMsOf } from './retries.js';

const HOUR_MS = 3_600_000;

/** When each try is made, in hours after the first. */
function triesAt(spread: number): number[] {
  const at = [0];
  for (;;) {
    const next = nextTryAtMs(at.length, at.at(-1)!, { spread, putOffMs: null });
    if (next === null) return at.map((ms) => ms / HOUR_MS);
    at.push(next);
  }
}

describe('a delivery that fails', () => {
  it('is tried for three days, soon at first and then ever more seldom', () => {
    const at = triesAt(0);
    expect(at.length).toBe(10);
    expect(at[1]! * 3600).toBeCloseTo(5);
    expect(at.at(-1)).toBeGreaterThan(71);
    expect(at.at(-1)).toBeLessThan(72);
    const waits = at.slice(1).map((one, index) => one - at[index]!);
    expect([...waits].sort((a, b) => a - b)).toEqual(waits);
  });

  it('does not come again together with all that failed at once', () => {
    expect(triesAt(1).at(-1)).toBeCloseTo(triesAt(0).at(-1)! * 1.1);
  });

  it('waits as its receiver asks, but not for ever', () => {
    const put = (putOffMs: number) => nextTryAtMs(1, 0, { spread: 0, putOffMs });
    expect(put(1_000)).toBe(5_000);
    expect(put(60_000)).toBe(60_000);
    expect(put(400 * HOUR_MS)).toBe(24 * HOUR_MS);
  });
});

it('reads Retry-After as seconds or as a date', () => {
  const nowMs = Date.parse('2026-11-20T10:00:00Z');
  expect(putOffMsOf('120', nowMs)).toBe(120_000);
  expect(putOffMsOf('Fri, 20 Nov 2026 10:01:00 GMT', nowMs)).toBe(60_000);
  expect(putOffMsOf('Fri, 20 Nov 2026 09:00:00 GMT', nowMs)).toBe(0);
  expect([putOffMsOf('soon', nowMs), putOffMsOf(null, nowMs), putOffMsOf('', nowMs)]).toEqual([null, null, null]);
});
