import type { InstantMs } from '../calendars/types.js';
import type { Candidate } from './types.js';

/**
 * Since when a rep has waited for a lead; -Infinity: never had one. Nobody waits while away: it begins anew when they
 * come back.
 */
export const waitingSince = ({ lastAssignedAtMs, backAtMs }: Candidate): InstantMs =>
  Math.max(lastAssignedAtMs ?? -Infinity, backAtMs ?? -Infinity);

/** Whether that is since they came back, and not since their last lead. */
export const waitsSinceReturn = ({ lastAssignedAtMs, backAtMs }: Candidate): boolean =>
  backAtMs !== null && backAtMs > (lastAssignedAtMs ?? -Infinity);
