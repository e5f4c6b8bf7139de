/** Every workflow id is built here. Ids are never encrypted: they hold opaque ids only. */
export const leadWorkflowId = (orgId: string, leadId: string): string => `lead:${orgId}:${leadId}`;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const LEAD = new RegExp(`^lead:(${UUID}):(${UUID})$`);
/** The lead of a workflow id; null where it is no lead's. */
export function leadOfWorkflowId(workflowId: string): { orgId: string; leadId: string } | null {
  const [, orgId, leadId] = LEAD.exec(workflowId) ?? [];
  return orgId !== undefined && leadId !== undefined ? { orgId, leadId } : null;
}

const ABSENCE = new RegExp(`^absence:(${UUID}):(${UUID})$`);
/** The absence of a workflow id; null where it is no absence's. */
export function absenceOfWorkflowId(workflowId: string): { orgId: string; absenceId: string } | null {
  const [, orgId, absenceId] = ABSENCE.exec(workflowId) ?? [];
  return orgId !== undefined && absenceId !== undefined ? { orgId, absenceId } : null;
}

export const absenceWorkflowId = (orgId: string, absenceId: string): string => `absence:${orgId}:${absenceId}`;
export const calendarChangeWorkflowId = (orgId: string, changeId: string): string => `calendar:${orgId}:${changeId}`;
/** By the notice, never by its row of the outbox: those are counted, and a restored database counts from where it was. */
export const notificationWorkflowId = (orgId: string, noticeId: string, requeues = 0): string =>
  // Each time that somebody has it tried again it is one of its own: so none is sent twice, whatever a restored database has forgotten.
  `notify:${orgId}:${noticeId}${requeues === 0 ? '' : `:${requeues}`}`;
export const accessMailWorkflowId = (orgId: string, mailId: string): string => `access-mail:${orgId}:${mailId}`;
/** Of a lane: one delivery, or all that a webhook is told of a lead. */
export const webhookWorkflowId = (orgId: string, laneId: string): string => `webhook:${orgId}:${laneId}`;
/** Where what is sent to webhooks waits: a receiver that is slow holds up other webhooks, and nothing else. */
export const webhookTaskQueue = (taskQueue: string): string => `${taskQueue}-webhooks`;
export const SWEEP_SCHEDULE_ID = 'pinggo-sweep';
export const SWEEP_WORKFLOW_ID = 'sweep';
export const RETENTION_SCHEDULE_ID = 'pinggo-retention';
export const RETENTION_WORKFLOW_ID = 'retention';
export const HOLIDAYS_SCHEDULE_ID = 'pinggo-holidays';
export const HOLIDAYS_WORKFLOW_ID = 'holidays';
