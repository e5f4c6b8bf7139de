import type { CalendarDefinition, Weekday } from './types.js';
import { DAY_MS, MINUTE_MS, type EpochDay } from './zone.js';

/** Wall-clock ends relative to the midnight that begins the day; `toMs` past 24 h is the next day. */
export interface WallInterval {
  fromMs: number;
  toMs: number;
}

const WEEKDAYS: readonly Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
const NONE: readonly WallInterval[] = [];

export const CLOSED = 'closed';
export const SPECIAL_CLOSED = 'closed (special date)';
export const SPECIAL_HOURS = 'special hours';

/** What a calendar's definition says about each local date: the intervals that start on it, and why it is otherwise closed. */
export class CalendarDays {
  readonly #weekly: WallInterval[][] = WEEKDAYS.map(() => []);
  readonly #holidays = new Map<EpochDay, string>();
  readonly #special = new Map<EpochDay, WallInterval[]>();

  /** @throws RangeError naming the path of a malformed weekday, time or date. */
  constructor(definition: CalendarDefinition) {
    definition.weekly.forEach((entry, index) => {
      const day = this.#weekly[WEEKDAYS.indexOf(entry.day)];
      if (!day) throw new RangeError(`weekly[${index}].day: "${entry.day}" is not a weekday: use MON to SUN`);
      day.push(wallInterval(entry, `weekly[${index}]`));
    });
    definition.holidays.forEach(({ date, name }, index) => {
      const day = epochDay(date, `holidays[${index}].date`);
      const other = this.#holidays.get(day);
      this.#holidays.set(day, other === undefined ? name : `${other} / ${name}`);
    });
    definition.specialDates.forEach(({ date, intervals }, index) => {
      const path = `specialDates[${index}]`;
      const day = epochDay(date, `${path}.date`);
      if (this.#special.has(day)) throw new RangeError(`${path}.date: ${date} is listed twice: merge its intervals`);
      this.#special.set(
        day,
        intervals.map((entry, at) => wallInterval(entry, `${path}.intervals[${at}]`)),
      );
    });
  }

  /** The intervals that start on this date: a special date's, else none on a holiday, else the weekday's. */
  startingOn(day: EpochDay): readonly WallInterval[] {
    const special = this.#special.get(day);
    if (special) return special;
    if (this.#holidays.has(day)) return NONE;
    // 1970-01-01 was a Thursday, the fourth of WEEKDAYS.
    return this.#weekly[(((day + 3) % 7) + 7) % 7]!;
  }

  /** What decides over this date: a special date wins over a holiday, and that over the weekday. */
  kindOf(day: EpochDay): 'SPECIAL' | 'HOLIDAY' | 'WEEKDAY' {
    if (this.#special.has(day)) return 'SPECIAL';
    return this.#holidays.has(day) ? 'HOLIDAY' : 'WEEKDAY';
  }

  /** The holiday's name; of several on one date all of them. */
  holidayOn(day: EpochDay): string | null {
    return this.#holidays.get(day) ?? null;
  }

  /** Why the closed part of this date is closed, for a receipt. */
  whyClosed(day: EpochDay): string {
    const special = this.#special.get(day);
    if (special) return special.length === 0 ? SPECIAL_CLOSED : SPECIAL_HOURS;
    const holiday = this.#holidays.get(day);
    return holiday === undefined ? CLOSED : `holiday: ${holiday}`;
  }
}

function wallInterval(entry: { from: string; to: string }, path: string): WallInterval {
  const fromMs = timeOfDay(entry.from, `${path}.from`, false);
  const toMs = timeOfDay(entry.to, `${path}.to`, true);
  return { fromMs, toMs: toMs > fromMs ? toMs : toMs + DAY_MS };
}

function timeOfDay(text: string, path: string, end: boolean): number {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (found) return (Number(found[1]) * 60 + Number(found[2])) * MINUTE_MS;
  if (end && text === '24:00') return DAY_MS;
  throw new RangeError(`${path}: "${text}" is not a time of day: write HH:MM, 00:00 to ${end ? '24:00' : '23:59'}`);
}

function epochDay(text: string, path: string): EpochDay {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // Date.parse rolls 2026-02-30 over to March: only a date that comes back the same is one.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw new RangeError(`${path}: "${text}" is not a date: write YYYY-MM-DD, a day that exists`);
  }
  return ms / DAY_MS;
}
