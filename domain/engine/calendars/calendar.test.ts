import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill/implementation';
import { describe, expect, it } from 'vitest';
import {
  FIRST_ASKED,
  MINUTE,
  openMinutes,
  walk,
  WINDOW_MINUTES,
  windowWithCalendar,
} from '../../../test/support/minute-oracle.js';
import { compileCalendar, NoBusinessTimeError, type Calendar } from './calendar.js';
import type { CalendarDefinition, Weekday } from './types.js';

const BUCHAREST = 'Europe/Bucharest';
const WORKWEEK: Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI'];

function define(part: Partial<CalendarDefinition>): CalendarDefinition {
  return { timeZone: BUCHAREST, weekly: [], holidays: [], specialDates: [], ...part };
}

function daily(from: string, to: string, days: Weekday[] = WORKWEEK) {
  return days.map((day) => ({ day, from, to }));
}

/** `2026-11-20T17:50` on the wall in the zone, or an instant with an offset. */
function at(text: string, zone = BUCHAREST): number {
  return /Z|[+-]\d\d:\d\d$/.test(text)
    ? Date.parse(text)
    : Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
}

function wall(ms: number, zone = BUCHAREST): string {
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: 'never', smallestUnit: 'minute' });
}

/** Open time in `[from, to)` on the wall, as the calendar gives it. */
function open(calendar: Calendar, from: string, to: string): string[] {
  const found: string[] = [];
  const zone = calendar.timeZone;
  for (const { fromMs, toMs } of calendar.intervalsFrom(at(from, zone))) {
    if (fromMs >= at(to, zone)) break;
    found.push(`${wall(fromMs, zone).slice(5, 16)}–${wall(toMs, zone).slice(5, 16)}`);
  }
  return found;
}

describe('working time', () => {
  it('counts several intervals a day and skips the weekend', () => {
    const calendar = compileCalendar(define({ weekly: [...daily('09:00', '12:00'), ...daily('13:00', '18:00')] }));
    expect(open(calendar, '2026-11-20T10:00', '2026-11-23T13:00')).toEqual([
      '11-20T10:00–11-20T12:00',
      '11-20T13:00–11-20T18:00',
      '11-23T09:00–11-23T12:00',
    ]);
    expect(wall(calendar.add(at('2026-11-20T11:50'), 20 * MINUTE))).toBe('2026-11-20T13:10+02:00');
    expect(calendar.businessMsBetween(at('2026-11-20T11:00'), at('2026-11-23T10:00'))).toBe(7 * 60 * MINUTE);
  });

  it('is due at closing time when the target is used up exactly then, not at the next opening', () => {
    const calendar = compileCalendar(define({ weekly: daily('09:00', '18:00') }));
    expect(wall(calendar.add(at('2026-11-20T17:50'), 10 * MINUTE))).toBe('2026-11-20T18:00+02:00');
    expect(calendar.add(at('2026-11-20T17:50'), 10 * MINUTE + 1)).toBe(at('2026-11-23T09:00') + 1);
    expect(wall(calendar.add(at('2026-11-20T18:00'), 1 * MINUTE))).toBe('2026-11-23T09:01+02:00');
  });

  it('is open from the first instant to just before the last', () => {
    const calendar = compileCalendar(define({ weekly: daily('09:00', '18:00') }));
    expect(calendar.isOpen(at('2026-11-20T09:00') - 1)).toBe(false);
    expect(calendar.isOpen(at('2026-11-20T09:00'))).toBe(true);
    expect(calendar.isOpen(at('2026-11-20T18:00') - 1)).toBe(true);
    expect(calendar.isOpen(at('2026-11-20T18:00'))).toBe(false);
  });

  it('adds nothing to the start itself, and refuses a negative amount', () => {
    const calendar = compileCalendar(define({ weekly: daily('09:00', '18:00') }));
    const sunday = at('2026-11-22T12:00');
    expect(calendar.add(sunday, 0)).toBe(sunday);
    expect(() => calendar.add(sunday, -1)).toThrow(RangeError);
    expect(() => calendar.add(sunday, NaN)).toThrow(RangeError);
    expect(calendar.businessMsBetween(sunday, sunday - 1)).toBe(0);
  });

  it('never counts a minute twice when intervals overlap, and joins those that touch', () => {
    const calendar = compileCalendar(
      define({ weekly: [...daily('12:00', '18:00'), ...daily('09:00', '13:00'), ...daily('18:00', '19:00')] }),
    );
    expect(open(calendar, '2026-11-20T00:00', '2026-11-21T00:00')).toEqual(['11-20T09:00–11-20T19:00']);
  });

  it('runs over midnight, and 00:00–00:00 and 00:00–24:00 are whole days', () => {
    const night = compileCalendar(define({ weekly: [{ day: 'FRI', from: '22:00', to: '06:00' }] }));
    expect(open(night, '2026-11-20T00:00', '2026-11-23T00:00')).toEqual(['11-20T22:00–11-21T06:00']);
    for (const to of ['00:00', '24:00']) {
      const whole = compileCalendar(define({ weekly: [{ day: 'FRI', from: '00:00', to }] }));
      expect(open(whole, '2026-11-20T00:00', '2026-11-23T00:00')).toEqual(['11-20T00:00–11-21T00:00']);
    }
  });
});

