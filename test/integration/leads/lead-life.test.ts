import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leadWorkflowId } from '../../../workflows/ids.js';
import { TOGETHER_FROM } from '../../../settlement/backlog.js';
import { actionsAsFired, actionsOf } from '../../support/actions.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

let database: TestDatabase;
let world: World;
let worker: Process;
let connection: Connection;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase('lead_life');
  const namespace = await createNamespace('lead-life');
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana');
  await world.addRep('Bob');
  await world.addFlow(
    flowDefinition(world.teamId, {
      scoring: {
        threshold: 10,
        rules: [{ when: { field: 'attributes.budget', op: 'gte', value: 100 }, points: 50, reason: 'has a budget' }],
      },
      clocks: [
        {
          key: 'first_contact',
          name: 'First contact',
          starts: 'RECEIVED',
          target: { duration: 'PT15M', time: 'ELAPSED' },
          targets: [{ when: { field: 'tags', op: 'contains', value: 'hurry' }, duration: 'PT2S' }],
          atRisk: 0.5,
          proofs: ['CALL_LOGGED'],
          ladder: [
            { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
            { key: 'alert', at: { offset: 'PT1S' }, action: 'MANAGER_ALERT' },
          ],
        },
      ],
    }),
  );
  worker = await startWorker({ database, namespace });
});

afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await world?.close();
  await database?.drop();
});

const status = async (id: string) =>
  (await world.one<{ status: string }>('SELECT status FROM leads WHERE id = $1', [id])).status;

