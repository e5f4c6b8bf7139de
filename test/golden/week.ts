import { zoneOf, type Zone } from '../../domain/engine/calendars/zone.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Weekdays and times of a case as instants, in the zone of its hours. */
export class Week {
  private readonly zone: Zone;
  private lastMs: number;

  /** @param fromMs the first row is the first such weekday from here on */
  constructor(timeZone: string, fromMs: number) {
    this.zone = zoneOf(timeZone);
    this.lastMs = fromMs;
  }

  /** The first instant of that weekday and time that is not before the row before it. */
  next(when: string): number {
    const [, day, hours, minutes] = /^(\w{3}) (\d\d):(\d\d)$/.exec(when) ?? [];
    if (day === undefined || !DAYS.includes(day)) throw new Error(`«${when}» is no weekday and time`);
    const ofDayMs = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
    return (this.lastMs = this.first(day, ofDayMs, this.lastMs));
  }

  /** The first instant of that weekday and time from an instant on, which no row follows. */
  after(fromMs: number, when: string): number {
    const before = this.lastMs;
    this.lastMs = fromMs;
    const ms = this.next(when);
    this.lastMs = before;
    return ms;
  }

  private first(day: string, ofDayMs: number, fromMs: number): number {
    for (let date = this.zone.dayOf(fromMs); ; date += 1) {
      const ms = this.zone.instantOf(date * DAY_MS + ofDayMs);
      if (ms >= fromMs && this.words(ms).startsWith(day)) return ms;
    }
  }

  /** `Fri 17:50`; seconds are left out. */
  words(ms: number): string {
    const local = new Date(ms + this.zone.offsetAt(ms));
    return `${DAYS[local.getUTCDay()]} ${local.toISOString().slice(11, 16)}`;
  }
}

/** The Monday 00:00 UTC of the first whole week from an instant on. */
export function nextMonday(fromMs: number): number {
  const day = Math.ceil(fromMs / DAY_MS);
  // 1970-01-01 was a Thursday.
  return (day + ((11 - (day % 7)) % 7)) * DAY_MS;
}

/** The Monday of the next week in which the zone's clocks go forward. */
export function weekOfSpring(timeZone: string, fromMs: number): number {
  const zone = zoneOf(timeZone);
  for (let monday = nextMonday(fromMs); ; monday += 7 * DAY_MS)
    if (zone.offsetAt(monday + 7 * DAY_MS) > zone.offsetAt(monday)) return monday;
}
