import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { AbsenceView } from '../../../activities/leads/absence.js';

export interface AbsenceWorkflowInput {
  orgId: string;
  absenceId: string;
}

/** The absence's row was written or changed, e.g. cancelled: the row is the message, the signal rings the bell. */
export const absenceChanged = defineSignal('absenceChanged');

/** How far it is; null before the row was first read. */
export const absenceProgress = defineQuery<AbsenceView | null>('absenceProgress');