describe('a lead, on a real Temporal server', () => {
  it('is told in the log by its workflow, too, with the trace id of the request that brought it', async () => {
    const traceId = 'ab'.repeat(16);
    const id = await world.receive({ attributes: { budget: 500 } });
    await world.sql.query('UPDATE leads SET trace_id = $2 WHERE id = $1', [id, traceId]);
    await waitFor('assigned', async () => (await status(id)) === 'ASSIGNED');
    await world.command(id, { kind: 'CLOSE', outcome: 'LOST' });
    const lines = () =>
      worker
        .output()
        .trimEnd()
        .split('\n')
        // Each of them: neither the SDK nor its core has a form of its own.
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const ended = await waitFor('its workflow says that it ended', () =>
      Promise.resolve(lines().find(({ msg, workflowId }) => msg === 'lead ended' && String(workflowId).endsWith(id))),
    );
    expect(ended).toMatchObject({ level: 30, process: 'worker', sdkComponent: 'workflow', status: 'CLOSED', traceId });
  });

  it('is received, assigned, proven, met and closed, in five Actions to the proof', async () => {
    const id = await world.receive({ attributes: { budget: 500 } });
    await waitFor('assigned', async () => (await status(id)) === 'ASSIGNED');
    const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, id));
    await waitFor('published', async () => (await handle.describe()).searchAttributes['OwnerId']?.[0] !== undefined);
    await world.prove(id);
    await waitFor(
      'contacted',
      async () => (await handle.describe()).searchAttributes['LeadStatus']?.[0] === 'CONTACTED',
    );
    const events = (await handle.fetchHistory()).events ?? [];
    expect(actionsOf(events)).toEqual({
      starts: 1,
      tasksWithLocalActivities: 1,
      activities: 0,
      upserts: 2,
      signals: 1,
      timersStarted: 1,
      timersFired: 0,
    });
    await world.command(id, { kind: 'CLOSE', outcome: 'WON' });
    expect(await handle.result()).toBe('CLOSED');
    expect((await world.one<{ status: string }>('SELECT status FROM clocks WHERE lead_id = $1', [id])).status).toBe(
      'MET',
    );
    // Its end is the workflow's: nothing is told of it besides.
    expect(actionsOf((await handle.fetchHistory()).events ?? [])).toMatchObject({ upserts: 2, signals: 2 });
  });

  it('in a burst is decided with the others and costs three Actions to the proof', async () => {
    const ids = await world.receiveMany(2 * TOGETHER_FROM, { attributes: { budget: 500 } });
    await waitFor('all are assigned', async () => {
      const rows = await world.all("SELECT FROM leads WHERE id = ANY($1::uuid[]) AND status = 'ASSIGNED'", [ids]);
      return rows.length === ids.length;
    });
    const id = ids.at(-1)!;
    const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, id));
    const shown = async () => (await handle.describe().catch(() => null))?.searchAttributes;
    const { owner_id } = await world.one<{ owner_id: string }>('SELECT owner_id FROM leads WHERE id = $1', [id]);
    await waitFor('its workflow was started with it', async () => (await shown())?.['OwnerId']?.[0] === owner_id);
    await world.prove(id);
    await waitFor('contacted', async () => (await shown())?.['LeadStatus']?.[0] === 'CONTACTED');
    const events = (await handle.fetchHistory()).events ?? [];
    expect(actionsOf(events)).toMatchObject({ starts: 1, signals: 1, upserts: 1, tasksWithLocalActivities: 0 });
    expect(actionsAsFired(actionsOf(events))).toBe(3);
    expect((await handle.query<{ details: string }>('leadView')).details).toContain('**CONTACTED**');
  });

  it('ends at once when it is not worth pursuing', async () => {
    const id = await world.receive({ attributes: { budget: 5 } });
    const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, id));
    await waitFor('unqualified', async () => (await status(id)) === 'UNQUALIFIED');
    expect(await handle.result()).toBe('UNQUALIFIED');
  });

  it('breaches on time, is reassigned and alerted, and tells it in the Temporal UI', async () => {
    const id = await world.receive({ attributes: { budget: 500 }, tags: ['hurry'] });
    await waitFor(
      'alerted',
      async () => (await world.all('SELECT 1 FROM escalations WHERE lead_id = $1', [id])).length === 2,
    );
    const lead = await world.one<{ reassignments: number; breach: string }>('SELECT * FROM leads WHERE id = $1', [id]);
    expect(lead).toMatchObject({ reassignments: 1, breach: 'breached' });
    const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, id));
    await waitFor('shown', async () => (await handle.describe()).searchAttributes['Breached']?.[0] === true);
    const details = await handle.query<{ details: string }>('leadView');
    expect(details.details).toContain('BREACHED');
  });

  it('begins again when somebody terminates its workflow, and doubles nothing', async () => {
    const id = await world.receive({ attributes: { budget: 500 } });
    await waitFor('assigned', async () => (await status(id)) === 'ASSIGNED');
    const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, id));
    await waitFor('waiting', async () => (await handle.describe()).searchAttributes['OwnerId']?.[0] !== undefined);
    await handle.terminate('somebody pressed the button');
    await world.prove(id);
    await waitFor('contacted', async () => (await status(id)) === 'CONTACTED');
    expect((await handle.describe()).status.name).toBe('RUNNING');
    expect(await world.all('SELECT 1 FROM assignments WHERE lead_id = $1', [id])).toHaveLength(1);
    expect(await world.all('SELECT 1 FROM clocks WHERE lead_id = $1', [id])).toHaveLength(1);
  });

  it('has a workflow again once it is reopened, and a pause that ends by itself', async () => {
    const id = await world.receive({ attributes: { budget: 500 } });
    await waitFor('assigned', async () => (await status(id)) === 'ASSIGNED');
    const handle = client.workflow.getHandle(leadWorkflowId(world.orgId, id));
    await world.command(id, { kind: 'CLOSE', outcome: 'LOST' });
    await handle.result();
    const { runId } = await handle.describe();
    await world.command(id, { kind: 'REOPEN', reason: 'called back' });
    await waitFor('another run', async () => {
      const now = await handle.describe();
      return now.status.name === 'RUNNING' && now.runId !== runId;
    });
    expect(await status(id)).toBe('ASSIGNED');
    const clocks = await world.all('SELECT cycle, status FROM clocks WHERE lead_id = $1 ORDER BY cycle', [id]);
    expect(clocks).toEqual([
      { cycle: 1, status: 'CANCELLED' },
      { cycle: 2, status: 'RUNNING' },
    ]);
    const untilMs = Date.now() + 2_000;
    await world.command(id, { kind: 'PAUSE', untilMs });
    await waitFor(
      'paused',
      async () => (await world.all("SELECT FROM clocks WHERE lead_id = $1 AND status = 'PAUSED'", [id])).length > 0,
    );
    const clock = await waitFor('the pause is over', async () => {
      const [row] = await world.all<{ pauses: { fromMs: number; toMs: number | null }[] }>(
        "SELECT pauses FROM clocks WHERE lead_id = $1 AND status = 'RUNNING'",
        [id],
      );
      return row;
    });
    expect(clock.pauses.at(-1)!.toMs).toBe(untilMs);
    expect(await world.all("SELECT FROM notifications WHERE lead_id = $1 AND kind = 'PAUSE_OVER'", [id])).toHaveLength(
      1,
    );
  });

  it('takes a proof that comes after the lead was closed', async () => {
    const id = await world.receive({ attributes: { budget: 500 } });
    await waitFor('assigned', async () => (await status(id)) === 'ASSIGNED');
    await world.command(id, { kind: 'CLOSE', outcome: 'LOST' });
    await client.workflow.getHandle(leadWorkflowId(world.orgId, id)).result();
    const proofId = await world.prove(id);
    await waitFor(
      'applied',
      async () =>
        (await world.one<{ applied_at: Date | null }>('SELECT applied_at FROM proofs WHERE id = $1', [proofId]))
          .applied_at,
    );
  });
});
