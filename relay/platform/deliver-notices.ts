import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { notificationWorkflowId } from '../../workflows/ids.js';
import { callTemporal, ofOrg, type TemporalTarget } from '../delivery/temporal.js';

/** Hands notices of one org over to a workflow that mails them. */
export async function deliverNotices(target: TemporalTarget, rows: OutboxRow[]): Promise<void> {
  const { orgId, id } = rows[0]!;
  try {
    await callTemporal(target, (workflows) =>
      workflows.start('notificationWorkflow', {
        ...ofOrg(target, orgId),
        workflowId: notificationWorkflowId(orgId, id, rows.length),
        args: [{ orgId, notificationIds: rows.map(({ subjectId }) => subjectId!) }],
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
