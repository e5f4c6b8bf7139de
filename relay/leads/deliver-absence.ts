import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { absenceChanged, type AbsenceWorkflowInput } from '../../workflows/leads/absence/messages.js';
import { absenceWorkflowId } from '../../workflows/ids.js';
import { callTemporal, ofOrg, type TemporalTarget } from '../delivery/temporal.js';

/** Starts an absence's workflow, or tells the one that runs to look at its row again. */
export async function deliverAbsence(target: TemporalTarget, { orgId, subjectId }: OutboxRow): Promise<void> {
  const absenceId = subjectId!;
  const args: [AbsenceWorkflowInput] = [{ orgId, absenceId }];
  try {
    await callTemporal(target, (workflows) =>
      workflows.signalWithStart('absenceWorkflow', {
        ...ofOrg(target, orgId),
        workflowId: absenceWorkflowId(orgId, absenceId),
        args,
        signal: absenceChanged,
        signalArgs: [],
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        staticSummary: `Absence ${absenceId}`,
      }),
    );
  } catch (error) {
    // It has ended: what changed since then moves nothing any more.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
