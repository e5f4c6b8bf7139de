import { defineSignal } from '@temporalio/workflow';

export interface WebhookWorkflowInput {
  orgId: string;
  laneId: string;
}

/** Something of the lane was written or is asked for again: the rows are the message, the signal rings the bell. */
export const webhookRung = defineSignal('webhookRung');
