import type { InstantMs } from '../time/instant.js';

/** An instant to the minute, as a manager reads it: `2026-12-01T09:00Z`. */
export const minuteOf = (instant: InstantMs): string => `${new Date(instant).toISOString().slice(0, 16)}Z`;

/** A number as it is shown and compared, so that nobody is ranked by digits that no explanation has. */
export const amount = (value: number): number => Math.round(value * 10_000) / 10_000;
