import type { UnderWay } from '../../db/leads/queries/under-way.js';
import {
  absenceWorkflowId,
  accessMailWorkflowId,
  calendarChangeWorkflowId,
  leadWorkflowId,
  notificationWorkflowId,
} from '../../workflows/ids.js';

const BY_KIND: Record<UnderWay['kind'], (orgId: string, id: string) => string> = {
  LEAD: leadWorkflowId,
  ABSENCE: absenceWorkflowId,
  NOTICE: notificationWorkflowId,
  ACCESS_MAIL: accessMailWorkflowId,
  CALENDAR_CHANGE: calendarChangeWorkflowId,
};

/** The workflows of what is under way in an org that goes. */
export const workflowIdsOf = (orgId: string, underWay: readonly UnderWay[]): string[] =>
  underWay.map(({ kind, id }) => BY_KIND[kind](orgId, id));
