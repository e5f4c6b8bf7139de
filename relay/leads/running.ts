import type { WorkflowClient } from '@temporalio/client';
import type { Database } from '../../db/client.js';
import { existing, type Kept } from '../../db/leads/queries/settlement/restored.js';
import { absenceOfWorkflowId, leadOfWorkflowId } from '../../workflows/ids.js';
import { absenceChanged } from '../../workflows/leads/absence/messages.js';
import { commandRequested } from '../../workflows/leads/lead/messages.js';

const AT_ONCE = 500;
const RUNNING = 'WorkflowType IN ("leadWorkflow", "absenceWorkflow") AND ExecutionStatus = "Running"';

export interface RunningWorkflow {
  workflowId: string;
  table: Kept;
  orgId: string;
  id: string;
  /** Whether the database has what it is about. A row is there before its workflow is. */
  isKnown: boolean;
}

function runningOf(workflowId: string): RunningWorkflow | null {
  const lead = leadOfWorkflowId(workflowId);
  if (lead) return { workflowId, table: 'leads', orgId: lead.orgId, id: lead.leadId, isKnown: false };
  const absence = absenceOfWorkflowId(workflowId);
  return absence && { workflowId, table: 'absences', orgId: absence.orgId, id: absence.absenceId, isKnown: false };
}

/** All running workflows of leads and absences, in batches. */
export async function* runningWorkflows(workflows: WorkflowClient, db: Database): AsyncGenerator<RunningWorkflow[]> {
  const batch: RunningWorkflow[] = [];
  const looked = async (): Promise<RunningWorkflow[]> => {
    for (const table of ['leads', 'absences'] as const) {
      const own = batch.filter((one) => one.table === table);
      const known = await existing(db, table, own);
      for (const one of own) one.isKnown = known.has(one.id);
    }
    return batch.splice(0);
  };
  for await (const { workflowId } of workflows.list({ query: RUNNING, pageSize: AT_ONCE })) {
    const one = runningOf(workflowId);
    if (one) batch.push(one);
    if (batch.length === AT_ONCE) yield await looked();
  }
  if (batch.length > 0) yield await looked();
}

/** Has a workflow look at its rows, which may be others than those that it saw last. */
export async function ring(workflows: WorkflowClient, { workflowId, table }: RunningWorkflow): Promise<void> {
  const handle = workflows.getHandle(workflowId);
  if (table === 'leads') await handle.signal(commandRequested, 'restored');
  else await handle.signal(absenceChanged);
}
