import type { InstantMs } from '../time/instant.js';
import { DAY_MS, MINUTE_MS, type EpochDay, type Zone } from './zone.js';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Fri 20 Nov`, and the year beside it. */
interface DateWords {
  words: string;
  year: number;
}

const MOST_DATES = 4_000;
const dates = new Map<EpochDay, DateWords>();

/** Kept, because receipts name the same days again and again. */
export function dateOf(day: EpochDay): DateWords {
  const known = dates.get(day);
  if (known) return known;
  const date = new Date(day * DAY_MS);
  const words = `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  const made = { words, year: date.getUTCFullYear() };
  if (dates.size >= MOST_DATES) dates.clear();
  dates.set(day, made);
  return made;
}

/** `Fri 20 Nov` in the zone. @param withYear `Fri 20 Nov 2026` */
export function dayWords(ms: InstantMs, zone: Zone, withYear: boolean): string {
  const { words, year } = dateOf(zone.dayOf(ms));
  return withYear ? `${words} ${year}` : words;
}

/** `17:50` in the zone, with seconds when there are any. @param withMillis with milliseconds where there are seconds */
export function timeWords(ms: InstantMs, zone: Zone, withMillis: boolean): string {
  const local = ms + zone.offsetAt(ms);
  const inDay = modulo(local, DAY_MS);
  const minutes = Math.floor(inDay / MINUTE_MS);
  const words = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const rest = inDay % MINUTE_MS;
  if (rest === 0) return words;
  const seconds = `${words}:${two(Math.floor(rest / 1000))}`;
  return withMillis ? `${seconds}.${String(rest % 1000).padStart(3, '0')}` : seconds;
}

/** `Fri 20 Nov 2026 17:50` in the zone: an instant in a sentence that may be read on any day. */
export const momentWords = (ms: InstantMs, zone: Zone): string =>
  `${dayWords(ms, zone, true)} ${timeWords(ms, zone, false)}`;

/**
 * An instant as the clocks on a zone's walls show it, to the minute: `10:14` today, else `Tue 9 Dec 10:14`, with the year
 * where it is another.
 * @param nowMs when it is read: what is today
 */
export function wallWords(zone: Zone, atMs: InstantMs, nowMs: InstantMs): string {
  const time = timeWords(atMs - modulo(atMs + zone.offsetAt(atMs), MINUTE_MS), zone, false);
  const [day, today] = [zone.dayOf(atMs), zone.dayOf(nowMs)];
  return day === today ? time : `${dayWords(atMs, zone, dateOf(day).year !== dateOf(today).year)} ${time}`;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
