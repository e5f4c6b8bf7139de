const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What is waited after each try that failed: soon at first, then ever longer, three days in all. */
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  18 * HOUR_MS,
  22 * HOUR_MS,
];
/** No receiver puts us off for longer than this. */
const LONGEST_PUT_OFF_MS = 24 * HOUR_MS;
/** Of the wait: not all that failed at once comes again at once. */
const SPREAD = 0.1;

/**
 * When a delivery is tried again.
 * @param tries that failed, since it was last asked for
 * @param spread 0 to 1: another for each delivery
 * @param putOffMs what the receiver asked for by `Retry-After`; null: nothing
 * @returns null: it is given up
 */
export function nextTryAtMs(
  tries: number,
  nowMs: number,
  { spread, putOffMs }: { spread: number; putOffMs: number | null },
): number | null {
  const waitMs = WAITS_MS[tries - 1];
  if (waitMs === undefined) return null;
  const ownMs = Math.round(waitMs * (1 + SPREAD * spread));
  return nowMs + Math.max(ownMs, Math.min(putOffMs ?? 0, LONGEST_PUT_OFF_MS));
}

/** `Retry-After` as milliseconds from now: seconds, or a date. Null: it says nothing that can be read. */
export function putOffMsOf(retryAfter: string | null, nowMs: number): number | null {
  if (retryAfter === null) return null;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * SECOND_MS;
  const atMs = Date.parse(retryAfter);
  return Number.isFinite(atMs) ? Math.max(0, atMs - nowMs) : null;
}
