import type { InstantMs } from '../../engine/time/instant.js';

/** How far a sender's clock may run ahead. */
const AHEAD_MS = 5 * 60_000;

/** Whether a contact can have happened when it is said to: since the lead is there, and not in the future. */
export function judgeOccurrence(
  occurredAtMs: InstantMs,
  leadReceivedAtMs: InstantMs,
  nowMs: InstantMs,
): 'POSSIBLE' | 'BEFORE_LEAD' | 'IN_FUTURE' {
  if (occurredAtMs < leadReceivedAtMs) return 'BEFORE_LEAD';
  return occurredAtMs > nowMs + AHEAD_MS ? 'IN_FUTURE' : 'POSSIBLE';
}
