import type { InstantMs } from '../time/instant.js';

export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

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
