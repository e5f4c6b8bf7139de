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

/** Whose calendar: the flow's, the team's, the owner's, or the flow's hours in the lead's own zone. */
export type CalendarOf = 'FLOW' | 'TEAM' | 'OWNER' | 'LEAD';

/** The calendar that a clock found when it started: it counts in this one for as long as it runs. */
export interface ClockCalendar {
  id: string;
  /** Whose it is: the team's, say, where the owner has none. */
  of: CalendarOf;
  /** Another zone than the calendar's own; null: its own. */
  timeZone: string | null;
}

/** Why a deadline is what it is: the time that was counted, what was skipped and the zone, in data and in words. */
export interface Receipt {
  timeZone: string;
  intervals: Interval[];
  skipped: SkippedInterval[];
  text: string;
  /** Where the flow says whose calendar counts, not which. */
  calendar?: ClockCalendar;
}
