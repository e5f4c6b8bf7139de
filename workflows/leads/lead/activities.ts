import { proxyLocalActivities } from '@temporalio/workflow';
import type { LeadActivities } from '../../../activities/leads/lead.js';

/**
 * Database work, as local activities: one transaction each, tried again until it succeeds. After 5 s of failures the
 * retry moves to a timer of the server, so that a database that is down does not hold the worker's slots.
 */
export const leadActivities = proxyLocalActivities<LeadActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '15s' },
  localRetryThreshold: '5s',
});