describe('holidays and special dates', () => {
  const night = daily('22:00', '06:00', ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']);

  it('a holiday removes what starts on it and leaves the night before alone', () => {
    const calendar = compileCalendar(define({ weekly: night, holidays: [{ date: '2026-12-25', name: 'Christmas' }] }));
    expect(open(calendar, '2026-12-24T12:00', '2026-12-27T00:00')).toEqual([
      '12-24T22:00–12-25T06:00',
      '12-26T22:00–12-27T06:00',
    ]);
  });

  it('a special date replaces what starts on it, wins over a holiday, and may be closed', () => {
    const calendar = compileCalendar(
      define({
        weekly: night,
        holidays: [{ date: '2026-12-25', name: 'Christmas' }],
        specialDates: [
          { date: '2026-12-25', intervals: [{ from: '10:00', to: '12:00' }] },
          { date: '2026-12-26', intervals: [] },
        ],
      }),
    );
    expect(open(calendar, '2026-12-24T12:00', '2026-12-28T00:00')).toEqual([
      '12-24T22:00–12-25T06:00',
      '12-25T10:00–12-25T12:00',
      '12-27T22:00–12-28T06:00',
    ]);
    expect(calendar.whyClosed(at('2026-12-26T00:00Z') / 86_400_000)).toBe('closed (special date)');
  });
});

describe('daylight saving', () => {
  const everyDay = (from: string, to: string): CalendarDefinition['weekly'] => [{ day: 'SUN', from, to }];

  it.each([
    // Bucharest skips 03:00–04:00 on 29 March and repeats it on 25 October 2026.
    [BUCHAREST, '02:00', '05:00', '2026-03-29', 120],
    [BUCHAREST, '02:00', '05:00', '2026-10-25', 240],
    [BUCHAREST, '03:30', '05:00', '2026-03-29', 30], // begins at 04:30
    [BUCHAREST, '02:00', '03:30', '2026-03-29', 90], // ends at 04:30
    [BUCHAREST, '03:00', '04:00', '2026-03-29', 0],
    [BUCHAREST, '03:30', '04:15', '2026-03-29', 0], // 04:30–04:15: empty
    [BUCHAREST, '03:30', '05:00', '2026-10-25', 150], // from the first 03:30
    [BUCHAREST, '02:00', '03:30', '2026-10-25', 90], // to the first 03:30
    [BUCHAREST, '00:00', '00:00', '2026-03-29', 23 * 60],
    [BUCHAREST, '00:00', '24:00', '2026-10-25', 25 * 60],
    // New York skips 02:00–03:00 on 8 March and repeats 01:00–02:00 on 1 November 2026.
    ['America/New_York', '01:00', '04:00', '2026-03-08', 120],
    ['America/New_York', '02:30', '04:00', '2026-03-08', 30],
    ['America/New_York', '00:00', '03:00', '2026-11-01', 240],
    ['America/New_York', '01:30', '03:00', '2026-11-01', 150],
  ])('%s %s–%s on %s is %d minutes', (timeZone, from, to, date, minutes) => {
    const calendar = compileCalendar(define({ timeZone, weekly: everyDay(from, to) }));
    const noonBefore = at(`${date}T00:00`, timeZone) - 12 * 60 * MINUTE;
    expect(calendar.businessMsBetween(noonBefore, noonBefore + 48 * 60 * MINUTE)).toBe(minutes * MINUTE);
  });

  it('a night shift over the change has the hours that the clock on the wall had', () => {
    const calendar = compileCalendar(define({ weekly: [{ day: 'SAT', from: '22:00', to: '06:00' }] }));
    expect(wall(calendar.add(at('2026-10-24T22:00'), 9 * 60 * MINUTE))).toBe('2026-10-25T06:00+02:00');
    expect(wall(calendar.add(at('2026-03-28T22:00'), 7 * 60 * MINUTE))).toBe('2026-03-29T06:00+03:00');
  });
});

describe('a calendar that runs out', () => {
  it('never loops when it is empty', () => {
    const calendar = compileCalendar(define({}));
    const start = at('2026-11-20T12:00');
    expect([...calendar.intervalsFrom(start)]).toEqual([]);
    expect(() => calendar.add(start, 1)).toThrow(NoBusinessTimeError);
    expect(calendar.hasWorkingTime(start)).toBe(false);
    expect(calendar.isOpen(start)).toBe(false);
    expect(() => calendar.add(NaN, 1)).toThrow(NoBusinessTimeError);
  });

  it('ends after its last special date', () => {
    const calendar = compileCalendar(
      define({ specialDates: [{ date: '2028-02-29', intervals: [{ from: '09:00', to: '10:00' }] }] }),
    );
    const start = at('2026-11-20T12:00');
    expect(wall(calendar.add(start, 60 * MINUTE))).toBe('2028-02-29T10:00+02:00');
    expect(() => calendar.add(start, 60 * MINUTE + 1)).toThrow(NoBusinessTimeError);
    expect(calendar.hasWorkingTime(start)).toBe(false);
    expect(calendar.hasWorkingTime(start, 500)).toBe(true);
  });

  it('is counted around the clock in one stretch, without end', () => {
    const calendar = compileCalendar(define({ weekly: daily('00:00', '24:00', [...WORKWEEK, 'SAT', 'SUN']) }));
    const start = at('2026-11-20T12:00');
    expect(calendar.add(start, 1_000 * 86_400_000)).toBe(start + 1_000 * 86_400_000);
    const first = calendar.intervalsFrom(start).next().value!;
    expect(first.fromMs).toBe(start);
    expect(first.toMs - start).toBeGreaterThan(5 * 365 * 86_400_000);
  });
});

describe('a malformed calendar', () => {
  it.each<[string, Partial<CalendarDefinition>]>([
    ['timeZone: "Europe/Bukarest"', { timeZone: 'Europe/Bukarest' }],
    ['timeZone: "+02:00"', { timeZone: '+02:00' }],
    ['weekly[1].from: "9:00"', { weekly: [...daily('09:00', '18:00', ['MON']), ...daily('9:00', '18:00', ['TUE'])] }],
    ['weekly[0].from: "24:00"', { weekly: daily('24:00', '18:00') }],
    ['weekly[0].to: "24:01"', { weekly: daily('09:00', '24:01') }],
    ['weekly[0].day: "XYZ"', { weekly: daily('09:00', '18:00', ['XYZ' as Weekday]) }],
    ['holidays[0].date: "2026-02-30"', { holidays: [{ date: '2026-02-30', name: 'None' }] }],
    ['holidays[0].date: "25.12.2026"', { holidays: [{ date: '25.12.2026', name: 'None' }] }],
    [
      'specialDates[0].intervals[0].to: "x"',
      { specialDates: [{ date: '2026-12-24', intervals: [{ from: '09:00', to: 'x' }] }] },
    ],
    [
      'specialDates[1].date: 2026-12-24',
      {
        specialDates: [
          { date: '2026-12-24', intervals: [] },
          { date: '2026-12-24', intervals: [] },
        ],
      },
    ],
  ])('%s is refused by its path', (message, part) => {
    expect(() => compileCalendar(define(part))).toThrow(RangeError);
    expect(() => compileCalendar(define(part))).toThrow(message);
  });

  it('takes a zone in any case and gives its canonical name', () => {
    expect(compileCalendar(define({ timeZone: 'europe/bucharest' })).timeZone).toBe(BUCHAREST);
  });
});

describe('against the minute-by-minute oracle', () => {
  const asked = fc.integer({ min: FIRST_ASKED, max: WINDOW_MINUTES });

  it('is open in exactly the same minutes, in merged ascending intervals', () => {
    fc.assert(
      fc.property(windowWithCalendar, asked, ({ window, definition }, start) => {
        const calendar = compileCalendar(definition);
        const expected = openMinutes(window, definition).subarray(start);
        const actual = new Uint8Array(expected.length);
        const startMs = window.beginMs + start * MINUTE;
        let before = -Infinity;
        for (const { fromMs, toMs } of calendar.intervalsFrom(startMs)) {
          const from = (fromMs - startMs) / MINUTE;
          if (from >= actual.length) break;
          expect(fromMs).toBeGreaterThan(before);
          expect(toMs).toBeGreaterThan(fromMs);
          before = toMs;
          actual.fill(1, from, (toMs - startMs) / MINUTE);
        }
        expect(Buffer.compare(actual, expected)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('agrees on isOpen, add and businessMsBetween', () => {
    fc.assert(
      fc.property(
        windowWithCalendar,
        asked,
        asked,
        fc.integer({ min: 1, max: 4_000 }),
        ({ window, definition }, start, other, amount) => {
          const calendar = compileCalendar(definition);
          const open = openMinutes(window, definition);
          const ms = (minute: number) => window.beginMs + minute * MINUTE;
          if (start < WINDOW_MINUTES) {
            expect(calendar.isOpen(ms(start))).toBe(open[start] === 1);
            expect(calendar.isOpen(ms(start) + MINUTE - 1)).toBe(open[start] === 1);
          }
          let between = 0;
          for (let minute = start; minute < other; minute++) between += open[minute]!;
          expect(calendar.businessMsBetween(ms(start), ms(other))).toBe(between * MINUTE);
          // As much as there is up to a random instant: mostly used up exactly at closing time.
          const closing = walk((minute) => open[minute] === 1, start, between)!;
          expect(calendar.add(ms(start), between * MINUTE)).toBe(ms(closing));

          const due = walk((minute) => open[minute] === 1, start, amount);
          if (due !== null) expect(calendar.add(ms(start), amount * MINUTE)).toBe(ms(due));
          else expect(dueOrNever(calendar, ms(start), amount * MINUTE)).toBeGreaterThan(ms(WINDOW_MINUTES));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('add and businessMsBetween undo each other to the millisecond', () => {
    const instant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(
        windowWithCalendar,
        instant,
        fc.integer({ min: 1, max: 40 * 86_400_000 }),
        ({ definition }, start, amount) => {
          const calendar = compileCalendar(definition);
          const due = dueOrNever(calendar, start, amount);
          if (due === Infinity) return;
          expect(calendar.businessMsBetween(start, due)).toBe(amount);
          expect(calendar.isOpen(due - 1)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function dueOrNever(calendar: Calendar, startMs: number, amountMs: number): number {
  try {
    return calendar.add(startMs, amountMs);
  } catch (error) {
    if (error instanceof NoBusinessTimeError) return Infinity;
    throw error;
  }
}
