// Whatever lies dead: found, looked at, tried again and discarded, each thing once, over the real app and rows.
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformLetters } from '../../../api/platform/dead-letters/kinds.js';
import { leadsProduct } from '../../../api/leads/product.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { countDeadLetters } from '../../../db/platform/queries/dead-letters/list.js';
import { noteFailedTry } from '../../../db/platform/queries/deliveries.js';
import { bury, claimOutbox, markDelivered } from '../../../db/platform/queries/outbox.js';
import { LeadApi, type Answer } from '../../support/lead-api.js';

interface Letter {
  [member: string]: unknown;
  kind: string;
  id: string;
  state: string;
  error: string | null;
  leadId: string | null;
  payload: Record<string, unknown> | null;
  decisions: Record<string, unknown>[];
}

let api: LeadApi;
let relay: Database;
let admin: string;
let second: string;
let adminId: string;

beforeAll(async () => {
  api = await LeadApi.open('dead_letter_queue');
  relay = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 2 });
  adminId = newId();
  admin = await api.tokenOf(adminId, 'ADMIN');
  second = await api.tokenOf(newId(), 'ADMIN');
});
afterAll(async () => {
  await relay?.close();
  await api?.close();
});

const get = (path: string, token = admin) => api.call('get', path).set('authorization', token);
const post = (path: string, body: object = {}, token = admin) =>
  api.call('post', path).set('authorization', token).send(body);
const pathOf = ({ kind, id }: Pick<Letter, 'kind' | 'id'>): string => `/api/dlq/${kind}/${id}`;
const listed = async (query = '', token = admin): Promise<Letter[]> =>
  (await get(`/api/dlq${query}`, token).expect(200)).body.items as unknown as Letter[];
const letterAbout = async (leadId: string): Promise<Letter> =>
  (await listed(`?leadId=${leadId}`)).find((one) => one.leadId === leadId)!;
const inFull = async (letter: Pick<Letter, 'kind' | 'id'>, token = admin): Promise<Letter> =>
  (await get(pathOf(letter), token).expect(200)).body as unknown as Letter;
const statuses = (answers: Answer[]): number[] => answers.map(({ status }) => status).sort();

const claimed = async (leadId: string) =>
  (await claimOutbox(relay, ['LEAD_RECEIVED'], { limit: 500, leaseMs: 0 })).rows.find((one) => one.leadId === leadId)!;

/** A lead whose start Temporal has refused for good. */
async function deadMessage(error = 'permission denied'): Promise<string> {
  const leadId = await api.world.receive({ name: 'Lost Lena' });
  await bury(relay, await claimed(leadId), error);
  return leadId;
}

/** A notice that was given up. */
async function deadNotice(diedAt = new Date()): Promise<string> {
  const id = newId();
  await api.world.sql.query(
    `WITH n AS (
       INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at)
       VALUES ($1, $2, $3, 'MANAGER_ALERT', 'A lead is late', 'Call Ana Pop', $2::uuid::text, 'NONE', now()) RETURNING org_id, id)
     INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at, error, attempts)
     SELECT org_id, id, channel, status, $4::timestamptz, '550 <ana@example.com> refused', 9
     FROM n, (VALUES ('email', 'FAILED'), ('in_app', 'SENT')) AS d(channel, status)`,
    [api.world.orgId, id, adminId, diedAt],
  );
  return id;
}

/** A delivery of which no lead could be made. @returns its endpoint */
async function deadDelivery(source: string): Promise<string> {
  const { id } = await api.addEndpoint({ source, adapter: 'facebook-leadgen' });
  const body = JSON.stringify({ field_data: [{ name: 'best_line', values: ['0722 999 888 after six'] }] });
  await api.world.sql.query(
    `INSERT INTO intake_dead_letters (org_id, id, endpoint_id, adapter, content_hash, body, issues, received_at)
     VALUES ($1, gen_random_uuid(), $2, 'facebook-leadgen', $3::text, $3::text, '[{"path": "", "message": "No contact."}]', now())`,
    [api.world.orgId, id, body],
  );
  return id;
}

