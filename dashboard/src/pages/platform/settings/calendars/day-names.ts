import { WEEKDAYS, type Weekday } from '../../../../../../api/platform/contract/bodies/calendar.js';
import { formatter } from '../../../../shared/formatter';

/** A Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** `Monday`, or `Mon`, in the language of the page. */
export const dayName = (day: Weekday, language: string, style: 'long' | 'short' = 'long'): string =>
  formatter(language, { weekday: style, timeZone: 'UTC' }).format(MONDAY_MS + WEEKDAYS.indexOf(day) * DAY_MS);

/** `Fri, 25 Dec 2026`. @param date `YYYY-MM-DD` */
export function dateName(date: string, language: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at)) return date;
  return formatter(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(at);
}
