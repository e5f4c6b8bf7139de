import type { InstantMs } from '../time/instant.js';

/** A change of the clocks that comes each year: on a weekday, at an instant of the day, all in UTC. */
export interface YearlyChange {
  /** The day of the year from which on the weekday is looked for, counted from 1 March: no leap day moves it. */
  fromDay: number;
  /** 0 is Sunday. */
  weekday: number;
  inDayMs: number;
  /** Milliseconds ahead of UTC from then on. */
  offsetMs: number;
}

const DAY_MS = 86_400_000;
/** The tables of zones that still change their clocks end with this year. One that ends before has stopped doing so. */
const TABLES_END = 2037;
/** So many years show a rule: in ten each weekday falls on each of its seven dates. */
const YEARS = 10;

const firstOfMarch = (year: number): number => Date.UTC(year, 2, 1) / DAY_MS;
const yearOf = (ms: InstantMs): number => new Date(ms).getUTCFullYear();
const weekdayOf = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** The instant of a yearly change in a year. */
export function changeIn(year: number, { fromDay, weekday, inDayMs }: YearlyChange): InstantMs {
  const day = firstOfMarch(year) + fromDay;
  return (day + ((weekday - weekdayOf(day) + 7) % 7)) * DAY_MS + inDayMs;
}

/**
 * The rule that the last years of a table of changes follow. Tables of zones end in 2037, the law does not: where it
 * says "the last Sunday in March", it goes on saying so.
 * @param offsetsMs the offset after each change, behind the one before the first
 * @returns empty where the last years have no changes, or none that a weekday explains (those of the moon).
 */
export function yearlyRule(changesAtMs: readonly InstantMs[], offsetsMs: readonly number[]): YearlyChange[] {
  const last = changesAtMs.at(-1);
  if (last === undefined) return [];
  const lastYear = yearOf(last);
  if (lastYear < TABLES_END) return [];
  const recent = changesAtMs
    .map((atMs, index) => ({ atMs, year: yearOf(atMs), offsetMs: offsetsMs[index + 1]! }))
    .filter(({ year }) => year > lastYear - YEARS);
  const ofLastYear = recent.filter(({ year }) => year === lastYear);
  if (recent.length !== ofLastYear.length * YEARS) return [];

  const changes = ofLastYear.map(({ offsetMs }, nth): YearlyChange => {
    const days = recent.filter((_, index) => index % ofLastYear.length === nth);
    const fromDay = Math.min(...days.map(({ atMs, year }) => Math.floor(atMs / DAY_MS) - firstOfMarch(year)));
    const { atMs } = days[0]!;
    return { fromDay, weekday: weekdayOf(Math.floor(atMs / DAY_MS)), inDayMs: atMs % DAY_MS, offsetMs };
  });
  const holds = recent.every(({ atMs, year, offsetMs }, index) => {
    const change = changes[index % changes.length]!;
    return change.offsetMs === offsetMs && changeIn(year, change) === atMs;
  });
  return holds ? changes : [];
}
