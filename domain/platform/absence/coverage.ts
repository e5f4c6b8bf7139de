import { absenceWords, type AbsenceSpan } from './absence.js';
import type { Calendar } from '../../engine/calendars/calendar.js';
import type { Interval } from '../../engine/calendars/types.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { DAY_MS, type EpochDay, type Zone } from '../../engine/calendars/zone.js';

/** Somebody who could take the team's leads. */
export interface CoverageMember {
  name: string;
  /** Null: at work at any hour. */
  calendar: Calendar | null;
  /** Away until further notice, e.g. «away»: then never at work. */
  away: string | null;
  absences: AbsenceSpan[];
}

/** A stretch of the team's hours in which nobody of it is at work. */
export interface Uncovered extends Interval {
  why: string;
}

export interface CoverageDay {
  /** Local date, `2026-11-20`. */
  date: string;
  businessMs: number;
  uncoveredMs: number;
  uncovered: Uncovered[];
}

/** One local day less than this belongs to the window: where it ends, in the zone. */
export const endOfDays = (zone: Zone, fromMs: InstantMs, days: number): InstantMs =>
  zone.instantOf((zone.dayOf(fromMs) + days) * DAY_MS);

/**
 * In which of its hours a team has nobody at work, day by day in the zone of its calendar.
 * @param team the hours that should be covered
 * @param window from now (`fromMs`) to the end of a local day
 */
export function coverage(team: Calendar, members: readonly CoverageMember[], window: Interval): CoverageDay[] {
  const { zone } = team;
  const open = within(team.intervalsFrom(window.fromMs), window);
  const atWork = members.map((member) => presence(member, window));
  const uncovered = subtract(open, merge(atWork.flat()));
  const cuts = members.flatMap(({ absences }) => absences.flatMap(({ fromMs, toMs }) => [fromMs, toMs ?? window.toMs]));
  const explained = uncovered
    .flatMap((interval) => cutAt(interval, cuts))
    .map((interval): Uncovered => ({ ...interval, why: whyNobody(members, interval.fromMs) }));

  return daysOf(zone, window).map(({ day, ...ofDay }) => {
    const parts = explained.flatMap((one) => clip(one, ofDay));
    return {
      date: dateOf(day),
      businessMs: team.businessMsBetween(ofDay.fromMs, ofDay.toMs),
      uncoveredMs: parts.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
      uncovered: parts,
    };
  });
}

/** A team's hours within a window, each within one local day of its calendar. */
export function openHours(team: Calendar, window: Interval): Interval[] {
  const open = within(team.intervalsFrom(window.fromMs), window);
  return daysOf(team.zone, window).flatMap((ofDay) =>
    open.flatMap((one) => clip(one, ofDay)).map(({ fromMs, toMs }) => ({ fromMs, toMs })),
  );
}

/** The local days of a window, the first and the last as far as they are in it. */
function daysOf(zone: Zone, window: Interval): (Interval & { day: EpochDay })[] {
  const days: (Interval & { day: EpochDay })[] = [];
  for (let day = zone.dayOf(window.fromMs); zone.instantOf(day * DAY_MS) < window.toMs; day += 1) {
    const span = { fromMs: zone.instantOf(day * DAY_MS), toMs: zone.instantOf((day + 1) * DAY_MS) };
    // A local date that the zone skipped has no time in it.
    if (span.fromMs >= span.toMs) continue;
    days.push({ day, fromMs: Math.max(span.fromMs, window.fromMs), toMs: Math.min(span.toMs, window.toMs) });
  }
  return days;
}

const dateOf = (day: EpochDay): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** When a member is at work within the window; ascending, disjoint. */
function presence({ calendar, away, absences }: CoverageMember, window: Interval): Interval[] {
  if (away !== null) return [];
  const open = calendar === null ? [window] : within(calendar.intervalsFrom(window.fromMs), window);
  return subtract(open, merge(absences.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs ?? window.toMs }))));
}

function within(intervals: Iterable<Interval>, { toMs: endMs }: Interval): Interval[] {
  const found: Interval[] = [];
  for (const { fromMs, toMs } of intervals) {
    if (fromMs >= endMs) break;
    found.push({ fromMs, toMs: Math.min(toMs, endMs) });
  }
  return found;
}

/** Ascending and disjoint. */
function merge(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const { fromMs, toMs } of [...intervals].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else if (fromMs < toMs) merged.push({ fromMs, toMs });
  }
  return merged;
}

/** What of `from` is not in `taken`; both ascending and disjoint. */
function subtract(from: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let next = 0;
  for (const { fromMs, toMs } of from) {
    let at = fromMs;
    while (next < taken.length && taken[next]!.toMs <= at) next += 1;
    for (let index = next; index < taken.length && taken[index]!.fromMs < toMs; index += 1) {
      const one = taken[index]!;
      if (one.fromMs > at) left.push({ fromMs: at, toMs: one.fromMs });
      at = Math.max(at, one.toMs);
    }
    if (at < toMs) left.push({ fromMs: at, toMs });
  }
  return left;
}

/** Parts of an interval in each of which nothing begins or ends. */
function cutAt({ fromMs, toMs }: Interval, cuts: readonly InstantMs[]): Interval[] {
  const inside = [...new Set(cuts.filter((cut) => cut > fromMs && cut < toMs))].sort((a, b) => a - b);
  const ends = [...inside, toMs];
  return [fromMs, ...inside].map((begin, index) => ({ fromMs: begin, toMs: ends[index]! }));
}

const clip = <T extends Interval>(one: T, { fromMs, toMs }: Interval): T[] =>
  one.fromMs < toMs && one.toMs > fromMs
    ? [{ ...one, fromMs: Math.max(one.fromMs, fromMs), toMs: Math.min(one.toMs, toMs) }]
    : [];

/** More names than this help nobody. */
const MOST_NAMED = 8;

/** Why nobody is at work at an instant: those who are absent first, as that is what somebody could change. */
function whyNobody(members: readonly CoverageMember[], atMs: InstantMs): string {
  if (members.length === 0) return 'nobody is in the team';
  const said = members.map(({ name, away, absences }) => {
    const absence = absences.find(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs));
    const why = absence ? absenceWords(absence) : (away ?? 'not at work');
    return { text: `${name}: ${why}`, rank: absence ? 0 : away === null ? 2 : 1 };
  });
  const texts = said.sort((a, b) => a.rank - b.rank).map(({ text }) => text);
  const more = texts.length - MOST_NAMED;
  return [...texts.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
