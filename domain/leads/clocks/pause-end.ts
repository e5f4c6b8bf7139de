import type { InstantMs } from '../../engine/time/instant.js';

/** A lead that rests longer than this is not paused but closed, or it is a slip of the pen. */
const LONGEST_MS = 366 * 86_400_000;

/** Whether a pause that is asked for now can end then. */
export function judgePauseEnd(untilMs: InstantMs, nowMs: InstantMs): 'POSSIBLE' | 'PAST' | 'TOO_FAR' {
  if (untilMs <= nowMs) return 'PAST';
  return untilMs > nowMs + LONGEST_MS ? 'TOO_FAR' : 'POSSIBLE';
}
