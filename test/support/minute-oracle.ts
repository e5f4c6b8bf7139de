import fc from 'fast-check';
import type { CalendarDefinition, Weekday } from '../../domain/engine/calendars/types.js';

/**
 * Business time counted one minute after the other, to check `domain/sla` against. It shares no code and no route with
 * it: the zone is a table of what an `Intl` clock on the wall shows in every minute of a window, and a wall-clock time
 * is found by looking it up there (repeated: its first minute; skipped: as far past the jump as it is into the gap).
 */
export interface MinuteWindow {
  zone: string;
  beginMs: number;
  /** Per minute from `beginMs` on: the wall clock, as minutes since 1970-01-01T00:00 local. */
  walls: Float64Array;
  /** The first minute in which the wall shows a time. */
  firstShown: Map<number, number>;
  /** Jumps forward: the first wall time not shown, and the minute of the jump. */
  gaps: { wall: number; length: number; minute: number }[];
}

export const MINUTE = 60_000;
const DAY = 1_440;
const SPAN_DAYS = 18;
/** Intervals that began before the window are unknown: ask from here on. */
export const FIRST_ASKED = 3 * DAY;
export const WINDOW_MINUTES = SPAN_DAYS * DAY;

/** Windows around DST changes of every kind, one without any, and a date that a zone skipped. */
const WINDOWS: [zone: string, begin: string][] = [
  ['Europe/Bucharest', '2026-03-20'],
  ['Europe/Bucharest', '2026-10-16'],
  ['America/New_York', '2026-03-01'],
  ['America/New_York', '2026-10-24'],
  ['Australia/Lord_Howe', '2026-09-26'], // half an hour
  ['Africa/Cairo', '2026-04-16'], // gap at midnight
  ['Africa/Cairo', '2026-10-22'], // overlap at midnight
  ['Asia/Kolkata', '2026-12-20'],
  ['Pacific/Apia', '2011-12-22'], // 30 December did not happen
];

const tables = new Map<string, MinuteWindow>();

function windowOf(zone: string, begin: string): MinuteWindow {
  const key = zone + begin;
  const known = tables.get(key);
  if (known) return known;
  const beginMs = Date.parse(`${begin}T00:00:00Z`);
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const window: MinuteWindow = {
    zone,
    beginMs,
    walls: new Float64Array(WINDOW_MINUTES),
    firstShown: new Map(),
    gaps: [],
  };
  for (let minute = 0; minute < WINDOW_MINUTES; minute++) {
    const shown = clock.format(beginMs + minute * MINUTE); // 2026-11-20 17:50
    const wall = Date.parse(`${shown.replace(' ', 'T')}:00Z`) / MINUTE;
    const before = minute === 0 ? wall - 1 : window.walls[minute - 1]!;
    if (wall > before + 1) window.gaps.push({ wall: before + 1, length: wall - before - 1, minute });
    if (!window.firstShown.has(wall)) window.firstShown.set(wall, minute);
    window.walls[minute] = wall;
  }
  tables.set(key, window);
  return window;
}

function minuteOf(window: MinuteWindow, wall: number): number {
  const shown = window.firstShown.get(wall);
  if (shown !== undefined) return shown;
  const gap = window.gaps.find((each) => wall >= each.wall && wall < each.wall + each.length);
  if (gap) return gap.minute + (wall - gap.wall);
  return wall < window.walls[0]! ? 0 : WINDOW_MINUTES;
}

/** The local date that the wall shows in a minute: `2026-11-20`. */
export function dateIn(window: MinuteWindow, minute: number): string {
  return new Date(window.walls[minute]! * MINUTE).toISOString().slice(0, 10);
}

const WEEKDAYS: Weekday[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** 1 for each minute of the window that is working time. Believe it from `FIRST_ASKED` on. */
export function openMinutes(window: MinuteWindow, definition: CalendarDefinition): Uint8Array {
  const open = new Uint8Array(WINDOW_MINUTES);
  const wallOf = (date: string, time: string) => Date.parse(`${date}T00:00:00Z`) / MINUTE + clockMinutes(time);
  for (let date = dateIn(window, 0); date <= dateIn(window, WINDOW_MINUTES - 1); date = dayAfter(date)) {
    const special = definition.specialDates.find((each) => each.date === date);
    const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()];
    const starting = special
      ? special.intervals
      : definition.holidays.some((each) => each.date === date)
        ? []
        : definition.weekly.filter((each) => each.day === weekday);
    for (const { from, to } of starting) {
      const overMidnight = clockMinutes(to) <= clockMinutes(from);
      const begin = minuteOf(window, wallOf(date, from));
      const end = minuteOf(window, wallOf(overMidnight ? dayAfter(date) : date, to));
      for (let minute = begin; minute < end; minute++) open[minute] = 1;
    }
  }
  return open;
}

function clockMinutes(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY * MINUTE).toISOString().slice(0, 10);
}

/** The minute in which `amount` counted minutes from `start` are used up; null when the window ends before. */
export function walk(counts: (minute: number) => boolean, start: number, amount: number): number | null {
  let left = amount;
  let minute = start;
  while (left > 0) {
    if (minute >= WINDOW_MINUTES) return null;
    if (counts(minute)) left--;
    minute++;
  }
  return minute;
}

const time = fc.oneof(
  fc.constantFrom('00:00', '00:30', '01:30', '02:00', '02:15', '02:30', '03:00', '03:30', '09:00', '18:00', '23:30'),
  fc.nat(DAY - 1).map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`),
);
const interval = fc.record({ from: time, to: fc.oneof({ weight: 9, arbitrary: time }, fc.constant('24:00')) });

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A window with a random calendar in its zone, whose holidays and special dates fall into it. */
export const windowWithCalendar: fc.Arbitrary<{ window: MinuteWindow; definition: CalendarDefinition }> = fc
  .constantFrom(...WINDOWS)
  .chain(([zone, begin]) => {
    const date = fc
      .nat(SPAN_DAYS - 1)
      .map((day) => new Date(Date.parse(`${begin}T00:00:00Z`) + day * DAY * MINUTE).toISOString().slice(0, 10));
    const daily = fc.record({ day: fc.constantFrom(...WEEKDAYS), from: time, to: interval.map(({ to }) => to) });
    return fc.record({
      window: fc.constant(null).map(() => windowOf(zone, begin)),
      definition: fc.record({
        timeZone: fc.constant(zone),
        weekly: fc.array(daily, { maxLength: 10 }),
        holidays: fc.array(
          date.map((day) => ({ date: day, name: `Day of ${day}` })),
          { maxLength: 4 },
        ),
        specialDates: fc.uniqueArray(fc.record({ date, intervals: fc.array(interval, { maxLength: 2 }) }), {
          maxLength: 3,
          selector: (each) => each.date,
        }),
      }),
    });
  });
