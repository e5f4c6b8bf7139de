import { formatter } from './formatter.js';

/**
 * What the clocks of a time zone show at an instant, as a `datetime-local` field writes it.
 * @param instant ISO 8601
 * @returns `2026-11-20T17:50`; empty for what is no instant
 */
export function wallClockOf(instant: string, timeZone: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  // Swedish writes dates as ISO 8601 does.
  return formatter('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(at).replace(' ', 'T');
}

const DAY_MS = 86_400_000;

/**
 * The instant at which the clocks of a time zone show this. A time that they skip means as much later as they skip; of one
 * that they show twice, the first.
 * @param wallClock `2026-11-20T17:50`
 * @returns ISO 8601, UTC; empty for what is no time
 */
export function instantOf(wallClock: string, timeZone: string): string {
  const asUtcMs = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(asUtcMs)) return '';
  const shownAt = (ms: number): number => Date.parse(`${wallClockOf(new Date(ms).toISOString(), timeZone)}Z`);
  // By the offset of the day before and of the day after: one of them holds now.
  const [before, after] = [asUtcMs - DAY_MS, asUtcMs + DAY_MS].map((ms) => asUtcMs - (shownAt(ms) - ms)) as [
    number,
    number,
  ];
  const found = [before, after].sort((a, b) => a - b).find((ms) => shownAt(ms) === asUtcMs);
  return new Date(found ?? before).toISOString();
}
