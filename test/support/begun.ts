import type { Client } from '@temporalio/client';
import { leadWorkflowId } from '../../workflows/ids.js';
import { waitFor } from './wait.js';
import type { World } from './world.js';

/** A lead of two minutes ago, begun, and its workflow as visibility knows it. */
export async function begunLead(world: World, client: Client): Promise<string> {
  const leadId = await world.receive({ ageMs: 120_000 });
  await waitFor('it has begun', async () => {
    const { status } = await world.one<{ status: string }>('SELECT status FROM leads WHERE id = $1', [leadId]);
    return status === 'ASSIGNED';
  });
  await waitFor('visibility knows it', async () => {
    const { count } = await client.workflow.count(
      `WorkflowId = "${leadWorkflowId(world.orgId, leadId)}" AND ExecutionStatus = "Running"`,
    );
    return count === 1;
  });
  return leadId;
}
