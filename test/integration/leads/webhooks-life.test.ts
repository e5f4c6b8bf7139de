import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { webhookWorkflowId } from '../../../workflows/ids.js';
import { apiKeys, createNamespace, startApi, startWorker, type Process } from '../../support/processes.js';
import { docExample } from '../../support/doc-example.js';
import { isSignedBy, Receiver, type Received } from '../../support/receiver.js';
import { addSender, type Sender } from '../../support/sender.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';
import { hashPassword } from '../../../db/platform/passwords.js';

const PASSWORD = 'correct horse battery';
const EVENTS = ['sales.lead.created', 'lead.qualified', 'lead.assigned', 'sla.started'];

let database: TestDatabase;
let world: World;
let api: Process;
let worker: Process;
let receiver: Receiver;
let sender: Sender;
let token: string;
let repId: string;
let client: Client;
let connection: Connection;

const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.ok, `${method} ${path}: ${text}`).toBe(true);
  return (text === '' ? null : JSON.parse(text)) as T;
};

beforeAll(async () => {
  database = await createTestDatabase('webhooks_life');
  const namespace = await createNamespace('webhooks-life');
  world = await World.create(database.ownerUrl);
  repId = await world.addRep('Ana');
  const flowId = await world.addFlow();
  const keys = apiKeys();
  sender = await addSender(world, flowId, keys.PINGGO_SECRETS_KEY);
  const email = `admin@${world.orgId}.example`;
  await world.sql.query(
    `INSERT INTO users (org_id, id, email, name, role, password_hash) VALUES ($1, $2, $3, 'Ada Admin', 'ADMIN', $4)`,
    [world.orgId, newId(), email, await hashPassword(PASSWORD)],
  );
  receiver = await Receiver.open();
  const env = { ...keys, WEBHOOK_LOCAL: 'true', RATE_LIMIT_PER_MINUTE: '0' };
  [api, worker] = await Promise.all([
    startApi({ database, namespace, env }),
    startWorker({ database, namespace, env }),
  ]);
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  ({ accessToken: token } = await call<{ accessToken: string }>('POST', '/api/auth/login', {
    email,
    password: PASSWORD,
  }));
});

afterAll(async () => {
  await Promise.all([api?.stop(), worker?.stop()]);
  await receiver?.close();
  await connection?.close();
  await world?.close();
  await database?.drop();
});

