import type { Calendar } from '../../engine/calendars/calendar.js';
import type { Interval } from '../../engine/calendars/types.js';
import { DAY_MS, MINUTE_MS, type Zone } from '../../engine/calendars/zone.js';
import type { SkippedInterval } from '../../engine/sla/clock.js';
import { receiptOf } from '../../engine/sla/receipt.js';
import type { InstantMs } from '../../engine/time/instant.js';

/** A local date, from its midnight to the next. */
export interface LocalDay extends Interval {
  /** `2026-11-20` */
  date: string;
}

/** So many local dates from that of an instant on. One on which the clocks change has another length. */
export function daysFrom(zone: Zone, atMs: InstantMs, count: number): LocalDay[] {
  const first = zone.dayOf(atMs);
  return Array.from({ length: count }, (_, index) => ({
    date: new Date((first + index) * DAY_MS).toISOString().slice(0, 10),
    fromMs: zone.instantOf((first + index) * DAY_MS),
    toMs: zone.instantOf((first + index + 1) * DAY_MS),
  }));
}

/** Where the clocks of a zone change in a span, and by how much they are ahead afterwards. */
export function clockChangesIn(zone: Zone, { fromMs, toMs }: Interval): { atMs: InstantMs; byMinutes: number }[] {
  const offsets = zone.offsetsIn(fromMs, toMs);
  return offsets
    .slice(1)
    .map((each, index) => ({ atMs: each.fromMs, byMinutes: (each.offsetMs - offsets[index]!.offsetMs) / MINUTE_MS }));
}

/** Open and closed time of a span, which together fill it; closed time with its reason, as receipts tell it. */
export function hoursIn(
  calendar: Calendar | null,
  { fromMs, toMs }: Interval,
): { open: Interval[]; closed: SkippedInterval[] } {
  if (!calendar) return { open: [{ fromMs, toMs }], closed: [] };
  const open: Interval[] = [];
  for (const each of calendar.intervalsFrom(fromMs)) {
    if (each.fromMs >= toMs) break;
    open.push({ fromMs: each.fromMs, toMs: Math.min(each.toMs, toMs) });
  }
  const { skipped } = receiptOf({
    startedAtMs: fromMs,
    untilMs: toMs,
    targetMs: MINUTE_MS,
    calendar,
    intervals: open,
    pauses: [],
    pausedAfterMs: null,
  });
  return { open, closed: skipped };
}
