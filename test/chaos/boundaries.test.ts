import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKLOG_FROM } from '../../settlement/backlog.js';
import { BOUNDARIES } from '../../settlement/boundaries.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import { createNamespace, startWorker } from '../support/processes.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../support/stack.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition, World } from '../support/world.js';

const LEADS = 3 * BACKLOG_FROM;

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await createTestDatabase('boundaries');
  connection = await Connection.connect({ address: temporalAddress() });
});

afterAll(async () => {
  await connection?.close();
  await database?.drop();
});

describe('a worker that dies between two steps of a burst', () => {
  it.each(BOUNDARIES)('at %s: the next one finishes, and nothing is done twice or left out', async (boundary) => {
    const namespace = await createNamespace(`boundary-${boundary.toLowerCase()}`);
    const client = new Client({ connection, namespace });
    const world = await World.create(database.ownerUrl);
    let next: Awaited<ReturnType<typeof startWorker>> | undefined;
    try {
      for (const name of ['Ana', 'Bob', 'Cid']) await world.addRep(name, { capacity: 1_000 });
      const flow = flowDefinition(world.teamId);
      flow.clocks[0]!.ladder = [{ key: 'alert', at: { share: 0.9 }, action: 'MANAGER_ALERT' }];
      await world.addFlow(flow);
      const first = await startWorker({ database, namespace, env: { LOG_LEVEL: 'warn', PINGGO_DIE_AT: boundary } });
      const ids = await world.receiveMany(LEADS);
      const proven = ids.filter((_, index) => index % 3 === 0);
      for (const id of proven) await world.prove(id);
      expect(await first.exited).toBeNull();
      // The leases of who died must end before another takes the rows: this is not what is tried here.
      await world.sql.query('UPDATE outbox SET lease_until = NULL WHERE org_id = $1', [world.orgId]);

      next = await startWorker({ database, namespace, env: { LOG_LEVEL: 'warn' } });
      await waitFor('all is carried over', async () => {
        const left = await world.all('SELECT FROM outbox WHERE org_id = $1 AND delivered_at IS NULL', [world.orgId]);
        return left.length === 0;
      });
      const leads = await world.all<{ id: string; status: string; clock: string; assignments: number; audits: number }>(
        `SELECT l.id, l.status, c.status AS clock,
           (SELECT count(*)::int FROM assignments a WHERE a.org_id = l.org_id AND a.lead_id = l.id) AS assignments,
           (SELECT count(*)::int FROM audit h WHERE h.org_id = l.org_id AND h.lead_id = l.id
             AND h.action IN ('lead.qualified', 'lead.assigned', 'sla.started', 'sla.met')) AS audits
         FROM leads l JOIN clocks c ON c.org_id = l.org_id AND c.lead_id = l.id WHERE l.org_id = $1 ORDER BY l.id`,
        [world.orgId],
      );
      expect(leads).toEqual(
        [...ids].sort().map((id) => {
          const isProven = proven.includes(id);
          return {
            id,
            status: isProven ? 'CONTACTED' : 'ASSIGNED',
            clock: isProven ? 'MET' : 'RUNNING',
            assignments: 1,
            audits: isProven ? 4 : 3,
          };
        }),
      );
      for (const id of [proven.at(-1)!, ids.at(-1)!]) {
        const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, id));
        const { status } = leads.find((lead) => lead.id === id)!;
        await waitFor('its workflow knows it', async () => {
          const view = await handle.query<{ status: string } | null>('leadView').catch(() => null);
          return view?.status === status;
        });
      }
      const running = "WorkflowType = 'leadWorkflow' AND ExecutionStatus = 'Running'";
      await waitFor('each has one workflow', async () => (await client.workflow.count(running)).count === LEADS);
    } finally {
      await next?.stop();
      await world.close();
    }
  });
});
