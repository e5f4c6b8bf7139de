import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { absenceWords, stageOf, timeOffIssues } from './absence.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 20);

describe('an absence', () => {
  it.each([
    [-1, 'PLANNED'],
    [0, 'RUNNING'],
    [DAY - 1, 'RUNNING'],
    [DAY, 'ENDED'],
  ])('%d ms after its beginning is %s', (afterMs, stage) => {
    const span = { fromMs: NOW, toMs: NOW + DAY };
    expect(stageOf({ ...span, cancelled: false }, NOW + afterMs)).toBe(stage);
    expect(stageOf({ ...span, cancelled: true }, NOW + afterMs)).toBe('CANCELLED');
  });

  it('without an end goes on', () => {
    expect(stageOf({ fromMs: NOW, toMs: null, cancelled: false }, NOW + 9_999 * DAY)).toBe('RUNNING');
    expect(absenceWords({ toMs: null })).toBe('deactivated');
    expect(absenceWords({ toMs: NOW })).toBe('time off until 2026-11-20T00:00:00.000Z');
  });
});

describe('time off', () => {
  const paths = (fromMs: number, toMs: number) => timeOffIssues({ fromMs, toMs }, NOW).map(({ path }) => path);

  it('may have begun, but must not be over, and names everything that is wrong at once', () => {
    expect(paths(NOW - DAY, NOW + DAY)).toEqual([]);
    expect(paths(NOW - 2 * DAY, NOW - DAY)).toEqual(['to']);
    expect(paths(NOW + DAY, NOW + DAY)).toEqual(['to']);
    expect(paths(NOW - DAY, NOW - 2 * DAY)).toEqual(['to', 'to']);
    expect(paths(NOW, NOW + 367 * DAY)).toEqual(['to']);
    expect(paths(NOW + 800 * DAY, NOW + 1_300 * DAY)).toEqual(['to', 'from']);
  });

  it('that has no issue is planned or running, and ends', () => {
    const day = fc.integer({ min: -900, max: 900 });
    fc.assert(
      fc.property(day, day, (from, to) => {
        const span = { fromMs: NOW + from * DAY, toMs: NOW + to * DAY };
        const fine = from < to && to > 0 && to - from <= 366 && from <= 732;
        expect(timeOffIssues(span, NOW).length === 0).toBe(fine);
        if (fine) expect(['PLANNED', 'RUNNING']).toContain(stageOf({ ...span, cancelled: false }, NOW));
      }),
    );
  });
});
