import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCalendar } from './calendar.js';
import { daysOfYear, openAt, type OpenAt } from './open-at.js';
import type { CalendarDefinition } from './types.js';
import { wallTime } from './wall-time.js';

const OFFICE: CalendarDefinition = {
  timeZone: 'Europe/Bucharest',
  weekly: [
    { day: 'MON', from: '09:00', to: '13:00' },
    { day: 'MON', from: '14:00', to: '18:00' },
    { day: 'FRI', from: '22:00', to: '06:00' },
    { day: 'SUN', from: '00:00', to: '24:00' },
  ],
  holidays: [
    { date: '2026-11-30', name: 'St Andrew’s Day' },
    { date: '2026-12-25', name: 'Christmas Day' },
  ],
  specialDates: [
    { date: '2026-12-24', intervals: [{ from: '09:00', to: '12:00' }] },
    { date: '2026-12-25', intervals: [] },
  ],
};
const calendar = compileCalendar(OFFICE);
const ask = (at: string, definition = OFFICE): OpenAt => {
  const compiled = compileCalendar(definition);
  return openAt(compiled, definition, wallTime(at, compiled.zone)!.atMs);
};
const local = (at: string): number => wallTime(at, calendar.zone)!.atMs;

describe('is it open at …', () => {
  it.each([
    ['2026-12-07T10:00', true, 'INTERVAL', '2026-12-07', { from: '09:00', to: '13:00' }],
    ['2026-12-07T13:00', false, 'OUTSIDE', '2026-12-07', null],
    ['2026-12-08T10:00', false, 'NO_HOURS', '2026-12-08', null],
    ['2026-11-30T10:00', false, 'HOLIDAY', '2026-11-30', null],
    ['2026-12-24T10:00', true, 'SPECIAL_INTERVAL', '2026-12-24', { from: '09:00', to: '12:00' }],
    ['2026-12-24T12:00', false, 'OUTSIDE_SPECIAL', '2026-12-24', null],
    // A special date wins over a holiday.
    ['2026-12-25T10:00', false, 'SPECIAL_CLOSED', '2026-12-25', null],
    // Over midnight: the hours of Friday.
    ['2026-12-12T05:59', true, 'INTERVAL', '2026-12-11', { from: '22:00', to: '06:00' }],
    ['2026-12-12T06:00', false, 'NO_HOURS', '2026-12-12', null],
    ['2026-12-13T23:59', true, 'INTERVAL', '2026-12-13', { from: '00:00', to: '24:00' }],
  ] as const)('%s: %s, %s', (at, open, reason, date, hours) => {
    expect(ask(at)).toMatchObject({ open, reason, date, hours });
  });

  it('says the holiday’s name, when it opens and when it closes', () => {
    expect(ask('2026-11-30T10:00')).toMatchObject({
      name: 'St Andrew’s Day',
      opensAtMs: local('2026-12-04T22:00'),
      closesAtMs: null,
    });
    expect(ask('2026-12-07T10:00')).toMatchObject({ closesAtMs: local('2026-12-07T13:00'), opensAtMs: null });
    const day = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
    const always = {
      ...OFFICE,
      weekly: day.map((one) => ({ day: one, from: '00:00', to: '24:00' })),
      holidays: [],
      specialDates: [],
    };
    expect(ask('2026-12-07T10:00', always)).toMatchObject({ open: true, closesAtMs: null });
    expect(ask('2026-12-07T10:00', { ...always, weekly: [] })).toMatchObject({ open: false, opensAtMs: null });
  });

  it('says that the clocks change on that date, and what it makes of a time that they skip', () => {
    expect(ask('2026-03-29T12:00').clocksChange).toEqual({ atMs: Date.parse('2026-03-29T01:00:00Z'), byMinutes: 60 });
    expect(ask('2026-10-25T12:00').clocksChange).toMatchObject({ byMinutes: -60 });
    expect(ask('2026-12-07T12:00').clocksChange).toBeNull();
    expect(wallTime('2026-03-29T03:30', calendar.zone)).toEqual({
      atMs: Date.parse('2026-03-29T01:30:00Z'),
      skipped: true,
    });
  });

  it('takes an instant as well, and refuses what is no date', () => {
    expect(wallTime('2026-12-07T08:00:00Z', calendar.zone)).toEqual({
      atMs: Date.parse('2026-12-07T08:00:00Z'),
      skipped: false,
    });
    expect(wallTime('2026-02-30T10:00', calendar.zone)).toBeNull();
  });

  it('agrees with the calendar at any instant, and always has a reason', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-12-31T00:00:00Z') }),
        fc.constantFrom('Europe/Bucharest', 'Africa/Cairo', 'Australia/Lord_Howe', 'America/New_York'),
        (atMs, timeZone) => {
          const definition = { ...OFFICE, timeZone };
          const compiled = compileCalendar(definition);
          const told = openAt(compiled, definition, atMs);
          expect(told.open).toBe(compiled.isOpen(atMs));
          expect(told.hours === null).toBe(!told.open);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a year at a glance', () => {
  it('has every date, with what is open on it and why it is not', () => {
    const days = daysOfYear(calendar, OFFICE, 2026);
    expect(days).toHaveLength(365);
    const on = (date: string) => days.find((day) => day.date === date);
    expect(on('2026-12-07')).toEqual({ date: '2026-12-07', openMinutes: 480, kind: 'WEEKDAY', name: null });
    expect(on('2026-11-30')).toEqual({ date: '2026-11-30', openMinutes: 0, kind: 'HOLIDAY', name: 'St Andrew’s Day' });
    expect(on('2026-12-24')).toMatchObject({ openMinutes: 180, kind: 'SPECIAL' });
    // Friday's night, and what is left of it on Saturday; a Sunday of 23 hours.
    expect(on('2026-12-11')).toMatchObject({ openMinutes: 120 });
    expect(on('2026-12-12')).toMatchObject({ openMinutes: 360 });
    expect(on('2026-03-29')).toMatchObject({ openMinutes: 23 * 60 });
    expect(daysOfYear(calendar, OFFICE, 2028)).toHaveLength(366);
  });
});
