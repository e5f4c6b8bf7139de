// Whatever this file exports can be started as a workflow: workflow functions and nothing else.
export { absenceWorkflow } from './absence/workflow.js';
export { leadWorkflow } from './lead/workflow.js';
export { notificationWorkflow } from './notification/workflow.js';
export { sweepWorkflow } from './sweep/workflow.js';
