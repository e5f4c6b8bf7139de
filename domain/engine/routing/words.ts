import type { InstantMs } from '../time/instant.js';

/** An instant to the minute, as a manager reads it: `2026-12-01T09:00Z`. */
export const minuteOf = (instant: InstantMs): string => `${new Date(instant).toISOString().slice(0, 16)}Z`;

const MOST_KEPT = 1_000;
const written = new Map<InstantMs, string>();

/** An instant as it is written. Kept, because hundreds of explanations tell of the same people's last turns. */
export function isoOf(instant: InstantMs): string {
  const known = written.get(instant);
  if (known !== undefined) return known;
  const words = new Date(instant).toISOString();
  if (written.size >= MOST_KEPT) written.clear();
  written.set(instant, words);
  return words;
}

/** A number as it is shown and compared, so that nobody is ranked by digits that no explanation has. */
export const amount = (value: number): number => Math.round(value * 10_000) / 10_000;
