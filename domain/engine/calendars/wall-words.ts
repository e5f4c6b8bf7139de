import type { InstantMs } from '../time/instant.js';
import type { Zone } from './zone.js';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/**
 * An instant as the clocks on a zone's walls show it, to the minute: `10:14` today, else `Tue 9 Dec 10:14`, with the year
 * where it is another.
 * @param nowMs when it is read: what is today
 */
export function wallWords(zone: Zone, atMs: InstantMs, nowMs: InstantMs): string {
  const wall = new Date(atMs + zone.offsetAt(atMs));
  const time = wall.toISOString().slice(11, 16);
  if (zone.dayOf(atMs) === zone.dayOf(nowMs)) return time;
  const year = wall.getUTCFullYear();
  const thisYear = new Date(nowMs + zone.offsetAt(nowMs)).getUTCFullYear();
  const day = `${WEEKDAYS[wall.getUTCDay()]} ${wall.getUTCDate()} ${MONTHS[wall.getUTCMonth()]}`;
  return `${day}${year === thisYear ? '' : ` ${year}`} ${time}`;
}
