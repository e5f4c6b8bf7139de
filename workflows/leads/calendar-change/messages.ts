import { defineQuery } from '@temporalio/workflow';
import type { CalendarChangeView } from '../../../activities/leads/calendar-change.js';

export interface CalendarChangeWorkflowInput {
  orgId: string;
  changeId: string;
}

/** How far it is; null before the row was first read. */
export const calendarChangeProgress = defineQuery<CalendarChangeView | null>('calendarChangeProgress');
