import { instantOf, wallClockOf } from './wall-clock.js';

/** What a pause is usually made to end by, the soonest first. */
export type PauseEndName = 'IN_15_MINUTES' | 'IN_1_HOUR' | 'AFTERNOON' | 'TOMORROW' | 'NEXT_MONDAY';

export interface PauseEnd {
  name: PauseEndName;
  /** ISO 8601 */
  at: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const AFTERNOON = '15:00';
const MORNING = '09:00';

/**
 * The usual ends of a pause as of now, by the clocks of a time zone. What is past, or no afternoon any more, is left out, and
 * so is a Monday that is tomorrow.
 */
export function pauseEndsOf(nowMs: number, timeZone: string): PauseEnd[] {
  const inMinutes = (minutes: number): string => new Date(nowMs + minutes * MINUTE_MS).toISOString();
  const today = Date.parse(`${wallClockOf(new Date(nowMs).toISOString(), timeZone).slice(0, 10)}T00:00Z`);
  const onDay = (days: number, time: string): string =>
    instantOf(`${new Date(today + days * DAY_MS).toISOString().slice(0, 10)}T${time}`, timeZone);
  // The days to the next Monday: seven on a Monday.
  const toMonday = (8 - new Date(today).getUTCDay()) % 7 || 7;
  const ends: PauseEnd[] = [
    { name: 'IN_15_MINUTES', at: inMinutes(15) },
    { name: 'IN_1_HOUR', at: inMinutes(60) },
    { name: 'AFTERNOON', at: onDay(0, AFTERNOON) },
    { name: 'TOMORROW', at: onDay(1, MORNING) },
    { name: 'NEXT_MONDAY', at: onDay(toMonday, MORNING) },
  ];
  return ends.filter(({ name, at }) => Date.parse(at) > nowMs + MINUTE_MS && (name !== 'NEXT_MONDAY' || toMonday > 1));
}
