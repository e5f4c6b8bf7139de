import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../cli/stack/ports.js';
import { startPostgres, type RunningPostgres } from '../../cli/stack/postgres.js';
import { startTemporal, type RunningTemporal } from '../../cli/stack/temporal.js';
import { ensureRoles, migrate } from '../../db/migrate.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import { proofReceived } from '../../workflows/leads/lead/messages.js';
import { keep, type Kept } from '../support/kept.js';
import { apiKeys, startApi, startWorker } from '../support/processes.js';
import { addSender } from '../support/sender.js';
import { temporalCliPath } from '../support/stack.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition, World } from '../support/world.js';

let directory: string;
let world: World;
let postgres: RunningPostgres;
let temporal: RunningTemporal;
let startPostgresAgain: () => Promise<RunningPostgres>;
let startTemporalAgain: () => Promise<RunningTemporal>;
let api: Kept;
let worker: Kept;
let origin: string;
let send: (externalId: string) => Promise<Response>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pinggo-outages-'));
  const [postgresPort, temporalPort, uiPort, apiPort] = await Promise.all(
    ['Postgres', 'Temporal', 'UI', 'API'].map((name) => freePort(0, name)),
  );
  startPostgresAgain = () =>
    startPostgres({
      dataDir: join(directory, 'postgres'),
      port: postgresPort!,
      password: 'test',
      logFile: join(directory, 'postgres.log'),
    });
  startTemporalAgain = () =>
    startTemporal({
      binary: temporalCliPath(),
      dbFile: join(directory, 'temporal.db'),
      port: temporalPort!,
      uiPort: uiPort!,
      logFile: join(directory, 'temporal.log'),
    });
  [postgres, temporal] = await Promise.all([startPostgresAgain(), startTemporalAgain()]);
  await migrate(postgres.ownerUrl);
  const database = await ensureRoles(postgres.ownerUrl);
  world = await World.create(postgres.ownerUrl);
  await world.addRep('Ana', { capacity: 1_000 });
  const flowId = await world.addFlow();

  const keys = apiKeys();
  const sender = await addSender(world, flowId, keys.PINGGO_SECRETS_KEY);
  const env = { TEMPORAL_ADDRESS: temporal.address, LOG_LEVEL: 'warn' };
  const engine = { database, namespace: 'default' };
  origin = `http://127.0.0.1:${apiPort}`;
  api = keep(() => startApi({ ...engine, env: { ...env, ...keys, PORT: String(apiPort) } }));
  worker = keep(() => startWorker({ ...engine, env }));
  await waitFor('all is ready', async () => (await fetch(`${origin}/readyz`).catch(() => null))?.ok);

  send = (externalId) =>
    sender.post(`${origin}/api/intake/webhook/${sender.endpointId}`, { externalId, email: 'ana@example.com' });
});

afterAll(async () => {
  await Promise.all([api?.stop(), worker?.stop()]);
  await world?.close();
  await temporal?.stop();
  await postgres?.stop();
  if (directory) await rm(directory, { recursive: true, force: true });
});

const assigned = (externalId: string) =>
  waitFor(`${externalId} is assigned`, async () => {
    const rows = await world.all<{ status: string }>('SELECT status FROM leads WHERE external_id = $1', [externalId]);
    return rows[0]?.status === 'ASSIGNED';
  });

it('takes leads in while Temporal is down, and starts them when it is back', async () => {
  expect((await send('before')).status).toBe(202);
  await assigned('before');
  await temporal.stop();
  const answer = await send('while-temporal-is-down');
  expect(answer.status).toBe(202);
  temporal = await startTemporalAgain();
  await assigned('while-temporal-is-down');
});

interface Fired {
  lead_id: string;
  step_key: string;
  due_at: Date;
  fired_at: Date;
}

