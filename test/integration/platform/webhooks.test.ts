import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { webhookActivities } from '../../../activities/platform/webhooks.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { leadToSend } from '../../../db/leads/queries/sent-lead.js';
import { readCounters } from '../../../db/platform/queries/counters.js';
import { createSecretBox } from '../../../db/platform/secret-box.js';
import { resealWebhookSecrets, webhookSecretPlace } from '../../../db/platform/webhook-secrets.js';
import { LEAD_EVENTS } from '../../../domain/leads/vocabulary/events.js';
import { PLATFORM_EVENTS } from '../../../domain/platform/vocabulary/events.js';
import type { OutgoingRules } from '../../../outgoing/guarded.js';
import { tellAllWebhooks } from '../../../relay/platform/tell-webhooks.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';
import { isSignedBy, Receiver } from '../../support/receiver.js';
import { waitFor } from '../../support/wait.js';

interface Webhook {
  id: string;
  secret: string;
  standing: string;
  offReason: string | null;
}
interface Delivery {
  id: string;
  type: string;
  status: string;
  tries: number;
  nextTryAt: string | null;
  last: { status: number | null; fault: string | null } | null;
}
interface Detail extends Delivery {
  request: { url: string; headers: Record<string, string>; body: string } | null;
  attempts: { status: number | null; fault: string | null; answer: { body: string } | null; bodyHash: string }[];
}

let everybody: Everybody;
let api: AdminApi;
let admin: Person;
let relayDb: Database;
let receiver: Receiver;
let rules: OutgoingRules;
const log = pino({ level: 'silent' });

beforeAll(async () => {
  everybody = await openWithEverybody('webhooks');
  ({ api, admin } = everybody);
  relayDb = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 2 });
  receiver = await Receiver.open();
});
beforeEach(() => {
  rules = { innerHosts: [], local: true };
  receiver.answer = () => ({ status: 200 });
  receiver.received.length = 0;
});
afterEach(async () => {
  // The next test's webhooks are the only ones.
  await api.sql.query('UPDATE webhooks SET deleted_at = now() WHERE deleted_at IS NULL');
  await api.sql.query("UPDATE outbox SET delivered_at = now() WHERE topic = 'WEBHOOK'");
});
afterAll(async () => {
  await receiver.close();
  await relayDb.close();
  await api.stop();
});

const subscribe = (more: object = {}): Promise<Webhook> =>
  everybody.create<Webhook>('/api/webhooks', {
    name: 'CRM',
    url: receiver.url,
    events: ['flow.published', 'lead.assigned'],
    ...more,
  });

/** Something happens, as a settlement writes it down. */
async function happen(
  action = 'flow.published',
  { leadId = null, after = { version: 1 } }: { leadId?: string | null; after?: object } = {},
): Promise<string> {
  const entityId = leadId ?? newId();
  await api.sql.query(
    `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after)
     VALUES ($1, now(), 'system', $2, $3, $4, $5, $6)`,
    [admin.orgId, action, leadId === null ? 'flow' : 'lead', entityId, leadId, after],
  );
  return entityId;
}

const look = async (): Promise<number> => (await tellAllWebhooks({ db: api.db, relayDb, log })).told;
/** Tells of what happened. A transaction of another test holds the horizon back for as long as it lasts. @returns how many deliveries there are for it */
async function tell(atLeast = 1): Promise<number> {
  let told = await look();
  await waitFor('it is told', async () => {
    if (told < atLeast) told += await look();
    return told >= atLeast;
  });
  return told;
}

/** Does what the workflow of each lane does, until each waits or has ended. */
async function send(): Promise<void> {
  const activities = webhookActivities({
    db: api.db,
    secrets: api.secrets,
    rules,
    events: { ...PLATFORM_EVENTS, ...LEAD_EVENTS },
    leadToSend,
    outgoing: [],
    clock: Date.now,
    log,
  });
  const { rows } = await api.sql.query<{ lane: string }>(
    "SELECT lane_id AS lane FROM webhook_deliveries WHERE status = 'PENDING' GROUP BY lane_id",
  );
  for (const { lane } of rows)
    for (let waitMs = 0; waitMs === 0;) {
      const next = await activities.tryWebhook({ orgId: admin.orgId, laneId: lane });
      waitMs = next?.waitMs ?? Number.POSITIVE_INFINITY;
    }
}

