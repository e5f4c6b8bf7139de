import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { absenceChanged, type AbsenceWorkflowInput } from '../../workflows/leads/absence/messages.js';
import { absenceWorkflowId } from '../../workflows/ids.js';
import { ofOrg, startUnlessThere, type TemporalTarget } from '../delivery/temporal.js';

/** Starts an absence's workflow, or tells the one that runs to look at its row again. */
export async function deliverAbsence(target: TemporalTarget, { orgId, subjectId }: OutboxRow): Promise<void> {
  const absenceId = subjectId!;
  const args: [AbsenceWorkflowInput] = [{ orgId, absenceId }];
  // Where one has ended, what changed since then moves nothing any more.
  await startUnlessThere(target, (workflows) =>
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
}