it('keeps every promise while Temporal is down, by workers that never saw it too, and nothing twice', async () => {
  await world.addFlow(
    flowDefinition(world.teamId, {
      priority: 20,
      match: { field: 'source', op: 'eq', value: 'quick' },
      clocks: [
        {
          key: 'first_contact',
          name: 'First contact',
          starts: 'RECEIVED',
          target: { duration: 'PT12S', time: 'ELAPSED' },
          proofs: ['CALL_LOGGED'],
          ladder: [
            { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'] },
            { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
            { key: 'alert', at: { offset: 'PT1S' }, action: 'MANAGER_ALERT' },
          ],
        },
      ],
    }),
    'quick',
  );
  await world.addRep('Bob', { capacity: 1_000 });
  const ids = await world.receiveMany(3, { source: 'quick' });
  const leads = () =>
    world.all<{ id: string; status: string; ownerId: string | null; due: Date | null }>(
      'SELECT id, status, owner_id AS "ownerId", next_due_at AS due FROM leads WHERE id = ANY($1) ORDER BY id',
      [ids],
    );
  const fired = (step: string) =>
    world.all<Fired>('SELECT * FROM escalations WHERE lead_id = ANY($1) AND step_key = $2', [ids, step]);
  const readiness = async () => (await (await fetch(`${origin}/readyz`)).json()) as object;
  const metric = async (name: string) =>
    Number(new RegExp(`^${name} (.*)$`, 'm').exec(await (await fetch(`${origin}/metrics`)).text())?.[1]);

  await waitFor('all are begun', async () => (await leads()).every(({ due }) => due !== null));
  const owners = (await leads()).map(({ ownerId }) => ownerId);
  await temporal.stop();
  const stoppedAtMs = Date.now();
  await waitFor('it is told', async () => 'temporal' in (await readiness()));
  expect(await readiness()).toMatchObject({
    status: 'ready',
    checks: { postgres: 'up', temporal: 'down' },
    temporal: expect.stringMatching(/^away since .*kept by the understudy$/) as string,
  });
  expect(await metric('temporal_away_seconds')).toBeGreaterThan(0);
  await waitFor('all are reminded', async () => (await fired('remind')).length === 3);
  // Its successor finds no Temporal, and works all the same.
  worker.kill();
  const newcomer = await world.receive({ source: 'quick' });
  await waitFor('all are escalated', async () => (await fired('alert')).length === 3);
  await waitFor('who came in meanwhile has an owner and a deadline', async () => {
    const { due } = await world.one<{ due: Date | null }>('SELECT next_due_at AS due FROM leads WHERE id = $1', [
      newcomer,
    ]);
    return due !== null;
  });
  const clockOf = () =>
    world.one<{ status: string }>('SELECT status FROM clocks WHERE lead_id = $1', [newcomer]).then((row) => row.status);
  await world.prove(newcomer);
  await waitFor('a call stops its clock', async () => (await clockOf()) === 'MET');
  const after = await leads();
  expect(after.map(({ due }) => due)).toEqual([null, null, null]);
  for (const [index, { ownerId }] of after.entries()) expect(ownerId).not.toBe(owners[index]);
  const late = [...(await fired('remind')), ...(await fired('reassign')), ...(await fired('alert'))]
    .filter(({ due_at }) => due_at.getTime() > stoppedAtMs)
    .map(({ fired_at, due_at }) => fired_at.getTime() - due_at.getTime());
  console.log(`fired without Temporal, ms late: ${late.join(', ')}`);
  expect(Math.max(...late)).toBeLessThan(5_000);
  expect(await metric('understudy_settled_total')).toBeGreaterThan(0);

  temporal = await startTemporalAgain();
  await waitFor('the outbox is delivered', async () => {
    const { left } = await world.one<{ left: number }>(
      'SELECT count(*)::int AS left FROM outbox WHERE delivered_at IS NULL',
    );
    return left === 0;
  });
  await waitFor('it is told that it is back', async () => !('temporal' in (await readiness())));
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const { workflow } = new Client({ connection });
    const shown = async (id: string) => {
      const { status, searchAttributes } = await workflow.getHandle(leadWorkflowId(world.orgId, id)).describe();
      return [status.name, searchAttributes['LeadStatus']?.[0], searchAttributes['Breached']?.[0] ?? false].join(' ');
    };
    for (const id of ids)
      await waitFor('its workflow has looked', async () => (await shown(id)) === 'RUNNING ASSIGNED true');
    await waitFor('the newcomer has a workflow', async () => (await shown(newcomer)) === 'RUNNING CONTACTED false');
  } finally {
    await connection.close();
  }
  for (const step of ['remind', 'reassign', 'alert']) expect(await fired(step)).toHaveLength(3);
  const { breaches } = await world.one<{ breaches: number }>(
    "SELECT count(*)::int AS breaches FROM audit WHERE lead_id = ANY($1) AND action = 'sla.breached'",
    [ids],
  );
  expect(breaches).toBe(3);
});

it('answers 503 with Retry-After while Postgres is down, and goes on by itself when it is back', async () => {
  await postgres.stop();
  const answer = await send('while-postgres-is-down');
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  postgres = await startPostgresAgain();
  await waitFor('the retry is taken in', async () => (await send('while-postgres-is-down')).status === 202);
  await assigned('while-postgres-is-down');
});

it('costs an awake lead no event for each try while Postgres is down, and is settled when it is back', async () => {
  const { id } = await world.one<{ id: string }>("SELECT id FROM leads WHERE external_id = 'before'");
  const connection = await Connection.connect({ address: temporal.address });
  try {
    const handle = new Client({ connection }).workflow.getHandle(leadWorkflowId(world.orgId, id));
    const events = async () => (await handle.fetchHistory()).events ?? [];
    const proofId = await world.prove(id);
    const before = (await events()).length;
    await postgres.stop();
    await handle.signal(proofReceived, proofId);
    /** How often the activity that follows the local tries was tried: 0 while a task of the workflow itself runs beside it. */
    const tries = async () => {
      const { pendingActivities, pendingWorkflowTask } = (await handle.describe()).raw;
      return pendingWorkflowTask ? 0 : (pendingActivities?.[0]?.attempt ?? 0);
    };
    await waitFor('the server holds the retries', async () => (await tries()) >= 2);
    const held = (await events()).length;
    await waitFor('it is tried again', async () => (await tries()) >= 4);
    const gained = (await events()).length - before;
    console.log(`events of a lead without Postgres: ${gained}, of them ${(await events()).length - held} by retries`);
    expect((await events()).length).toBe(held);
    expect(gained).toBeLessThanOrEqual(20);
    postgres = await startPostgresAgain();
    await waitFor('the proof is applied', async () => {
      const rows = await world.all<{ status: string }>('SELECT status FROM leads WHERE id = $1', [id]).catch(() => []);
      return rows[0]?.status === 'CONTACTED';
    });
  } finally {
    await connection.close();
  }
});