/** Time passes until the next tries are due. */
const dueNow = () =>
  api.sql.query("UPDATE webhook_deliveries SET next_try_at = now() - interval '1 second' WHERE status = 'PENDING'");

const deliveries = async ({ id }: { id: string }): Promise<Delivery[]> =>
  ((await api.call('get', `/api/webhooks/${id}/deliveries`, admin.token).expect(200)).body as { items: Delivery[] })
    .items;
const detail = async ({ id }: { id: string }, deliveryId: string): Promise<Detail> =>
  (await api.call('get', `/api/webhooks/${id}/deliveries/${deliveryId}`, admin.token).expect(200)).body as Detail;
const read = async ({ id }: { id: string }): Promise<Webhook> =>
  (await api.call('get', `/api/webhooks/${id}`, admin.token).expect(200)).body as Webhook;

describe('a webhook', () => {
  it('is told of what it subscribed to, once, however often it is looked', async () => {
    const webhook = await subscribe();
    const flowId = await happen();
    await happen('flow.activated');
    expect([await tell(), await look()]).toEqual([1, 0]);
    await send();
    expect(receiver.received).toHaveLength(1);
    const [came] = receiver.received;
    expect(isSignedBy(webhook.secret, came!)).toBe(true);
    expect(came!.body).toMatchObject({
      type: 'flow.published',
      org_id: admin.orgId,
      entity: { type: 'flow', id: flowId },
      lead_id: null,
      payload: { version: 1 },
    });
    expect(came!.headers['user-agent']).toMatch(/^Pinggo-Webhooks/);
    const [delivery] = await deliveries(webhook);
    expect(delivery).toMatchObject({ id: came!.id, status: 'DELIVERED', tries: 1, last: { status: 200 } });
    expect(JSON.parse((await detail(webhook, delivery!.id)).request!.body)).toEqual(came!.body);
    await send();
    expect(receiver.received).toHaveLength(1);
  });

  it('costs nothing where nobody subscribed: nothing is written', async () => {
    await happen();
    expect(await look()).toBe(0);
    const webhook = await subscribe();
    expect(await look()).toBe(0);
    await happen();
    expect(await tell()).toBe(1);
    expect(await deliveries(webhook)).toHaveLength(1);
  });

  it('is tried again when its receiver fails, with the same id, and the log has each answer', async () => {
    const webhook = await subscribe();
    receiver.answer = () => ({ status: 500, body: 'out of order', headers: { 'content-type': 'text/plain' } });
    await happen();
    await tell();
    await send();
    const [waiting] = await deliveries(webhook);
    expect(waiting).toMatchObject({ status: 'PENDING', tries: 1, last: { status: 500 } });
    const waitMs = Date.parse(waiting!.nextTryAt!) - Date.now();
    expect(waitMs).toBeGreaterThan(3_000);
    expect(waitMs).toBeLessThan(6_000);
    expect(await read(webhook)).toMatchObject({ standing: 'FAILING' });
    // Not before its time.
    await send();
    expect(receiver.received).toHaveLength(1);
    receiver.answer = () => ({ status: 204 });
    await dueNow();
    await send();
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    expect(await read(webhook)).toMatchObject({ standing: 'ACTIVE' });
    const told = await detail(webhook, waiting!.id);
    expect(told).toMatchObject({ status: 'DELIVERED', tries: 2 });
    expect(told.attempts).toMatchObject([{ status: 204 }, { status: 500, answer: { body: 'out of order' } }]);
    expect(told.attempts[0]!.bodyHash).toBe(told.attempts[1]!.bodyHash);
  });

  it('waits for as long as its receiver asks', async () => {
    const webhook = await subscribe();
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    await happen();
    await tell();
    await send();
    const [waiting] = await deliveries(webhook);
    expect(Date.parse(waiting!.nextTryAt!) - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('follows no redirect, and takes no more of an answer than it shows', async () => {
    const webhook = await subscribe();
    receiver.answer = ({ path }) =>
      path === '/hooks' ? { status: 302, headers: { location: `${receiver.url}/elsewhere` } } : { status: 200 };
    await happen();
    await tell();
    await send();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hooks']);
    receiver.answer = () => ({ status: 200, body: 'x'.repeat(1_000_000) });
    await dueNow();
    await send();
    const [arrived] = await deliveries(webhook);
    const { attempts } = await detail(webhook, arrived!.id);
    expect(attempts).toMatchObject([{ status: 200 }, { status: 302 }]);
    expect(attempts[0]!.answer!.body).toHaveLength(2_048);
  });

  it.each([
    ['loopback', 'http://127.0.0.1:9/', 'NOT_HTTPS'],
    ['loopback by HTTPS', 'https://127.0.0.1:9/', 'NOT_PUBLIC'],
    ['loopback in IPv6', 'https://[::1]:9/', 'NOT_PUBLIC'],
    ['loopback, IPv4 in IPv6', 'https://[::ffff:127.0.0.1]:9/', 'NOT_PUBLIC'],
    ['loopback as one number', 'https://2130706433:9/', 'NOT_PUBLIC'],
    ['a private network', 'https://10.0.0.1/', 'NOT_PUBLIC'],
    ['the metadata of a cloud', 'https://169.254.169.254/latest/meta-data', 'NOT_PUBLIC'],
    ['a link', 'https://[fe80::1]/', 'NOT_PUBLIC'],
    ['a name that resolves to this machine', 'https://localhost:9/', 'NOT_PUBLIC'],
  ])('never calls %s', async (_what, url, fault) => {
    const webhook = await subscribe({ url });
    rules = { innerHosts: [], local: false };
    await happen();
    await tell();
    await send();
    const [failed] = await deliveries(webhook);
    expect(failed).toMatchObject({ status: 'PENDING', last: { status: null, fault } });
  });

  it('signs with every secret that is active, while one is rotated', async () => {
    const webhook = await subscribe();
    const rotate = async (overlap: string) =>
      (await api.call('post', `/api/webhooks/${webhook.id}/secrets`, admin.token).send({ overlap }).expect(201))
        .body as {
        id: string;
        secret: string;
      };
    const signers = async (...secrets: string[]): Promise<boolean[]> => {
      receiver.received.length = 0;
      await happen();
      await tell();
      await send();
      return secrets.map((secret) => isSignedBy(secret, receiver.received[0]!));
    };
    const second = await rotate('PT1H');
    expect(await signers(webhook.secret, second.secret)).toEqual([true, true]);
    const third = await rotate('PT0S');
    expect(await signers(webhook.secret, second.secret, third.secret)).toEqual([false, false, true]);
    await api.call('delete', `/api/webhooks/${webhook.id}/secrets/${third.id}`, admin.token).expect(204);
    await happen();
    await tell();
    await send();
    const [unsigned] = await deliveries(webhook);
    expect(unsigned).toMatchObject({ status: 'PENDING', last: { fault: 'NO_SECRET' } });
    expect(receiver.received).toHaveLength(1);
    const listed = await api.call('get', `/api/webhooks/${webhook.id}/secrets`, admin.token).expect(200);
    expect(JSON.stringify(listed.body)).not.toMatch(/whsec_|v2\./);
    const { rows } = await api.sql.query<{ ciphertext: string }>(
      'SELECT ciphertext FROM webhook_secrets WHERE webhook_id = $1',
      [webhook.id],
    );
    expect(rows).toHaveLength(3);
    expect(rows.every(({ ciphertext }) => ciphertext.startsWith('v2.'))).toBe(true);
  });

  it('has its secrets sealed anew with all others', async () => {
    const webhook = await subscribe();
    const fresh = createSecretBox(Buffer.alloc(32, 7).toString('base64'));
    const both = { ...fresh, decrypt: (sealed: string, place: string) => api.secrets.decrypt(sealed, place) };
    const place = webhookSecretPlace(admin.orgId, webhook.id);
    expect((await resealWebhookSecrets(api.db, both)).resealed).toBeGreaterThan(0);
    const { rows } = await api.sql.query<{ id: string; ciphertext: string }>(
      'SELECT id, ciphertext FROM webhook_secrets WHERE webhook_id = $1',
      [webhook.id],
    );
    expect(fresh.decrypt(rows[0]!.ciphertext, place)).toBe(webhook.secret);
  });
});

describe('a burst of events', () => {
  const waiting = async (): Promise<number> =>
    (
      await api.sql.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM outbox WHERE org_id = $1 AND topic = 'WEBHOOK' AND delivered_at IS NULL",
        [admin.orgId],
      )
    ).rows[0]!.n;

  it('is told bit by bit, so that messages of leads come in between, and all of it at last', async () => {
    await api.sql.query("UPDATE outbox SET delivered_at = now() WHERE topic = 'WEBHOOK'");
    await subscribe();
    await api.sql.query(
      `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, after)
       SELECT $1, now(), 'system', 'flow.published', 'flow', gen_random_uuid()::text, '{"version":1}' FROM generate_series(1, 900)`,
      [admin.orgId],
    );
    let told = await tell(200);
    // As long as these wait, nothing is added.
    expect([await look(), await waiting()]).toEqual([0, told]);
    while (told < 900) {
      await api.sql.query("UPDATE outbox SET delivered_at = now() WHERE topic = 'WEBHOOK'");
      told += await look();
      expect(await waiting()).toBeLessThanOrEqual(200);
    }
    expect(await look()).toBe(0);
  });
});

describe('a lead’s events', () => {
  it('go out in order where that is wished: one that fails holds up its own lead and no other', async () => {
    const webhook = await subscribe({ ordered: true });
    const [stuck, other] = [newId(), newId()];
    receiver.answer = ({ body }) => ({ status: body.lead_id === stuck && body.payload.sequence === 1 ? 500 : 200 });
    for (const sequence of [1, 2])
      for (const leadId of [stuck, other])
        await happen('lead.assigned', { leadId, after: { ownerId: newId(), mode: 'AUTO', sequence } });
    await tell(4);
    await send();
    const arrived = () => receiver.received.map(({ body }) => [body.lead_id, body.payload.sequence]);
    expect(arrived().filter(([lead]) => lead === other)).toEqual([
      [other, 1],
      [other, 2],
    ]);
    expect(arrived().filter(([lead]) => lead === stuck)).toEqual([[stuck, 1]]);
    receiver.answer = () => ({ status: 200 });
    await dueNow();
    await send();
    expect(arrived().filter(([lead]) => lead === stuck)).toEqual([
      [stuck, 1],
      [stuck, 1],
      [stuck, 2],
    ]);
    expect((await deliveries(webhook)).every(({ status }) => status === 'DELIVERED')).toBe(true);
  });

  it('carry the lead as it is, where the payload is full, and nothing of it is kept', async () => {
    const webhook = await subscribe({ payload: 'FULL' });
    const leadId = newId();
    await api.sql.query(
      `INSERT INTO leads (org_id, id, source, name, email, status, received_at)
       VALUES ($1, $2, 'web', 'Ana Pop', 'ana@example.com', 'ASSIGNED', now())`,
      [admin.orgId, leadId],
    );
    await happen('lead.assigned', {
      leadId,
      after: { ownerId: newId(), mode: 'AUTO', sequence: 1, text: 'Ana has room' },
    });
    await tell();
    await send();
    expect(receiver.received[0]!.body.lead).toMatchObject({ name: 'Ana Pop', email: 'ana@example.com', clocks: [] });
    const [delivery] = await deliveries(webhook);
    expect(JSON.stringify(await detail(webhook, delivery!.id))).not.toMatch(/Ana/);
    const { rows } = await api.sql.query(
      'SELECT to_jsonb(d) FROM webhook_deliveries d UNION ALL SELECT to_jsonb(t) FROM webhook_tries t',
    );
    expect(JSON.stringify(rows)).not.toMatch(/Ana Pop|ana@example/);
  });
});

describe('a webhook that fails', () => {
  const adminNotices = async () =>
    (
      await api.sql.query<{ kind: string; subject: string }>(
        "SELECT kind, subject FROM notifications WHERE user_id = $1 AND kind = 'WEBHOOK_DISABLED'",
        [admin.id],
      )
    ).rows;

  it('is switched off at once when its receiver says that it is gone; its admins are told', async () => {
    const webhook = await subscribe({ name: 'Old CRM' });
    receiver.answer = () => ({ status: 410 });
    await happen();
    await happen();
    await tell(2);
    await send();
    expect(receiver.received).toHaveLength(1);
    expect(await read(webhook)).toMatchObject({ standing: 'DISABLED', offReason: 'GONE' });
    expect((await deliveries(webhook)).map(({ status }) => status).sort()).toEqual(['FAILED', 'HELD']);
    expect((await adminNotices()).filter(({ subject }) => subject.includes('Old CRM'))).toHaveLength(1);
    const { rows } = await api.sql.query<{ after: object }>(
      "SELECT after FROM audit WHERE action = 'webhook.disabled' AND entity_id = $1",
      [webhook.id],
    );
    expect(rows).toMatchObject([{ after: { name: 'Old CRM', reason: 'GONE' } }]);
    const counters = Object.fromEntries((await readCounters(relayDb)).map(({ name, value }) => [name, value]));
    expect(counters).toMatchObject({ webhooks_disabled_total: 1 });
    expect(counters['webhook_tries_total{result="given_up"}']).toBeGreaterThan(0);
    expect(counters['webhook_tries_total{result="delivered"}']).toBeGreaterThan(0);
    // Nothing more is written down for it.
    await happen();
    expect(await look()).toBe(0);
  });

  it('is given up after three days, and switched off where nothing arrived in all that time', async () => {
    const webhook = await subscribe();
    receiver.answer = () => ({ status: 500 });
    await happen();
    await tell();
    for (let tries = 1; tries <= 10; tries += 1) {
      await send();
      expect((await deliveries(webhook))[0]).toMatchObject({ tries, status: tries < 10 ? 'PENDING' : 'FAILED' });
      await dueNow();
    }
    expect(receiver.received).toHaveLength(10);
    expect(await read(webhook)).toMatchObject({ standing: 'DISABLED', offReason: 'FAILING' });
  });

  it('stays on where only one event is never taken', async () => {
    const webhook = await subscribe();
    receiver.answer = ({ body }) => ({ status: body.payload.version === 13 ? 400 : 200 });
    await happen('flow.published', { after: { version: 13 } });
    await tell();
    await send();
    await happen();
    await tell();
    for (let tries = 1; tries <= 10; tries += 1) {
      await dueNow();
      await send();
    }
    expect((await deliveries(webhook)).map(({ status }) => status)).toEqual(['DELIVERED', 'FAILED']);
    expect(await read(webhook)).toMatchObject({ standing: 'FAILING', offReason: null });
  });

  it('is switched on again, sent a test, and what it missed is replayed with the ids that it had', async () => {
    const webhook = await subscribe();
    const { rows: clock } = await api.sql.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const from = clock[0]!.now.toISOString();
    receiver.answer = () => ({ status: 410 });
    await happen();
    await tell();
    await send();
    const missed = await happen();
    await look();
    const path = `/api/webhooks/${webhook.id}`;
    const range = { from, to: new Date(Date.now() + 60_000).toISOString() };
    expectProblem(await api.call('post', `${path}/replay`, admin.token).send(range), 409);
    const [gone] = await deliveries(webhook);
    expectProblem(await api.call('post', `${path}/deliveries/${gone!.id}/redeliver`, admin.token), 409);

    receiver.answer = () => ({ status: 200 });
    const tested = (await api.call('post', `${path}/test`, admin.token).expect(202)).body as { deliveryId: string };
    await send();
    expect(receiver.received.at(-1)).toMatchObject({ id: tested.deliveryId, body: { type: 'webhook.test' } });
    expect(await read(webhook)).toMatchObject({ standing: 'DISABLED' });

    await api.call('patch', path, admin.token).send({ enabled: true }).expect(200);
    expect(await read(webhook)).toMatchObject({ standing: 'ACTIVE', offReason: null });
    const replayed = (await api.call('post', `${path}/replay`, admin.token).send(range).expect(202)).body as object;
    expect(replayed).toEqual({ deliveries: 2, more: false });
    await send();
    expect(receiver.received.slice(-2).map(({ body }) => body.entity.id)).toContain(missed);
    expect(receiver.received.slice(-2).map(({ id }) => id)).toContain(gone!.id);
    // Nothing is left of it; all of it again has the same ids.
    const again = async (body: object) =>
      (await api.call('post', `${path}/replay`, admin.token).send(body).expect(202)).body as { deliveries: number };
    expect((await again(range)).deliveries).toBe(0);
    const ids = new Set(receiver.received.map(({ id }) => id));
    expect((await again({ ...range, delivered: true })).deliveries).toBe(2);
    await send();
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(ids);
  });

  it('has one delivery sent again', async () => {
    const webhook = await subscribe();
    await happen();
    await tell();
    await send();
    const [delivery] = await deliveries(webhook);
    const path = `/api/webhooks/${webhook.id}/deliveries/${delivery!.id}/redeliver`;
    const asked = await api.call('post', path, admin.token).expect(202);
    expect(asked.body).toMatchObject({ status: 'PENDING', tries: 0 });
    await send();
    expect(receiver.received.map(({ id }) => id)).toEqual([delivery!.id, delivery!.id]);
    expectProblem(
      await api.call('post', `/api/webhooks/${webhook.id}/deliveries/${newId()}/redeliver`, admin.token),
      404,
    );
  });
});

describe('what is asked of webhooks', () => {
  it('is refused where it is wrong', async () => {
    const post = (body: object) => api.call('post', '/api/webhooks', admin.token).send(body);
    const good = { name: 'CRM', url: receiver.url, events: ['lead.assigned'] };
    const wrong: [object, string][] = [
      [{ ...good, url: 'crm.example.com' }, 'url'],
      [{ ...good, url: 'ftp://crm.example.com' }, 'url'],
      [{ ...good, url: 'https://ana:secret@crm.example.com' }, 'url'],
      [{ ...good, events: [] }, 'events'],
      [{ ...good, events: ['lead.assigned', 'lead.assigned'] }, 'events'],
      [{ ...good, events: ['webhook.test'] }, 'events.0'],
      [{ ...good, payload: 'ALL' }, 'payload'],
      [{ ...good, name: ' ' }, 'name'],
      [{ ...good, secret: 'mine' }, 'secret'],
    ];
    for (const [body, path] of wrong) expect(pathsOf(expectProblem(await post(body), 400))).toEqual([path]);
    const { id } = await subscribe();
    const replay = (body: object) => api.call('post', `/api/webhooks/${id}/replay`, admin.token).send(body);
    expectProblem(await replay({ from: '2026-11-20T10:00:00Z' }), 400);
    expect(
      pathsOf(expectProblem(await replay({ from: '2026-11-20T10:00:00Z', to: '2026-11-20T09:00:00Z' }), 400)),
    ).toEqual(['to']);
  });

  it('is nothing for others: managers may not, and another org’s are not there', async () => {
    const { id } = await subscribe();
    expectProblem(await api.call('get', '/api/webhooks', everybody.manager.token), 403);
    await api.call('get', '/api/webhooks', everybody.auditor.token).expect(200);
    for (const path of [`/api/webhooks/${id}`, `/api/webhooks/${id}/deliveries`, `/api/webhooks/${id}/secrets`])
      expectProblem(await api.call('get', path, everybody.stranger.token), 404);
    expectProblem(await api.call('post', `/api/webhooks/${id}/test`, everybody.stranger.token), 404);
    expectProblem(await api.call('delete', `/api/webhooks/${id}`, everybody.stranger.token), 404);
  });

  it('knows who changed it meanwhile, and lets go of what waits when it is deleted', async () => {
    const { id } = await subscribe();
    const path = `/api/webhooks/${id}`;
    await api.call('patch', path, admin.token).set('If-Match', '"1"').send({ name: 'Other' }).expect(200);
    expectProblem(await api.call('patch', path, admin.token).set('If-Match', '"1"').send({ name: 'Third' }), 412);
    await happen();
    await tell();
    await api.call('delete', path, admin.token).set('If-Match', '"2"').expect(204);
    await send();
    expect(receiver.received).toEqual([]);
    expectProblem(await api.call('get', path, admin.token), 404);
  });

  it('is not for a demo', async () => {
    await api.sql.query('UPDATE orgs SET demo_of = $2 WHERE id = $1', [everybody.stranger.orgId, admin.orgId]);
    const body = { name: 'CRM', url: receiver.url, events: ['lead.assigned'] };
    expectProblem(await api.call('post', '/api/webhooks', everybody.stranger.token).send(body), 409);
    await api.sql.query('UPDATE orgs SET demo_of = NULL WHERE id = $1', [everybody.stranger.orgId]);
  });
});
