import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../cli/stack/ports.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import { keep, type Kept } from '../support/kept.js';
import { apiKeys, createNamespace, startApi, startWorker } from '../support/processes.js';
import { addSender, type Sender } from '../support/sender.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../support/stack.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition, World } from '../support/world.js';
import { faults, type FinalLead, type SeenLead } from './checker.js';

const LEADS = 200;
const LADDER = ['remind:0', 'remind:1', 'reassign:0', 'alert:0', 'alert:1'];

let database: TestDatabase;
let world: World;
let connection: Connection;
let client: Client;
let api: Kept;
let worker: Kept;
let origin: string;
let sender: Sender;

beforeAll(async () => {
  database = await createTestDatabase('kill');
  const namespace = await createNamespace('kill');
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  world = await World.create(database.ownerUrl);
  for (const name of ['Ana', 'Bob', 'Cat', 'Dan']) await world.addRep(name, { capacity: 10_000 });
  const flowId = await world.addFlow(
    flowDefinition(world.teamId, {
      clocks: [
        {
          key: 'first_contact',
          name: 'First contact',
          starts: 'RECEIVED',
          target: { duration: 'PT14S', time: 'ELAPSED' },
          atRisk: 0.4,
          proofs: ['CALL_LOGGED'],
          ladder: [
            {
              key: 'remind',
              at: { share: 0.5 },
              action: 'REMINDER',
              to: ['owner'],
              repeat: { every: 'PT2S', times: 1 },
            },
            { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
            { key: 'alert', at: { offset: 'PT3S' }, action: 'MANAGER_ALERT', repeat: { every: 'PT2S', times: 1 } },
          ],
        },
      ],
    }),
  );
  const keys = apiKeys();
  sender = await addSender(world, flowId, keys.PINGGO_SECRETS_KEY);
  const port = await freePort(0, 'API');
  origin = `http://127.0.0.1:${port}`;
  api = keep(() => startApi({ database, namespace, env: { ...keys, PORT: String(port), LOG_LEVEL: 'warn' } }));
  worker = keep(() => startWorker({ database, namespace, env: { LOG_LEVEL: 'warn' } }));
  await waitFor('the API answers', async () => (await fetch(`${origin}/healthz`).catch(() => null))?.ok);
});

afterAll(async () => {
  await Promise.all([api?.stop(), worker?.stop()]);
  await connection?.close();
  await world?.close();
  await database?.drop();
});

/** Posts as a provider does: signed, the same message again until it is answered with a 2xx. */
async function deliver<T>(path: string, body: object): Promise<T> {
  const id = `msg_${randomUUID()}`;
  for (;;) {
    try {
      const response = await sender.post(`${origin}${path}`, body, id);
      if (response.status === 202) return (await response.json()) as T;
      if (response.status < 500) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    } catch (error) {
      if (error instanceof Error && error.message.includes('answered')) throw error;
    }
    await delay(200 + Math.random() * 300);
  }
}

async function sendLead(index: number): Promise<SeenLead> {
  await delay(Math.random() * 12_000);
  const externalId = `lead-${index}`;
  const body = { externalId, name: 'Ana Pop', email: `lead${index}@example.com` };
  const { leadId } = await deliver<{ leadId: string }>(`/api/intake/webhook/${sender.endpointId}`, body);
  // Every fifth sender did not see the answer and sends it again, as a new message.
  if (index % 5 === 0) await deliver(`/api/intake/webhook/${sender.endpointId}`, body);
  if (index % 2 === 1) return { leadId, externalId, provenAtMs: null };
  await delay(1_000 + Math.random() * 9_000);
  const occurredAt = new Date();
  const proof = {
    lead: { externalId },
    kind: 'CALL_LOGGED',
    occurredAt: occurredAt.toISOString(),
    externalId: `call-${index}`,
  };
  await deliver(`/api/intake/proofs/${sender.endpointId}`, proof);
  if (index % 6 === 0) await deliver(`/api/intake/proofs/${sender.endpointId}`, proof);
  return { leadId, externalId, provenAtMs: occurredAt.getTime() };
}

async function finalLeads(): Promise<FinalLead[]> {
  const rows = await world.all<Omit<FinalLead, 'hasWorkflow'>>(
    `SELECT l.id AS "leadId", l.external_id AS "externalId",
       (SELECT json_build_object('status', c.status, 'deadlineAtMs', extract(epoch FROM c.deadline_at) * 1000)
          FROM clocks c WHERE c.lead_id = l.id) AS clock,
       (SELECT (extract(epoch FROM min(p.received_at)) * 1000)::float8 FROM proofs p WHERE p.lead_id = l.id) AS "proofReceivedAtMs",
       coalesce((SELECT json_agg(json_build_object('key', e.key, 'stepKey', e.step_key, 'repeat', e.repeat,
          'dueAtMs', extract(epoch FROM e.due_at) * 1000, 'firedAtMs', extract(epoch FROM e.fired_at) * 1000,
          'overtaken', e.overtaken, 'compensated', e.compensated_at IS NOT NULL))
          FROM escalations e WHERE e.lead_id = l.id), '[]') AS escalations,
       (SELECT count(*)::int FROM audit a WHERE a.lead_id = l.id AND a.action = 'sla.breached') AS "breachedEntries"
     FROM leads l WHERE l.org_id = $1`,
    [world.orgId],
  );
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      hasWorkflow: await client.workflow
        .getHandle(leadWorkflowId(world.orgId, row.leadId))
        .describe()
        .then(
          () => true,
          () => false,
        ),
    })),
  );
}

it('keeps every promise while worker and API are killed with -9', { timeout: 240_000 }, async () => {
  let sending = true;
  const killer = (async () => {
    while (sending) {
      await delay(1_500 + Math.random() * 2_000);
      if (sending) (Math.random() < 0.5 ? worker : api).kill();
    }
  })();
  const seen = await Promise.all(Array.from({ length: LEADS }, (_, index) => sendLead(index)));
  // While the ladders of the unproven are climbed, too.
  await delay(10_000);
  sending = false;
  await killer;

  await waitFor(
    'nothing is left to do',
    async () => {
      const { left } = await world.one<{ left: number }>(
        `SELECT ((SELECT count(*) FROM outbox WHERE org_id = $1 AND delivered_at IS NULL)
               + (SELECT count(*) FROM leads WHERE org_id = $1 AND (next_due_at IS NOT NULL OR status = 'RECEIVED'))
               + (SELECT count(*) FROM proofs WHERE org_id = $1 AND applied_at IS NULL))::int AS left`,
        [world.orgId],
      );
      return left === 0;
    },
    150_000,
  );
  const rows = await finalLeads();
  console.log(
    `${rows.length} leads, worker killed ${worker.kills} times, API ${api.kills} times, ${rows.reduce((sum, row) => sum + row.escalations.length, 0)} escalations`,
  );
  expect(worker.kills + api.kills).toBeGreaterThan(3);
  expect(rows).toHaveLength(LEADS);
  expect(faults(seen, rows, LADDER)).toEqual([]);
  // Who was told: each escalation once a recipient; its unique key holds the rest.
  const told = await world.all<{ dedupe_key: string }>(
    `SELECT dedupe_key FROM notifications WHERE org_id = $1 AND kind IN ('REMINDER', 'MANAGER_ALERT')`,
    [world.orgId],
  );
  expect(new Set(told.map((one) => one.dedupe_key)).size).toBe(told.length);
});
