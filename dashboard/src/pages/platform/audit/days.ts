import { formatter } from '../../../shared/formatter';

const DAY_MS = 86_400_000;

/** The day of an instant on the clocks of a time zone: `2026-11-20`. */
export function dayOf(at: string | number, timeZone: string): string {
  return formatter('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(new Date(at));
}

/** A day so many days after another: `2026-11-20`, -1 → `2026-11-19`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** `Friday, 20 November 2026` */
export const dayWords = (day: string, language: string): string =>
  formatter(language, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(day));

/** `10:42:07`, as in the API's own words in every language. */
export const timeWords = (at: string, language: string, timeZone: string): string =>
  formatter(language, { timeStyle: 'medium', hourCycle: 'h23', timeZone }).format(new Date(at));