/** An event that was given up on its way to a webhook. @param isOff whether the webhook is switched off by now */
async function deadEvent({ isOff = false } = {}): Promise<{ id: string; webhookId: string }> {
  const [id, webhookId] = [newId(), newId()];
  await api.world.sql.query(
    `WITH w AS (
       INSERT INTO webhooks (org_id, id, name, url, events, payload, ordered, created_at, active_from, off_at, off_reason)
       VALUES ($1, $2, 'CRM', 'https://crm.example/in', '{lead.assigned}', 'THIN', false, now(), now(),
         CASE WHEN $4 THEN now() END, CASE WHEN $4 THEN 'FAILING' END) RETURNING org_id, id),
     d AS (
       INSERT INTO webhook_deliveries (org_id, id, webhook_id, event_type, event_at, xid, audit_id, lane_id, status, status_at, tries, created_at)
       SELECT org_id, $3::uuid, id, 'lead.assigned', now(), pg_current_xact_id(), 1, $3::uuid, 'FAILED', now(), 10, now() - interval '3 days'
       FROM w RETURNING org_id, id)
     INSERT INTO webhook_tries (org_id, id, delivery_id, at, took_ms, bytes, body_hash, status, fault)
     SELECT org_id, gen_random_uuid(), id, now() - t.ago, 5, 10, 'none', t.status, t.fault
     FROM d, (VALUES (interval '1 hour', 500, NULL), (interval '1 minute', NULL, 'TIMEOUT')) AS t (ago, status, fault)`,
    [api.world.orgId, webhookId, id, isOff],
  );
  return { id, webhookId };
}

const deliveriesOf = (noticeId: string) =>
  api.world.one("SELECT status, attempts, requeues FROM notice_deliveries WHERE notice_id = $1 AND channel = 'email'", [
    noticeId,
  ]);
const messagesAbout = (subjectId: string) =>
  api.world.all('SELECT topic FROM outbox WHERE subject_id = $1', [subjectId]);

describe('what lies dead', () => {
  it('is listed of every kind, and shown with its payload to the org’s admin only', async () => {
    const leadId = await deadMessage();
    const noticeId = await deadNotice();
    await deadDelivery('facebook');
    const mailId = newId();
    await api.world.sql.query(
      `INSERT INTO access_mails (org_id, id, kind, user_id, status, status_at, fault, tries, created_at, expire_at)
       VALUES ($1, $2, 'INVITATION', $3, 'GIVEN_UP', now(), 'REFUSED', 1, now(), now() + interval '1 day'),
              ($1, gen_random_uuid(), 'INVITATION', $3, 'GIVEN_UP', now(), 'REFUSED', 1, now(), now() - interval '1 day')`,
      [api.world.orgId, mailId, adminId],
    );
    const event = await deadEvent();
    const letters = await listed();
    expect(letters.map(({ kind }) => kind).sort()).toEqual(['ACCESS_MAIL', 'DELIVERY', 'MESSAGE', 'NOTICE', 'WEBHOOK']);
    const given = letters.find(({ kind }) => kind === 'WEBHOOK')!;
    expect(given).toMatchObject({ id: event.id, what: 'lead.assigned', attempts: 10, error: 'TIMEOUT' });
    expect((await inFull(given)).payload).toMatchObject({ webhookId: event.webhookId, url: 'https://crm.example/in' });
    expect(letters.find(({ kind }) => kind === 'MESSAGE')).toMatchObject({
      what: 'LEAD_RECEIVED',
      leadId,
      lead: { name: 'Lost Lena' },
      error: 'permission denied',
      attempts: 1,
      state: 'OPEN',
    });
    const notice = letters.find(({ kind }) => kind === 'NOTICE')!;
    expect(notice).toMatchObject({ id: noticeId, attempts: 9, error: '550 <ana@example.com> refused' });
    expect((await inFull(notice)).payload).toMatchObject({ text: 'Call Ana Pop', channels: ['email'] });
    expect((await inFull({ kind: 'ACCESS_MAIL', id: mailId })).payload).toMatchObject({ kind: 'INVITATION' });
    const delivery = letters.find(({ kind }) => kind === 'DELIVERY')!;
    expect((await inFull(delivery)).payload).toMatchObject({
      body: expect.stringContaining('0722 999 888') as string,
    });
    expect((await listed('?kind=NOTICE')).map(({ id }) => id)).toEqual([noticeId]);

    const auditor = await api.tokenOf(newId(), 'AUDITOR');
    const { body: made } = await post('/api/api-keys', { name: 'Desk', scopes: ['operations:read'] }).expect(201);
    for (const token of [auditor, `Bearer ${made['key'] as string}`]) {
      expect(await inFull(notice, token)).toMatchObject({ payload: null, error: '550 <‹e-mail›> refused' });
      expect(JSON.stringify(await listed('', token))).not.toMatch(/Lena|ana@/);
      await post(`${pathOf(notice)}/requeue`, {}, token).expect(403);
    }
    await get('/api/dlq', await api.manager()).expect(403);
  });

  it('is answered like nothing at all to another organisation, and to bad input', async () => {
    const letter = await letterAbout(await deadMessage());
    const foreign = await api.tokenOf(newId(), 'ADMIN', newId());
    expect(await listed('', foreign)).toEqual([]);
    for (const [method, path] of [
      ['get', pathOf(letter)],
      ['post', `${pathOf(letter)}/requeue`],
    ] as const)
      await api.call(method, path).set('authorization', foreign).expect(404);
    await post(`${pathOf(letter)}/discard`, { reason: 'mine' }, foreign).expect(404);
    expect((await post('/api/dlq/requeue', {}, foreign).expect(200)).body).toMatchObject({ found: 0, requeued: 0 });
    expect((await inFull(letter)).state).toBe('OPEN');

    await get('/api/dlq/MESSAGE/not-an-id').expect(404);
    await get(`/api/dlq/NOTHING/${newId()}`).expect(404);
    await get(`/api/dlq/MESSAGE/${newId()}`).expect(404);
    await get('/api/dlq?kind=NOTHING').expect(400);
    await get('/api/dlq?cursor=bad').expect(400);
    await post(`${pathOf(letter)}/discard`).expect(400);
    await post('/api/dlq/requeue', { kinds: [] }).expect(400);
  });

  it('is counted for one organisation, or for all that a role may see', async () => {
    const rows = Object.fromEntries(
      Object.entries({ ...platformLetters, ...leadsProduct.deadLetters }).map(([kind, one]) => [kind, one.rows]),
    );
    const client = await api.world.sql.connect();
    try {
      const ofOne = await countDeadLetters(client, api.world.orgId, rows);
      const ofAll = await countDeadLetters(client, null, rows);
      expect(ofAll).toEqual(ofOne);
      expect(ofOne.map(({ kind }) => kind)).toEqual(['ACCESS_MAIL', 'DELIVERY', 'MESSAGE', 'NOTICE', 'WEBHOOK']);
      expect(await countDeadLetters(client, newId(), rows)).toEqual([]);
    } finally {
      client.release();
    }
  });
});

