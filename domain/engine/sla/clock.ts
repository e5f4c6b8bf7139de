import type { Interval } from '../calendars/types.js';
import type { InstantMs } from '../time/instant.js';
import type { ClockStatus } from './clock-status.js';

export interface SkippedInterval extends Interval {
  why: string;
}

/** The calendar that a clock found when it started: it counts in this one for as long as it runs. */
export interface ClockCalendar {
  id: string;
  /** Whose it is, in the words of who defines the clock: the team's, say, where the owner has none. */
  of: string;
  /** Another zone than the calendar's own; null: its own. */
  timeZone: string | null;
}

/** Why a deadline is what it is: the time that was counted, what was skipped and the zone, in data and in words. */
export interface Receipt {
  timeZone: string;
  intervals: Interval[];
  skipped: SkippedInterval[];
  text: string;
  /** Where the definition says whose calendar counts, not which. */
  calendar?: ClockCalendar;
}

/** A stretch in which a clock stood still; `toMs` null: it stands still now. */
export interface ClockPause {
  fromMs: InstantMs;
  toMs: InstantMs | null;
}

/** When a step of the ladder fires first; null while that cannot be known (paused). */
export interface StepDue {
  key: string;
  dueAtMs: InstantMs | null;
  /** With a window: when it would be due without it. */
  plainAtMs?: InstantMs | null;
  /** With a window: when its repeats fire, the first repeat first. Without: `every` after `every`. */
  repeatsDueAtMs?: InstantMs[];
}

/** One run of a clock, from its start to its proof. */
export interface ClockState {
  id: string;
  key: string;
  cycle: number;
  status: ClockStatus;
  startedAtMs: InstantMs;
  targetMs: number;
  atRiskAtMs: InstantMs | null;
  atRiskSeenAtMs: InstantMs | null;
  deadlineAtMs: InstantMs | null;
  breachedAtMs: InstantMs | null;
  metAtMs: InstantMs | null;
  correctedAtMs: InstantMs | null;
  supersededAtMs: InstantMs | null;
  cancelledAtMs: InstantMs | null;
  pauses: ClockPause[];
  steps: StepDue[];
  /** The calendar that it found when it started; null: elapsed time, or its definition names the calendar. */
  calendar: ClockCalendar | null;
  /** What explains the deadline, in words. */
  receiptText: string;
  /** The whole receipt where it was computed in this settlement; null: as stored. */
  receipt: Receipt | null;
}
