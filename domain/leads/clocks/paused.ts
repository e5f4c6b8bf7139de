import type { InstantMs } from '../../engine/time/instant.js';
import type { LeadState } from '../lead/state.js';
import { isEnded } from '../vocabulary/ended.js';

/** As much of a lead as tells whether somebody paused it. */
type MaybePaused = Pick<LeadState, 'status' | 'pausedAtMs'>;

/**
 * Whether somebody paused the lead: then nobody is waited for, whatever its clocks came to before. One that has ended
 * rests for good. Also in SQL (`leadIsPaused`).
 */
export const isPaused = ({ status, pausedAtMs }: MaybePaused): boolean => pausedAtMs !== null && !isEnded(status);

/** Whether the lead's org is suspended: then everything stands still, and nobody is waited for. */
export const isSuspended = ({ suspendedAtMs = null }: Pick<LeadState, 'suspendedAtMs'>): boolean =>
  suspendedAtMs !== null;

/** When the lead's pause ends by itself; null: it is not paused, or until somebody resumes it. */
export const pauseEndOf = (lead: MaybePaused & Pick<LeadState, 'pausedUntilMs'>): InstantMs | null =>
  isPaused(lead) ? lead.pausedUntilMs : null;
