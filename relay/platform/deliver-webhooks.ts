import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { webhookWorkflowId } from '../../workflows/ids.js';
import { webhookRung, type WebhookWorkflowInput } from '../../workflows/platform/webhooks/messages.js';
import { callTemporal, ofOrg, type TemporalTarget } from '../delivery/temporal.js';

/** Starts the workflow that sends what there is of a lane, or has the one that runs look again. */
export async function deliverWebhook(target: TemporalTarget, { orgId, subjectId }: OutboxRow): Promise<void> {
  const laneId = subjectId!;
  const args: [WebhookWorkflowInput] = [{ orgId, laneId }];
  await callTemporal(target, (workflows) =>
    workflows.signalWithStart('webhookWorkflow', {
      ...ofOrg(target, orgId),
      workflowId: webhookWorkflowId(orgId, laneId),
      args,
      signal: webhookRung,
      signalArgs: [],
      // One that has ended has sent what there was; this is of what came since.
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    }),
  );
}
