/** Instants are epoch milliseconds inside the domain; they become RFC 3339 UTC at its edges. */
export type InstantMs = number;

export type Weekday = 'MON' | 'TUE' | 'WED' | 'THU' | 'FRI' | 'SAT' | 'SUN';

/** Business time. `to` not after `from` runs over midnight; an interval belongs whole to the day on which it starts. */
export interface CalendarDefinition {
  timeZone: string;
  weekly: { day: Weekday; from: string; to: string }[];
  holidays: { date: string; name: string }[];
  specialDates: { date: string; intervals: { from: string; to: string }[] }[];
}

export interface Interval {
  fromMs: InstantMs;
  toMs: InstantMs;
}

export interface SkippedInterval extends Interval {
  why: string;
}

/** Why a deadline is what it is: the time that was counted, what was skipped and the zone, in data and in words. */
export interface Receipt {
  timeZone: string;
  intervals: Interval[];
  skipped: SkippedInterval[];
  text: string;
}
