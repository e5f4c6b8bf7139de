import type { InstantMs } from '../../engine/time/instant.js';

/** How far a sender's clock may be off. */
const OFF_MS = 5 * 60_000;
/** A rep who called first, where nobody says when the person asked: what is older is about something else. */
const CALLED_FIRST_MS = 24 * 60 * 60_000;

interface AskedAndReceived {
  /** When the person asked, as the sender says; null: it does not say. */
  occurredAtMs: InstantMs | null;
  receivedAtMs: InstantMs;
}

/** The earliest instant of a contact that can be about a lead. */
export const earliestContactMs = ({ occurredAtMs, receivedAtMs }: AskedAndReceived): InstantMs =>
  occurredAtMs === null ? receivedAtMs - CALLED_FIRST_MS : Math.min(occurredAtMs, receivedAtMs) - OFF_MS;

/**
 * Whether a contact can have happened when it is said to: not more than five minutes before the person asked, and not in
 * the future. One from before the lead was received is possible, and counts from when it was.
 */
export function judgeOccurrence(
  occurredAtMs: InstantMs,
  lead: AskedAndReceived,
  nowMs: InstantMs,
): 'POSSIBLE' | 'BEFORE_LEAD' | 'IN_FUTURE' {
  if (occurredAtMs < earliestContactMs(lead)) return 'BEFORE_LEAD';
  return occurredAtMs > nowMs + OFF_MS ? 'IN_FUTURE' : 'POSSIBLE';
}
