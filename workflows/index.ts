// Whatever this file exports can be started as a workflow: workflow functions and nothing else.
export { absenceWorkflow } from './leads/absence/workflow.js';
export { calendarChangeWorkflow } from './leads/calendar-change/workflow.js';
export { leadWorkflow } from './leads/lead/workflow.js';
export { accessMailWorkflow } from './platform/access-mails/workflow.js';
export { holidaysWorkflow } from './platform/holidays/workflow.js';
export { notificationWorkflow } from './platform/notices/workflow.js';
export { retentionWorkflow } from './platform/retention/workflow.js';
export { webhookWorkflow } from './platform/webhooks/workflow.js';
export { sweepWorkflow } from './leads/sweep/workflow.js';
