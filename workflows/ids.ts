/** Every workflow id is built here. Ids are never encrypted: they hold opaque ids only. */
export const leadWorkflowId = (orgId: string, leadId: string): string => `lead:${orgId}:${leadId}`;
export const absenceWorkflowId = (orgId: string, absenceId: string): string => `absence:${orgId}:${absenceId}`;
export const notificationWorkflowId = (orgId: string, firstOutboxId: number, count: number): string =>
  `notify:${orgId}:${firstOutboxId}+${count}`;
export const SWEEP_SCHEDULE_ID = 'pinggo-sweep';
export const SWEEP_WORKFLOW_ID = 'sweep';
