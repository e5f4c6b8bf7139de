import type { Calendar } from '../calendars/calendar.js';
import type { InstantMs } from '../time/instant.js';

/** More of a shift than this counts as this: hours around the clock have no end to look for. */
export const LONGEST_SHIFT_MS = 24 * 60 * 60 * 1_000;

export interface Shift {
  atWork: boolean;
  /** At most a day; 0 outside working hours; null: without an end. */
  shiftLeftMs: number | null;
}
export const OFF_SHIFT: Shift = { atWork: false, shiftLeftMs: 0 };

/**
 * Whether a rep is at work, and for how much longer.
 * @param calendar the rep's own hours; null: has none, and is at work at any hour
 * @param offFromMs when their next time off begins, which ends a shift as its last hour does; null: none is known
 */
export function shiftAt(
  calendar: Pick<Calendar, 'isOpen' | 'piecesFrom'> | null,
  nowMs: InstantMs,
  offFromMs: InstantMs | null,
): Shift {
  const untilOff = offFromMs === null ? Infinity : Math.max(0, offFromMs - nowMs);
  if (calendar === null) {
    return { atWork: true, shiftLeftMs: untilOff === Infinity ? null : Math.min(untilOff, LONGEST_SHIFT_MS) };
  }
  if (!calendar.isOpen(nowMs)) return OFF_SHIFT;
  let endMs = nowMs;
  for (const { fromMs, toMs } of calendar.piecesFrom(nowMs)) {
    if (fromMs > endMs) break;
    endMs = toMs;
    if (endMs - nowMs >= LONGEST_SHIFT_MS) break;
  }
  return { atWork: true, shiftLeftMs: Math.min(endMs - nowMs, untilOff, LONGEST_SHIFT_MS) };
}
