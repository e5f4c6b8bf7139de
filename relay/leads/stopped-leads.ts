import type { WorkflowClient } from '@temporalio/client';
import type { LeadKey } from '../../db/leads/queries/settlement/sweep.js';
import { leadOfWorkflowId } from '../../workflows/ids.js';

const PAGE = 1_000;
/** Ids in one query: servers take lists of some hundred values at most. */
const AT_ONCE = 100;

/**
 * Leads whose workflow was terminated or cancelled, or failed, since an instant (epoch milliseconds), and does not run
 * again: all of them, page by page. Whether such a lead is open is for its row to say.
 */
export async function stoppedLeads(workflows: WorkflowClient, sinceMs: number): Promise<LeadKey[]> {
  const stopped = new Map<string, LeadKey>();
  const ended =
    'WorkflowType = "leadWorkflow" AND ExecutionStatus IN ("Terminated", "Canceled", "Failed", "TimedOut") ' +
    `AND CloseTime > "${new Date(sinceMs).toISOString()}"`;
  for await (const { workflowId } of workflows.list({ query: ended, pageSize: PAGE })) {
    const lead = leadOfWorkflowId(workflowId);
    if (lead) stopped.set(workflowId, lead);
  }
  const ids = [...stopped.keys()];
  for (let index = 0; index < ids.length; index += AT_ONCE) {
    const named = ids.slice(index, index + AT_ONCE).map((id) => `"${id}"`);
    const running = `ExecutionStatus = "Running" AND WorkflowId IN (${named.join(', ')})`;
    for await (const { workflowId } of workflows.list({ query: running })) stopped.delete(workflowId);
  }
  return [...stopped.values()];
}
