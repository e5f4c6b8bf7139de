import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { NotificationActivities } from '../../../activities/platform/notification.js';

const { deliverNotification, giveUpNotification } = proxyActivities<NotificationActivities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '15m' },
});

/** Sends what some people must be told. Mail leaves the house, so these are regular activities with their own retries. */
export async function notificationWorkflow(input: { orgId: string; notificationIds: string[] }): Promise<void> {
  await Promise.all(
    input.notificationIds.map(async (notificationId) => {
      try {
        await deliverNotification({ orgId: input.orgId, notificationId });
      } catch (error) {
        if (!(error instanceof ActivityFailure)) throw error;
        await giveUpNotification({ orgId: input.orgId, notificationId });
      }
    }),
  );
}
