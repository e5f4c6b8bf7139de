import { Context } from '@temporalio/activity';
import { AbsenceGone, replanBatch, type AbsenceRef, type AbsenceView } from '../../settlement/replan.js';
import type { SettleDeps } from '../../settlement/settle.js';
import { failingForGood } from '../for-good.js';

export type { AbsenceView };

export interface AbsenceActivities {
  /** Plans the next leads of an absent person anew; before the absence begins it only tells when that is. */
  replanBatch: (ref: AbsenceRef) => Promise<AbsenceView>;
}

/**
 * The absence workflow's activity. What it fails by Temporal tries again, and shows, for as long as it takes: a retry adds
 * nothing to the history.
 */
export const absenceActivities = (deps: SettleDeps): AbsenceActivities => ({
  replanBatch: (ref) =>
    failingForGood([AbsenceGone], () => replanBatch(deps, ref, () => Context.current().heartbeat())),
});
