import { compileCalendar, type Calendar } from '../../engine/calendars/calendar.js';
import { WEEKDAYS, type Weekday } from '../../engine/calendars/types.js';

/** When no mail is to reach somebody. */
export interface QuietHours {
  /** On which days it begins. */
  days: Weekday[];
  /** `22:00`, by the person's wall clock. */
  from: string;
  /** `07:00`; not after `from`: on the next day. */
  to: string;
  /** Kinds of notices that reach them all the same. */
  letThrough: string[];
}

const compiled = new Map<string, Calendar>();
const MOST_COMPILED = 1_000;

/** Quiet hours are hours of a week: on days on which clocks are changed they are what the wall clock says. */
function calendarOf({ days, from, to }: QuietHours, timeZone: string): Calendar {
  const key = JSON.stringify([days, from, to, timeZone]);
  const known = compiled.get(key);
  if (known) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const weekly = days.map((day) => ({ day, from, to }));
  const calendar = compileCalendar({ timeZone, weekly, holidays: [], specialDates: [] });
  compiled.set(key, calendar);
  return calendar;
}

/**
 * Until when a mail waits that is due now.
 * @param kind of the notice that it tells
 * @param timeZone the person's
 * @returns null: it goes at once
 */
export function quietUntil(
  hours: QuietHours | null,
  kind: string,
  { timeZone, nowMs }: { timeZone: string; nowMs: number },
): number | null {
  if (hours === null || hours.letThrough.includes(kind)) return null;
  const calendar = calendarOf(hours, timeZone);
  if (!calendar.isOpen(nowMs)) return null;
  for (const { toMs } of calendar.intervalsFrom(nowMs)) return toMs;
  return null;
}

/** As the audit log says them: `MON–FRI 22:00–07:00`. */
export function quietHoursWords(hours: QuietHours | null): string | null {
  if (hours === null) return null;
  const days = WEEKDAYS.filter((day) => hours.days.includes(day)).join(', ');
  const but = hours.letThrough.length === 0 ? '' : ` but ${[...hours.letThrough].sort().join(', ')}`;
  return `${days} ${hours.from}–${hours.to}${but}`;
}
