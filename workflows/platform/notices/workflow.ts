import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import { NOTICE_RETRY } from '../../../domain/platform/notices/retry.js';
import type { NoticeActivities } from '../../../activities/platform/notices.js';

const { deliverNotification, giveUpNotification } = proxyActivities<NoticeActivities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '24h',
  retry: {
    initialInterval: NOTICE_RETRY.firstWaitMs,
    backoffCoefficient: NOTICE_RETRY.factor,
    maximumInterval: NOTICE_RETRY.longestWaitMs,
  },
});

/**
 * Sends notices. They leave the house, so these are regular activities with their own retries.
 * @returns those that were given up; what histories of before ended with is undefined
 */
export async function notificationWorkflow(input: { orgId: string; notificationIds: string[] }): Promise<string[]> {
  const givenUp: string[] = [];
  await Promise.all(
    input.notificationIds.map(async (notificationId) => {
      try {
        await deliverNotification({ orgId: input.orgId, notificationId });
      } catch (error) {
        if (!(error instanceof ActivityFailure)) throw error;
        await giveUpNotification({ orgId: input.orgId, notificationId });
        givenUp.push(notificationId);
      }
    }),
  );
  return givenUp;
}
