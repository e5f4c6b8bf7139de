import { formatDuration } from '../time/duration.js';
import type { Calendar } from '../calendars/calendar.js';
import { CLOSED } from '../calendars/calendar-days.js';
import type { Interval } from '../calendars/types.js';
import type { Receipt, SkippedInterval } from './clock.js';
import type { InstantMs } from '../time/instant.js';
import { dateOf, dayWords, timeWords } from '../calendars/words.js';
import { DAY_MS, knownZone, zoneOf, type Zone } from '../calendars/zone.js';

export const PAUSED = 'paused';

/** What a receipt is written from: all that was counted, and when the clock stood still. */
export interface Counted {
  startedAtMs: InstantMs;
  /** The deadline, or the beginning of the open pause when there is none yet. */
  untilMs: InstantMs;
  targetMs: number;
  calendar: Calendar | null;
  calendarWords?: string | undefined;
  /** The IANA zone in which the text tells times; left out: the calendar's, of elapsed time UTC. */
  tellIn?: string | undefined;
  intervals: Interval[];
  pauses: readonly { fromMs: InstantMs; toMs: InstantMs | null }[];
  /** Milliseconds counted when the clock is paused short of its target. */
  pausedAfterMs: number | null;
}

/** A list in the text shows this many of its first and of its last entries. */
const FIRST = 3;
const LAST = 2;
const UTC = zoneOf('UTC');

/**
 * The receipt of what was counted. Its `intervals` and `skipped` tile `[startedAtMs, untilMs]` exactly. A pause is
 * skipped as a whole, also where it was closed anyway; closed time is split at local midnights around a holiday or
 * special date, so that it is seen.
 */
export function receiptOf(counted: Counted): Receipt {
  const skipped = skippedOf(counted);
  return {
    timeZone: counted.calendar?.timeZone ?? (knownZone(counted.tellIn) ?? UTC).id,
    intervals: counted.intervals,
    skipped,
    text: textOf(counted, skipped),
  };
}

/** Functions and classes of the module's own: closures made anew for each receipt were a third of its cost. */
class Skipped {
  readonly intervals: SkippedInterval[] = [];

  constructor(private readonly calendar: Calendar | null) {}

  add(fromMs: InstantMs, toMs: InstantMs, why: string): void {
    if (fromMs >= toMs) return;
    const last = this.intervals.at(-1);
    if (last && last.toMs === fromMs && last.why === why) last.toMs = toMs;
    else this.intervals.push({ fromMs, toMs, why });
  }

  addClosed(fromMs: InstantMs, toMs: InstantMs): void {
    if (fromMs >= toMs) return;
    const { calendar } = this;
    if (!calendar) return this.add(fromMs, toMs, CLOSED);
    const { zone } = calendar;
    const lastDay = zone.dayOf(toMs - 1);
    let day = zone.dayOf(fromMs);
    let at = fromMs;
    let why = calendar.whyClosed(day);
    while (++day <= lastDay) {
      const next = calendar.whyClosed(day);
      if (next === why) continue;
      const midnight = Math.min(toMs, zone.instantOf(day * DAY_MS));
      this.add(at, midnight, why);
      at = Math.max(at, midnight);
      why = next;
    }
    this.add(at, toMs, why);
  }
}

function skippedOf({ startedAtMs, untilMs, calendar, intervals, pauses }: Counted): SkippedInterval[] {
  const skipped = new Skipped(calendar);
  let pause = 0;
  let at = startedAtMs;
  for (let index = 0; index <= intervals.length; index++) {
    const gapEnd = intervals[index]?.fromMs ?? untilMs;
    for (; at < gapEnd && pause < pauses.length; pause++) {
      const { fromMs: begin, toMs: end } = pauses[pause]!;
      if (begin >= gapEnd) break;
      skipped.addClosed(at, begin);
      const resumed = Math.min(end ?? gapEnd, gapEnd);
      skipped.add(Math.max(at, begin), resumed, PAUSED);
      at = Math.max(at, resumed);
      // A pause that goes on past this gap ends with the next: never here, as nothing is counted in a pause.
      if (at >= gapEnd) break;
    }
    skipped.addClosed(at, gapEnd);
    at = intervals[index]?.toMs ?? at;
  }
  return skipped.intervals;
}

function textOf(counted: Counted, skipped: SkippedInterval[]): string {
  const { startedAtMs, untilMs, targetMs, calendar, intervals, pausedAfterMs } = counted;
  const zone = knownZone(counted.tellIn) ?? calendar?.zone ?? UTC;
  const years = dateOf(zone.dayOf(startedAtMs)).year !== dateOf(zone.dayOf(untilMs)).year;
  const style: Style = { zone, years, millis: targetMs % 1000 !== 0 };
  const largest = calendar ? 'h' : 'd';
  let text = formatDuration(targetMs, largest);
  if (pausedAfterMs !== null)
    text = `${formatDuration(style.millis ? pausedAfterMs : inSeconds(pausedAfterMs), largest)} counted of ${text}`;
  const whose = counted.calendarWords ? `${counted.calendarWords}, ` : '';
  const told = calendar && calendar.zone.id !== zone.id ? `, told in ${zone.id}` : '';
  text += calendar ? ` of business time (${whose}${calendar.zone.id})${told}` : ` of elapsed time (${zone.id})`;
  if (intervals.length > 0) text += `: ${listed(intervals, ', then ', (each) => range(each, style))}`;
  if (skipped.length > 0) text += `; skipped: ${listed(skipped, ', ', (each) => `${each.why} ${range(each, style)}`)}`;
  if (pausedAfterMs !== null) text += `; paused since ${day(untilMs, style)} ${time(untilMs, style)}`;
  return `${text}.`;
}

interface Style {
  zone: Zone;
  years: boolean;
  millis: boolean;
}

function listed<T>(items: readonly T[], glue: string, words: (item: T) => string): string {
  if (items.length <= FIRST + LAST + 1) return items.map(words).join(glue);
  const first = items.slice(0, FIRST).map(words).join(glue);
  const last = items.slice(-LAST).map(words).join(glue);
  return `${first}, … ${items.length - FIRST - LAST} more …${glue}${last}`;
}

/** `Fri 20 Nov 17:50–18:00`, `Fri 20 Nov 18:00–Mon 23 Nov 09:00`; midnight at the end of a day is its `24:00`. */
function range({ fromMs, toMs }: Interval, style: Style): string {
  const { zone } = style;
  const fromDay = zone.dayOf(fromMs);
  const toLocal = toMs + zone.offsetAt(toMs);
  const from = `${day(fromMs, style)} ${time(fromMs, style)}`;
  if (toLocal === (fromDay + 1) * DAY_MS) return `${from}–24:00`;
  if (toLocal >= (fromDay + 1) * DAY_MS) return `${from}–${day(toMs, style)} ${time(toMs, style)}`;
  const turned = zone.offsetAt(fromMs) === zone.offsetAt(toMs) ? '' : ' (clocks change)';
  return `${from}–${time(toMs, style)}${turned}`;
}

const day = (ms: InstantMs, { zone, years }: Style): string => dayWords(ms, zone, years);
/** With milliseconds when the target has some. */
const time = (ms: InstantMs, { zone, millis }: Style): string => timeWords(ms, zone, millis);
const inSeconds = (ms: number): number => Math.floor(ms / 1000) * 1000;