const intake = async (): Promise<string> => {
  const response = await sender.post(`http://127.0.0.1:${api.port}/api/intake/webhook/${sender.endpointId}`, {
    name: 'Ioana Marin',
    email: `ioana-${newId()}@example.com`,
    message: 'Please call me',
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { leadId: string }).leadId;
};

interface Delivery {
  id: string;
  type: string;
  status: string;
  tries: number;
}

describe('a lead that comes in', () => {
  it('is told to whoever subscribed: signed, thin or with the lead, and each event once', async () => {
    const before = await intake();
    await waitFor('all of it has happened', async () => {
      const { rowCount } = await world.sql.query("SELECT 1 FROM audit WHERE lead_id = $1 AND action = 'sla.started'", [
        before,
      ]);
      return rowCount === 1;
    });
    const thin = await call<{ id: string; secret: string }>('POST', '/api/webhooks', {
      name: 'Thin',
      url: `${receiver.url}/thin`,
      events: EVENTS,
    });
    const full = await call<{ id: string; secret: string }>('POST', '/api/webhooks', {
      name: 'Full',
      url: `${receiver.url}/full`,
      events: ['lead.assigned'],
      payload: 'FULL',
    });
    const leadId = await intake();
    await waitFor('all of it arrives', () => Promise.resolve(receiver.ofLead(leadId).length >= EVENTS.length + 1));
    const came = receiver.ofLead(leadId);
    const ofThin = came.filter(({ path }) => path.endsWith('/thin'));
    expect(ofThin.map(({ body }) => body.type).sort()).toEqual([...EVENTS].sort());
    expect(ofThin.every((one) => isSignedBy(thin.secret, one))).toBe(true);
    expect(ofThin.some((one) => isSignedBy(full.secret, one))).toBe(false);
    expect(JSON.stringify(ofThin.map(({ body }) => body))).not.toMatch(/Ioana|example\.com|call me/);
    // As the documents show it.
    const example = docExample('docs/webhooks.md', 'delivery') as Received['body'];
    expect(ofThin.find(({ body }) => body.type === example.type)?.body).toEqual({
      ...example,
      id: expect.stringMatching(/^\d+-\d+$/) as string,
      ts: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      org_id: world.orgId,
      entity: { type: 'lead', id: leadId },
      lead_id: leadId,
      payload: { ...example.payload, ownerId: repId, teamId: world.teamId },
    });
    const [ofFull] = came.filter(({ path }) => path.endsWith('/full'));
    expect(isSignedBy(full.secret, ofFull!)).toBe(true);
    expect(ofFull!.body.lead).toMatchObject({
      id: leadId,
      name: 'Ioana Marin',
      message: 'Please call me',
      status: 'ASSIGNED',
    });
    // What happened before is nobody's.
    expect(receiver.ofLead(before)).toEqual([]);
    await call('PATCH', `/api/webhooks/${full.id}`, { enabled: false });
    const { items } = await call<{ items: Delivery[] }>('GET', `/api/webhooks/${thin.id}/deliveries?leadId=${leadId}`);
    await waitFor('each is known to have arrived', async () => {
      const { items } = await call<{ items: Delivery[] }>(
        'GET',
        `/api/webhooks/${thin.id}/deliveries?leadId=${leadId}`,
      );
      return items.every(({ status }) => status === 'DELIVERED');
    });
    expect(items.map(({ id }) => id).sort()).toEqual(ofThin.map(({ id }) => id).sort());
    await call('DELETE', `/api/webhooks/${thin.id}`);
  });

  it('is told in order where that is wished, though the first of it fails at first', async () => {
    const { id } = await call<{ id: string }>('POST', '/api/webhooks', {
      name: 'In order',
      url: `${receiver.url}/ordered`,
      events: EVENTS,
      ordered: true,
    });
    let hasFailed = false;
    receiver.answer = () => {
      const status = hasFailed ? 200 : 503;
      hasFailed = true;
      return { status };
    };
    const leadId = await intake();
    const arrived = () => receiver.ofLead(leadId).filter(({ path }) => path.endsWith('/ordered'));
    await waitFor('all of it arrives', () => Promise.resolve(arrived().length >= EVENTS.length + 1));
    const [first, again] = arrived();
    expect([first!.body.type, again!.body.type]).toEqual(['sales.lead.created', 'sales.lead.created']);
    expect(again!.id).toBe(first!.id);
    const order = await world.sql.query<{ action: string }>(
      'SELECT action FROM audit WHERE lead_id = $1 AND action = ANY($2) ORDER BY xid, id',
      [leadId, EVENTS],
    );
    expect(
      arrived()
        .slice(1)
        .map(({ body }) => body.type),
    ).toEqual(order.rows.map(({ action }) => action));
    // One workflow for all of a lead, which ends when nothing is left.
    const { rows } = await world.sql.query<{ lane: string }>(
      'SELECT DISTINCT lane_id AS lane FROM webhook_deliveries WHERE webhook_id = $1 AND lead_id = $2',
      [id, leadId],
    );
    expect(rows).toHaveLength(1);
    const handle = client.workflow.getHandle(webhookWorkflowId(world.orgId, rows[0]!.lane));
    await waitFor('its workflow ends', async () => (await handle.describe()).status.name === 'COMPLETED');
    const { events } = await handle.fetchHistory();
    expect(JSON.stringify(events)).not.toMatch(/Ioana|127\.0\.0\.1/);
  });
});
