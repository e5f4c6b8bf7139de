import type { InstantMs } from '../time/instant.js';
import type { Candidate } from './types.js';

/**
 * Since when a rep has waited for their turn; -Infinity: never had one. Nobody waits while away: it begins anew when they
 * come back.
 */
export const waitingSince = ({ lastAssignedAtMs, backAtMs }: Candidate): InstantMs =>
  Math.max(lastAssignedAtMs ?? -Infinity, backAtMs ?? -Infinity);

/** Whether that is since they came back, and not since their last turn. */
export const waitsSinceReturn = ({ lastAssignedAtMs, backAtMs }: Candidate): boolean =>
  backAtMs !== null && backAtMs > (lastAssignedAtMs ?? -Infinity);
