import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { absenceChanged, type AbsenceWorkflowInput } from '../../workflows/leads/absence/messages.js';
import { absenceWorkflowId } from '../../workflows/ids.js';
import { CALL_MS, orgKey, type DeliverDeps } from '../deliver.js';

/** Starts an absence's workflow, or tells the one that runs to look at its row again. Twice does no harm. */
export async function deliverAbsence({ workflows, taskQueue }: DeliverDeps, row: OutboxRow): Promise<void> {
  const { orgId } = row;
  const absenceId = row.subjectId!;
  try {
    await workflows.withDeadline(Date.now() + CALL_MS, () =>
      workflows.signalWithStart('absenceWorkflow', {
        workflowId: absenceWorkflowId(orgId, absenceId),
        taskQueue,
        args: [{ orgId, absenceId }] as [AbsenceWorkflowInput],
        signal: absenceChanged,
        signalArgs: [],
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        staticSummary: `Absence ${absenceId}`,
        typedSearchAttributes: [{ key: orgKey, value: orgId }],
      }),
    );
  } catch (error) {
    // It has ended: what changed since then moves nothing any more.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
