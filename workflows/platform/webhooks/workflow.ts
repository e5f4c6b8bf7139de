import { condition, continueAsNew, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { WebhookActivities } from '../../../activities/platform/webhooks.js';
import { webhookTaskQueue } from '../../ids.js';
import { webhookRung, type WebhookWorkflowInput } from './messages.js';

/**
 * Sends what is to be sent of a lane, one after the other, each until it arrives or is given up: one delivery, or all that a webhook
 * is told of a lead. The rows say what and when, so whoever begins again goes on where it stopped.
 */
export async function webhookWorkflow(input: WebhookWorkflowInput): Promise<void> {
  // It leaves the house: regular activities, on a queue of their own. What the receiver answers is no failure of theirs.
  const { tryWebhook } = proxyActivities<WebhookActivities>({
    taskQueue: webhookTaskQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '1m',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
  let bells = 0;
  setHandler(webhookRung, () => {
    bells += 1;
  });
  for (;;) {
    bells = 0;
    const next = await tryWebhook(input);
    if (next !== null && next.waitMs > 0) await condition(() => bells > 0, next.waitMs);
    // What rang while it looked may not have been seen.
    if (next === null && bells === 0) return;
    if (workflowInfo().continueAsNewSuggested && bells === 0) await continueAsNew<typeof webhookWorkflow>(input);
  }
}
