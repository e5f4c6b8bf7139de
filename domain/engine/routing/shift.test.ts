import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCalendar } from '../calendars/calendar.js';
import { LONGEST_SHIFT_MS, OFF_SHIFT, shiftAt } from './shift.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MONDAY = Date.UTC(2026, 10, 23);
const hours = (weekly: { day: 'MON' | 'TUE' | 'WED'; from: string; to: string }[]) =>
  compileCalendar({ timeZone: 'UTC', weekly, holidays: [], specialDates: [] });

describe('a shift', () => {
  const split = hours([
    { day: 'MON', from: '09:00', to: '12:00' },
    { day: 'MON', from: '13:00', to: '17:00' },
  ]);

  it.each([
    [8, OFF_SHIFT],
    [9, { atWork: true, shiftLeftMs: 3 * HOUR }],
    [11.75, { atWork: true, shiftLeftMs: 15 * MINUTE }],
    [12, OFF_SHIFT],
    [16.5, { atWork: true, shiftLeftMs: 30 * MINUTE }],
    [17, OFF_SHIFT],
  ])('at %d h', (hour, shift) => expect(shiftAt(split, MONDAY + hour * HOUR, null)).toEqual(shift));

  it('has no end without a calendar, and ends early where time off begins', () => {
    expect(shiftAt(null, MONDAY, null)).toEqual({ atWork: true, shiftLeftMs: null });
    expect(shiftAt(null, MONDAY, MONDAY + HOUR)).toEqual({ atWork: true, shiftLeftMs: HOUR });
    expect(shiftAt(null, MONDAY, MONDAY + 90 * HOUR)).toEqual({ atWork: true, shiftLeftMs: LONGEST_SHIFT_MS });
    expect(shiftAt(split, MONDAY + 9 * HOUR, MONDAY + 10 * HOUR)).toEqual({ atWork: true, shiftLeftMs: HOUR });
    expect(shiftAt(split, MONDAY + 9 * HOUR, MONDAY + 15 * HOUR)).toEqual({ atWork: true, shiftLeftMs: 3 * HOUR });
  });

  it('is at most a day where the hours never end, and nothing where there are none', () => {
    const always = compileCalendar({
      timeZone: 'UTC',
      weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const).map((day) => ({
        day,
        from: '00:00',
        to: '24:00',
      })),
      holidays: [],
      specialDates: [],
    });
    expect(shiftAt(always, MONDAY + 5 * HOUR, null)).toEqual({ atWork: true, shiftLeftMs: LONGEST_SHIFT_MS });
    expect(shiftAt(hours([]), MONDAY, null)).toEqual(OFF_SHIFT);
  });

  it('is as long as the calendar is open without a break, minute by minute', () => {
    const time = fc.integer({ min: 0, max: 47 }).map((half) => half / 2);
    const clock = (at: number) => `${String(Math.floor(at)).padStart(2, '0')}:${at % 1 === 0 ? '00' : '30'}`;
    const weekly = fc.array(
      fc.record({ day: fc.constantFrom('MON' as const, 'TUE' as const, 'WED' as const), from: time, to: time }),
      {
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(weekly, fc.integer({ min: 0, max: 71 * 60 }), (shifts, minute) => {
        const calendar = hours(shifts.map(({ day, from, to }) => ({ day, from: clock(from), to: clock(to) })));
        const nowMs = MONDAY + minute * MINUTE;
        let open = 0;
        while (open < 24 * 60 && calendar.isOpen(nowMs + open * MINUTE)) open += 1;
        expect(shiftAt(calendar, nowMs, null)).toEqual({ atWork: open > 0, shiftLeftMs: open * MINUTE });
      }),
      { numRuns: 300 },
    );
  });
});
