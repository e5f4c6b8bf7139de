/**
 * When each of a steady stream is to be sent, whatever became of those before it: who waits for an answer before they ask
 * again leaves out just those that would have waited longest.
 */
export interface Schedule {
  perSecond: number;
  count: number;
}

/** Milliseconds after the first. @param n from 0 */
export const dueAfterMs = ({ perSecond }: Schedule, n: number): number => (n * 1000) / perSecond;

/** How many are to have been sent so many milliseconds after the first was due. */
export function dueBy({ perSecond, count }: Schedule, elapsedMs: number): number {
  if (elapsedMs < 0) return 0;
  return Math.min(count, Math.floor((elapsedMs * perSecond) / 1000) + 1);
}
