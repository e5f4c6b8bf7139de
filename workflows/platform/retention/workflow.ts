import { proxyActivities } from '@temporalio/workflow';
import type { RetentionActivities, RetentionResult } from '../../../activities/platform/retention.js';

const { deleteOld } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '4m',
  heartbeatTimeout: '1m',
  // The next run does the same.
  retry: { initialInterval: '5s', maximumAttempts: 2 },
});

/** Deletes what nobody needs any more, every five minutes on a Temporal Schedule, so much at a time. */
export async function retentionWorkflow(): Promise<RetentionResult> {
  return deleteOld();
}