describe('what is tried again', () => {
  it('is so once, of two operators at once, and its history says by whom', async () => {
    const leadId = await deadMessage();
    const letter = await letterAbout(leadId);
    const requeue = (token: string) => post(`${pathOf(letter)}/requeue`, {}, token);
    const both = await Promise.all([requeue(admin), requeue(second)]);
    expect(statuses(both)).toEqual([202, 409]);
    expect(both.find(({ status }) => status === 409)!.body.title).toBe('Somebody has decided about this before you');
    expect(await inFull(letter)).toMatchObject({ state: 'REQUEUED', decisions: [{ decision: 'REQUEUED' }] });
    expect(await listed(`?leadId=${leadId}`)).toEqual([]);
    expect(await listed(`?leadId=${leadId}&state=REQUEUED`)).toMatchObject([{ id: letter.id }]);
    const told = (await get(`/api/audit?action=message.requeued&leadId=${leadId}`).expect(200)).body.items;
    expect(told).toHaveLength(1);

    // Delivered, and asked for again: nothing.
    const row = await claimed(leadId);
    expect(row.attempts).toBe(1);
    await markDelivered(relay, [row]);
    await requeue(admin).expect(409);
    expect(await claimed(leadId)).toBeUndefined();
  });

  it('may die again, and is another letter then', async () => {
    const leadId = await deadMessage();
    const first = await letterAbout(leadId);
    await post(`${pathOf(first)}/requeue`).expect(202);
    await bury(relay, await claimed(leadId), 'permission denied, again');
    const again = await letterAbout(leadId);
    expect(again.id).not.toBe(first.id);
    await post(`${pathOf(first)}/requeue`).expect(409);
    await post(`${pathOf(again)}/requeue`).expect(202);
  });

  it('is once as well where its work item is asked at the same instant', async () => {
    const leadId = await deadMessage();
    const letter = await letterAbout(leadId);
    const items = (await get('/api/work-items?status=open').expect(200)).body.items;
    const item = items.find((one) => one['leadId'] === leadId)!;
    const both = await Promise.all([
      post(`${pathOf(letter)}/requeue`),
      post(`/api/work-items/${item.id}/requeue`, {}, second),
    ]);
    expect(statuses(both)).toEqual([202, 409]);
    expect((await inFull(letter)).decisions).toHaveLength(1);
  });

  it('is, of a notice, one more try with one message, each time that it was given up', async () => {
    const id = await deadNotice();
    const requeue = (token: string) => post(`/api/dlq/NOTICE/${id}/requeue`, {}, token);
    for (const requeues of [1, 2]) {
      expect(statuses(await Promise.all([requeue(admin), requeue(second)]))).toEqual([202, 409]);
      expect(await deliveriesOf(id)).toEqual({ status: 'PENDING', attempts: 0, requeues });
      expect(await messagesAbout(id)).toHaveLength(requeues);
      await requeue(admin).expect(409);
      await api.world.sql.query(
        "UPDATE notice_deliveries SET status = 'FAILED', status_at = clock_timestamp() WHERE notice_id = $1 AND channel = 'email'",
        [id],
      );
    }
    expect((await inFull({ kind: 'NOTICE', id })).decisions).toHaveLength(2);
  });

  it('is, of an event for a webhook, sent with all its tries, once the webhook is switched on', async () => {
    const { id, webhookId } = await deadEvent({ isOff: true });
    const requeue = (token = admin) => post(`/api/dlq/WEBHOOK/${id}/requeue`, {}, token);
    const refused = await requeue().expect(409);
    expect(refused.body).toMatchObject({ title: 'This cannot be tried again as things are' });
    expect(JSON.stringify(refused.body)).toContain('switch it on first');
    await api.world.sql.query('UPDATE webhooks SET off_at = NULL, off_reason = NULL WHERE id = $1', [webhookId]);
    expect(statuses(await Promise.all([requeue(), requeue(second)]))).toEqual([202, 409]);
    expect(await api.world.one('SELECT status, tries FROM webhook_deliveries WHERE id = $1', [id])).toEqual({
      status: 'PENDING',
      tries: 0,
    });
    expect(await messagesAbout(id)).toEqual([{ topic: 'WEBHOOK' }]);
  });

  it('is, of a delivery, read anew with the mapping of now: one lead of two who ask at once', async () => {
    const endpointId = await deadDelivery('mapped');
    const letter = (await listed('?kind=DELIVERY'))[0]!;
    const refused = await post(`${pathOf(letter)}/requeue`).expect(409);
    expect(refused.body.title).toBe('This cannot be tried again as things are');
    await api.world.sql.query('UPDATE endpoints SET mapping = $2 WHERE id = $1', [endpointId, { best_line: 'phone' }]);
    const both = await Promise.all([post(`${pathOf(letter)}/requeue`), post(`${pathOf(letter)}/requeue`, {}, second)]);
    expect(statuses(both)).toEqual([202, 409]);
    expect(await api.world.all("SELECT phone FROM leads WHERE source = 'mapped'")).toHaveLength(1);
    expect(await inFull(letter)).toMatchObject({ state: 'REQUEUED', decisions: [{ decision: 'REQUEUED' }] });
  });

  it('is, of a mail about getting in, only while its link holds', async () => {
    const { id } = (await listed('?kind=ACCESS_MAIL'))[0]!;
    await post(`/api/dlq/ACCESS_MAIL/${id}/requeue`).expect(202);
    expect(await messagesAbout(id)).toEqual([{ topic: 'ACCESS_MAIL' }]);
    expect(await api.world.one('SELECT status FROM access_mails WHERE id = $1', [id])).toEqual({ status: 'WAITING' });
  });
});

