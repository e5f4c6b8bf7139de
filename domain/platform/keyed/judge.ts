/** How long a key is known after it was first sent. */
export const KEY_LIFE_MS = 24 * 60 * 60_000;
/** How long a try is taken to be under way without a word of it; while it works, it says so again. */
export const KEY_LEASE_MS = 60_000;

/** What is kept of a key. */
export interface KnownKey {
  createdAtMs: number;
  leaseUntilMs: number;
  /** Whether its try has committed something. */
  committed: boolean;
  answered: boolean;
}

/**
 * What becomes of a request whose key was sent before. `FREE`: it is done as if it were the first. `UNKNOWN`: it was begun and
 * something of it was done, but nobody knows what was answered.
 */
export type KeyVerdict = 'FREE' | 'OTHER_REQUEST' | 'UNDER_WAY' | 'UNKNOWN' | 'ANSWERED';

/** @param isSame whether it is the same request as the first, by method, address and body */
export function judgeKey(known: KnownKey, isSame: boolean, nowMs: number): KeyVerdict {
  if (nowMs >= known.createdAtMs + KEY_LIFE_MS) return 'FREE';
  const isUnderWay = !known.answered && nowMs < known.leaseUntilMs;
  // Of a try that came to nothing there is nothing that another request could be taken for.
  if (!known.answered && !known.committed && !isUnderWay) return 'FREE';
  if (!isSame) return 'OTHER_REQUEST';
  if (known.answered) return 'ANSWERED';
  return isUnderWay ? 'UNDER_WAY' : 'UNKNOWN';
}
