import type { InstantMs } from '../time/instant.js';
import type { Calendar } from './calendar.js';
import { CalendarDays } from './calendar-days.js';
import type { CalendarDefinition } from './types.js';
import { DAY_MS, MINUTE_MS, type EpochDay } from './zone.js';

/**
 * What decides over a local date: `INTERVAL` of the week or `SPECIAL_INTERVAL` of a special date that is open then;
 * `HOLIDAY`; `SPECIAL_CLOSED`, a special date without hours; `OUTSIDE` the hours of the week, or `OUTSIDE_SPECIAL` those of
 * a special date; `NO_HOURS`: a weekday that has none.
 */
export const OPEN_REASONS = [
  'INTERVAL',
  'SPECIAL_INTERVAL',
  'HOLIDAY',
  'SPECIAL_CLOSED',
  'OUTSIDE',
  'OUTSIDE_SPECIAL',
  'NO_HOURS',
] as const;
export type OpenReason = (typeof OPEN_REASONS)[number];

/** Whether a calendar is open at an instant, and why. */
export interface OpenAt {
  atMs: InstantMs;
  open: boolean;
  reason: OpenReason;
  /** The local date that decides: of hours over midnight the one on which they began. `YYYY-MM-DD` */
  date: string;
  /** Of a holiday. */
  name: string | null;
  /** The hours that are open then, as the calendar has them: `from` and `to` as `HH:MM`. */
  hours: { from: string; to: string } | null;
  /** Open: when it closes. Null: not within five years. */
  closesAtMs: InstantMs | null;
  /** Closed: when it opens. Null: not within five years. */
  opensAtMs: InstantMs | null;
  /** The clocks of the zone change on this local date: when, and by how much they are ahead afterwards. */
  clocksChange: { atMs: InstantMs; byMinutes: number } | null;
}

/**
 * @param calendar compiled from `definition`
 * @returns whether it is open at the instant, and what of the definition makes it so
 */
export function openAt(calendar: Calendar, definition: CalendarDefinition, atMs: InstantMs): OpenAt {
  const { zone } = calendar;
  const days = new CalendarDays(definition);
  const today = zone.dayOf(atMs);
  const open = calendar.isOpen(atMs);
  const told = { atMs, open, ...changesOn(calendar, today) };
  if (!open) {
    const [reason, name] = whyClosed(days, today);
    const opensAtMs = calendar.nextOpen(atMs);
    return { ...told, reason, date: dateText(today), name, hours: null, closesAtMs: null, opensAtMs };
  }
  // Hours over midnight began on the day before; a skipped local day is one more.
  for (let day = today; day >= today - 3; day--) {
    const found = days.startingOn(day).find(({ fromMs, toMs }) => {
      const begins = zone.instantOf(day * DAY_MS + fromMs);
      return begins <= atMs && atMs < zone.instantOf(day * DAY_MS + toMs);
    });
    if (!found) continue;
    return {
      ...told,
      reason: days.kindOf(day) === 'SPECIAL' ? 'SPECIAL_INTERVAL' : 'INTERVAL',
      date: dateText(day),
      name: null,
      hours: { from: timeText(found.fromMs), to: timeText(found.toMs) },
      closesAtMs: closingAfter(calendar, atMs),
      opensAtMs: null,
    };
  }
  throw new Error(`No hours explain why ${new Date(atMs).toISOString()} is open`);
}

function whyClosed(days: CalendarDays, day: EpochDay): [OpenReason, string | null] {
  const has = days.startingOn(day).length > 0;
  switch (days.kindOf(day)) {
    case 'SPECIAL':
      return [has ? 'OUTSIDE_SPECIAL' : 'SPECIAL_CLOSED', null];
    case 'HOLIDAY':
      return ['HOLIDAY', days.holidayOn(day)];
    case 'WEEKDAY':
      return [has ? 'OUTSIDE' : 'NO_HOURS', null];
  }
}

function closingAfter(calendar: Calendar, atMs: InstantMs): InstantMs | null {
  for (const { toMs, fromMs } of calendar.intervalsFrom(atMs))
    // As long as it is looked for: around the clock.
    return toMs - fromMs >= 4 * 366 * DAY_MS ? null : toMs;
  return null;
}

function changesOn({ zone }: Calendar, day: EpochDay): Pick<OpenAt, 'clocksChange'> {
  const from = zone.instantOf(day * DAY_MS);
  const [first, second] = zone.offsetsIn(from, zone.instantOf((day + 1) * DAY_MS));
  if (first === undefined || second === undefined) return { clocksChange: null };
  return { clocksChange: { atMs: second.fromMs, byMinutes: (second.offsetMs - first.offsetMs) / MINUTE_MS } };
}

/** One local date of a year at a glance. */
interface CalendarDay {
  date: string;
  /** Open minutes of the date, whenever their hours began. */
  openMinutes: number;
  kind: 'WEEKDAY' | 'HOLIDAY' | 'SPECIAL';
  /** Of a holiday. */
  name: string | null;
}

/** All local dates of a year in the calendar's zone, in their order. */
export function daysOfYear(calendar: Calendar, definition: CalendarDefinition, year: number): CalendarDay[] {
  const days = new CalendarDays(definition);
  const first = Date.UTC(year, 0, 1) / DAY_MS;
  const count = Date.UTC(year + 1, 0, 1) / DAY_MS - first;
  return Array.from({ length: count }, (_, index) => {
    const day = first + index;
    const [fromMs, toMs] = [day, day + 1].map((one) => calendar.zone.instantOf(one * DAY_MS));
    const kind = days.kindOf(day);
    return {
      date: dateText(day),
      openMinutes: Math.round(calendar.businessMsBetween(fromMs!, toMs!) / MINUTE_MS),
      kind,
      name: kind === 'HOLIDAY' ? days.holidayOn(day) : null,
    };
  });
}

const dateText = (day: EpochDay): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

function timeText(wallMs: number): string {
  const inDay = wallMs === DAY_MS ? wallMs : wallMs % DAY_MS;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(inDay / (60 * MINUTE_MS)))}:${two((inDay / MINUTE_MS) % 60)}`;
}