describe('what is discarded', () => {
  it('stays to be read with who and why, closes its work item, and is not tried again', async () => {
    const leadId = await deadMessage();
    const letter = await letterAbout(leadId);
    const reason = 'The lead was a test';
    const discard = (token: string) => post(`${pathOf(letter)}/discard`, { reason }, token);
    const worrying = async () =>
      Number(
        (await api.world.one<{ value: number }>("SELECT value FROM waiting_now() WHERE name = 'outbox_dead_letters'"))
          .value,
      );
    const before = await worrying();
    expect(statuses(await Promise.all([discard(admin), discard(second)]))).toEqual([200, 409]);
    expect(await worrying()).toBe(before - 1);
    expect(await inFull(letter)).toMatchObject({ state: 'DISCARDED', reason });
    expect(await listed(`?leadId=${leadId}&state=DISCARDED`)).toMatchObject([{ id: letter.id, reason }]);
    const [item] = await api.world.all<{ id: string; resolution: string }>(
      "SELECT id, resolution FROM work_items WHERE kind = 'DEAD_LETTER' AND lead_id = $1",
      [leadId],
    );
    expect(item?.resolution).toBe(reason);
    await post(`${pathOf(letter)}/requeue`).expect(409);
    await post(`/api/work-items/${item!.id}/requeue`).expect(409);
    expect(await claimed(leadId)).toBeUndefined();
    const [told] = (await get(`/api/audit?action=message.discarded`).expect(200)).body.items;
    expect(told).toMatchObject({ leadId, after: { kind: 'MESSAGE', what: 'LEAD_RECEIVED', reason } });
  });
});

