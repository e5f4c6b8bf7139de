import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import type { CalendarChangeWorkflowInput } from '../../workflows/leads/calendar-change/messages.js';
import { calendarChangeWorkflowId } from '../../workflows/ids.js';
import { ofOrg, startUnlessThere, type TemporalTarget } from '../delivery/temporal.js';

/** Starts the workflow that applies changed hours to the leads that run. One that runs, or is done, stays as it is. */
export async function deliverCalendarChange(target: TemporalTarget, { orgId, subjectId }: OutboxRow): Promise<void> {
  const changeId = subjectId!;
  const args: [CalendarChangeWorkflowInput] = [{ orgId, changeId }];
  await startUnlessThere(target, (workflows) =>
    workflows.start('calendarChangeWorkflow', {
      ...ofOrg(target, orgId),
      workflowId: calendarChangeWorkflowId(orgId, changeId),
      args,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      staticSummary: `Changed hours ${changeId}`,
    }),
  );
}
