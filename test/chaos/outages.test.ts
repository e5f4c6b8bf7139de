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
import { World } from '../support/world.js';

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
  const ready = await fetch(`${origin}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toContain('temporal');
  temporal = await startTemporalAgain();
  await assigned('while-temporal-is-down');
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