describe('many at once', () => {
  it('are tried again by kind and time, each once of two who ask, however many requests it takes', async () => {
    const [before, after] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-02T00:00:00Z')];
    const ids: string[] = [];
    for (let at = 0; at < 130; at += 1) ids.push(await deadNotice(new Date(before.getTime() + at * 1000)));
    const later = await deadNotice(after);
    const range = { kinds: ['NOTICE'], from: before.toISOString(), to: after.toISOString() };
    expect((await post('/api/dlq/requeue', { ...range, dryRun: true }).expect(200)).body).toMatchObject({
      found: 130,
      requeued: 0,
    });
    const all = async (token: string): Promise<number> => {
      let cursor: string | null | undefined;
      let requeued = 0;
      do {
        const { body } = await post('/api/dlq/requeue', { ...range, ...(cursor && { cursor }) }, token).expect(200);
        requeued += body['requeued'] as number;
        cursor = body.nextCursor;
      } while (cursor !== null);
      return requeued;
    };
    const [mine, theirs] = await Promise.all([all(admin), all(second)]);
    expect(mine + theirs).toBe(130);
    expect(await api.world.one('SELECT count(*)::int AS count FROM outbox WHERE subject_id = ANY ($1)', [ids])).toEqual(
      { count: 130 },
    );
    expect(await deliveriesOf(later)).toMatchObject({ status: 'FAILED', requeues: 0 });
  });
});

describe('the queue', () => {
  it('says what waits for how long, how often it was tried, and when it is tried next', async () => {
    await api.world.sql.query('DELETE FROM outbox WHERE dead_at IS NULL');
    await api.world.sql.query(
      `INSERT INTO outbox (org_id, topic, lead_id, created_at, available_at, attempts, last_error)
       SELECT $1, 'PROOF_RECEIVED', gen_random_uuid(), now() - age, now() + interval '1 minute', tries, error
       FROM (VALUES (interval '1 second', 0, NULL), (interval '30 seconds', 2, 'unavailable, call ana@example.com'),
         (interval '2 hours', 7, 'unavailable')) AS v(age, tries, error)`,
      [api.world.orgId],
    );
    const notice = await deadNotice();
    await api.db.inOrg(api.world.orgId, async (tx) => {
      await tx.client.query(
        "UPDATE notice_deliveries SET status = 'PENDING', attempts = 3 WHERE notice_id = $1 AND channel = 'email'",
        [notice],
      );
      await noteFailedTry(tx, notice, 'email', 'busy');
    });
    const { body } = await get('/api/dlq/queue').expect(200);
    const { queues, retries, dead } = body as unknown as Record<'queues' | 'retries' | 'dead', Letter[]>;
    expect(queues.find(({ what }) => what === 'PROOF_RECEIVED')).toMatchObject({
      queue: 'MESSAGES',
      waiting: 3,
      tried: 2,
      mostAttempts: 7,
      byAge: [1, 1, 0, 0, 1],
      nextAttemptAt: expect.any(String) as string,
    });
    const mails = queues.find(({ queue }) => queue === 'NOTICES')!;
    expect(mails).toMatchObject({ what: 'email', tried: 1, mostAttempts: 4 });
    // The fourth try failed: sixteen seconds.
    const waitMs = Date.parse(String(mails['nextAttemptAt'])) - Date.now();
    expect(waitMs).toBeGreaterThan(10_000);
    expect(waitMs).toBeLessThanOrEqual(16_500);
    expect(retries.map(({ attempts }) => attempts).sort()).toEqual([2, 7]);
    expect(dead.find(({ kind }) => kind === 'MESSAGE')).toMatchObject({ count: expect.any(Number) as number });
    const auditor = await api.tokenOf(newId(), 'AUDITOR');
    expect(JSON.stringify((await get('/api/dlq/queue', auditor).expect(200)).body)).not.toContain('ana@');
  });
});
