import type { CalendarDefinition } from '../../engine/calendars/types.js';
import { zoneOf } from '../../engine/calendars/zone.js';

/** From this month on somebody is asked for the holidays of the year that comes. */
const ASKED_FROM_MONTH = 11;

/**
 * The year whose holidays a calendar misses: the one that comes, from November on, and the one that has come. A calendar
 * without any holidays misses none: somebody wanted it so.
 * @param timeZone in which it is November: the org's
 */
export function yearWithoutHolidays(
  { holidays }: Pick<CalendarDefinition, 'holidays'>,
  nowMs: number,
  timeZone: string,
): number | null {
  const [year, month] = yearAndMonth(nowMs, timeZone);
  const wanted = month >= ASKED_FROM_MONTH ? year + 1 : year;
  const years = holidays.map(({ date }) => Number(date.slice(0, 4)));
  // One whose first holidays are of a later year still has no year behind it.
  const began = years.some((one) => one < wanted);
  return began && !years.includes(wanted) ? wanted : null;
}

function yearAndMonth(nowMs: number, timeZone: string): [number, number] {
  const local = new Date(nowMs + zoneOf(timeZone).offsetAt(nowMs));
  return [local.getUTCFullYear(), local.getUTCMonth() + 1];
}

/** The cause of the item that asks for them: one a calendar, whichever year it is. */
export const holidaysCause = (calendarId: string): string => `holidays:${calendarId}`;
