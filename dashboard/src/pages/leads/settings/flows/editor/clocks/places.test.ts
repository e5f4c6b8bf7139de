import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asOther, moved, nextPlace, placedAt, repeatTimes, timeOf, type Place } from './places';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const QUARTER = 15 * MINUTE;

describe('the place of a step', () => {
  it('moves by whole percents of the target', () => {
    expect(moved({ share: 0.5 }, 1, 'PLAIN', QUARTER)).toEqual({ share: 0.55 });
    expect(moved({ share: 0.55 }, -1, 'PLAIN', QUARTER)).toEqual({ share: 0.5 });
    // From between two of them to the nearer.
    expect(moved({ share: 0.333 }, 1, 'PLAIN', QUARTER)).toEqual({ share: 0.35 });
    expect(moved({ share: 0.333 }, -1, 'PLAIN', QUARTER)).toEqual({ share: 0.3 });
    expect(moved({ share: 0.5 }, 1, 'FINE', QUARTER)).toEqual({ share: 0.51 });
    expect(moved({ share: 0.5 }, 1, 'FAR', QUARTER)).toEqual({ share: 0.75 });
    expect(moved({ share: 1 }, 1, 'PLAIN', QUARTER)).toEqual({ share: 1.05 });
    expect(moved({ share: 0.01 }, -1, 'FAR', QUARTER)).toEqual({ share: 0.01 });
  });

  it('moves before and after the deadline by lengths that people say', () => {
    const from = (minutes: number, by: 1 | -1, targetMs = QUARTER) =>
      timeOf(moved({ offsetMs: minutes * MINUTE }, by, 'PLAIN', targetMs), targetMs) / MINUTE - targetMs / MINUTE;
    expect([from(0, 1), from(10, 1), from(15, 1), from(60, 1), from(7, -1)]).toEqual([1, 15, 20, 90, 5]);
    expect([from(0, -1), from(-10, -1), from(-10, 1)]).toEqual([-1, -15, -5]);
    // Not before the start.
    expect(from(-15, -1)).toBe(-15);
    expect(moved({ offsetMs: 0 }, 1, 'FINE', 5 * DAY)).toEqual({ offsetMs: QUARTER });
    expect(moved({ offsetMs: 0 }, 1, 'FINE', MINUTE)).toEqual({ offsetMs: 1_000 });
    expect(moved({ offsetMs: 0 }, 1, 'FAR', HOUR)).toEqual({ offsetMs: 3 * MINUTE });
  });

  it('never stands still but at its ends, comes back, and stays where it may be', () => {
    const target = fc.integer({ min: 1_000, max: 366 * DAY });
    const place = fc.oneof(
      fc.integer({ min: 1, max: 400 }).map((percent): Place => ({ share: percent / 100 })),
      fc.integer({ min: -30, max: 3_000 }).map((minutes): Place => ({ offsetMs: minutes * MINUTE })),
    );
    fc.assert(
      fc.property(
        target,
        place,
        fc.constantFrom('FINE', 'PLAIN', 'FAR'),
        fc.constantFrom(1, -1),
        (targetMs, start, stride, by) => {
          if (timeOf(start, targetMs) < 0 || timeOf(start, targetMs) > 366 * DAY) return;
          const next = moved(start, by, stride, targetMs);
          const went = timeOf(next, targetMs) - timeOf(start, targetMs);
          expect(went * by).toBeGreaterThanOrEqual(0);
          expect(timeOf(next, targetMs)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('is put by a pointer at the nearest', () => {
    expect(placedAt(7.4 * MINUTE, 'SHARE', QUARTER)).toEqual({ share: 0.5 });
    expect(placedAt(0, 'SHARE', QUARTER)).toEqual({ share: 0.05 });
    expect(placedAt(24 * MINUTE, 'OFFSET', QUARTER)).toEqual({ offsetMs: 10 * MINUTE });
    expect(placedAt(14.9 * MINUTE, 'OFFSET', QUARTER)).toEqual({ offsetMs: 0 });
  });

  it('is the same time said the other way', () => {
    expect(asOther({ share: 0.5 }, QUARTER)).toEqual({ offsetMs: -7.5 * MINUTE });
    expect(asOther({ offsetMs: 3 * MINUTE }, QUARTER)).toEqual({ share: 1.2 });
    expect(asOther({ offsetMs: -QUARTER }, QUARTER)).toEqual({ share: 0.01 });
  });

  it('is found for a new one: at half, at the deadline, after the last', () => {
    expect(nextPlace([], QUARTER)).toEqual({ share: 0.5 });
    expect(nextPlace([{ share: 0.5 }], QUARTER)).toEqual({ offsetMs: 0 });
    expect(nextPlace([{ share: 0.5 }, { offsetMs: 0 }], QUARTER)).toEqual({ offsetMs: MINUTE });
    expect(nextPlace([{ offsetMs: 10 * MINUTE }], QUARTER)).toEqual({ offsetMs: QUARTER });
  });

  it('is repeated from its first firing on', () => {
    expect(repeatTimes(0, MINUTE, 3, 10)).toEqual([MINUTE, 2 * MINUTE, 3 * MINUTE]);
    expect(repeatTimes(0, MINUTE, 100, 2)).toHaveLength(2);
    expect(repeatTimes(0, 0, 5, 10)).toEqual([]);
  });
});
