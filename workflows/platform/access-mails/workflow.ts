import { proxyActivities } from '@temporalio/workflow';
import type { AccessMailActivities } from '../../../activities/platform/access-mails.js';

const { sendAccessMail } = proxyActivities<AccessMailActivities>({
  startToCloseTimeout: '1m',
  // The activity says when the next try is, and ends it when the link does; this is only what no mail outlives.
  scheduleToCloseTimeout: '8 days',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** Sends a mail about getting in, for as long as its link lives. Ids only: the link is made where it is sent. */
export async function accessMailWorkflow(input: { orgId: string; mailId: string }): Promise<void> {
  await sendAccessMail(input);
}
