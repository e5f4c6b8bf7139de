import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { accessMailWorkflowId } from '../../workflows/ids.js';
import { ofOrg, startUnlessThere, type TemporalTarget } from '../delivery/temporal.js';

/**
 * Hands a mail about getting in over to a workflow that sends it. One that runs does so already; one that has ended, and whose row
 * waits all the same (a restored database), begins again: the row says whether there is anything to do.
 */
export async function deliverAccessMail(deps: TemporalTarget, { orgId, subjectId }: OutboxRow): Promise<void> {
  const mailId = subjectId!;
  await startUnlessThere(deps, (workflows) =>
    workflows.start('accessMailWorkflow', {
      ...ofOrg(deps, orgId),
      workflowId: accessMailWorkflowId(orgId, mailId),
      args: [{ orgId, mailId }],
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    }),
  );
}
