import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { bury, claimOutbox, markDelivered } from '../../../db/platform/queries/outbox.js';
import { migrate } from '../../../db/migrate.js';
import { LeadApi } from '../../support/lead-api.js';
import { migrateUpTo } from '../../support/older-schema.js';
import { createTestDatabase } from '../../support/stack.js';
import { World } from '../../support/world.js';

let api: LeadApi;
let relay: Database;
let manager: string;

beforeAll(async () => {
  api = await LeadApi.open('work_items');
  relay = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 1 });
  manager = await api.manager();
});
afterAll(async () => {
  await relay?.close();
  await api?.close();
});

const get = (path: string) => api.call('get', path).set('authorization', manager);
const itemOf = async (leadId: string) =>
  (await get('/api/work-items?status=open').expect(200)).body.items.find((item) => item.leadId === leadId);
const openCount = async () => (await get('/api/work-items/open-count').expect(200)).body;
const told = async (leadId: string) =>
  (await get(`/api/audit?leadId=${leadId}&action=work_item.created`).expect(200)).body.items;
const settle = (leadId: string) =>
  settleLeads(
    { db: api.db, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) },
    api.world.orgId,
    [leadId],
    { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 },
  );

describe('work items', () => {
  it('say what happened, about which lead and what to do; their coming and going is in the audit log', async () => {
    const leadId = await api.world.receive({ name: 'Nobody’s Nina' });
    const before = await openCount();
    await settle(leadId);
    const item = (await itemOf(leadId))!;
    expect(item).toMatchObject({
      kind: 'NO_FLOW',
      lead: { name: 'Nobody’s Nina', status: 'UNROUTED' },
      summary: 'No active flow matches this lead. Activate one whose match holds, or assign the lead by hand.',
      howToFix: [expect.stringMatching(/^Assign the lead by hand/), expect.stringMatching(/^For the next leads/)],
      resolvedByName: null,
    });
    expect(await openCount()).toEqual({ open: Number(before.open) + 1 });
    const actions = (await get(`/api/audit?leadId=${leadId}`).expect(200)).body.items.map(({ action }) => action);
    expect(actions).toEqual(['work_item.created', 'lead.unrouted']);
    const [entry, ...more] = await told(leadId);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      actor: { type: 'system', id: null, name: null },
      entity: { type: 'work_item', id: item.id },
      leadName: 'Nobody’s Nina',
      text: `Pinggo asked for a person: ${String(item.summary)}`,
    });

    const resolved = await api
      .call('post', `/api/work-items/${item.id}/resolve`)
      .set('authorization', manager)
      .send({ resolution: 'Called her' })
      .expect(200);
    expect(resolved.body).toMatchObject({ resolvedByName: 'Mara Manager', lead: { status: 'UNROUTED' } });
    expect(await openCount()).toEqual(before);
  });

  it('close by themselves when somebody has the lead, or it is closed, and the audit log says why', async () => {
    for (const [request, why] of [
      [{ kind: 'ASSIGN', ownerId: await api.world.addRep('Rescue Rita') }, 'Rescue Rita has the lead now'],
      [{ kind: 'CLOSE', outcome: 'LOST' }, 'The lead was closed (lost)'],
    ] as const) {
      const leadId = await api.world.receive();
      await settle(leadId);
      const { id } = (await itemOf(leadId))!;
      const before = await openCount();
      await api.world.command(leadId, request);
      await settle(leadId);
      expect(await itemOf(leadId)).toBeUndefined();
      expect(await openCount()).toEqual({ open: Number(before.open) - 1 });
      const resolved = (await get('/api/work-items?status=resolved').expect(200)).body.items.find(
        (one) => one.id === id,
      );
      expect(resolved).toMatchObject({
        resolvedByItself: true,
        resolvedBy: null,
        resolution: why,
        solutions: [],
        resolvedAt: expect.any(String) as string,
      });
      const audit = await get(`/api/audit?entityId=${id}&action=work_item.resolved`).expect(200);
      expect(audit.body.items).toMatchObject([
        { actor: { type: 'system' }, leadId, after: { kind: 'NO_FLOW', resolution: why } },
      ]);
    }
  });

  it('are one for a cause while it is open, and another when it comes back', async () => {
    const leadId = await api.world.receive();
    const insert = (cause: string, resolved: boolean) =>
      api.world.sql.query(
        `INSERT INTO work_items (org_id, id, kind, lead_id, summary, dedupe_key, cause, created_at, resolved_at)
         VALUES ($1, gen_random_uuid(), 'UNROUTED', $2, 's', gen_random_uuid()::text, $3, now(), $4)`,
        [api.world.orgId, leadId, cause, resolved ? new Date() : null],
      );
    await insert('unrouted:x', true);
    await insert('unrouted:x', false);
    await expect(insert('unrouted:x', false)).rejects.toThrow('work_items_open_cause');
    await api.world.sql.query('UPDATE work_items SET resolved_at = now() WHERE lead_id = $1', [leadId]);
  });

  it('that miss a person close when that person is active again', async () => {
    const admin = await api.tokenOf(newId(), 'ADMIN');
    const gone = await api.world.addRep('Gone Gus');
    const status = (value: string) =>
      api.call('patch', `/api/users/${gone}`).set('authorization', admin).send({ status: value }).expect(200);
    await status('INACTIVE');
    await api.world.sql.query(
      `INSERT INTO work_items (org_id, id, kind, summary, details, dedupe_key, cause, created_at)
       VALUES ($1, gen_random_uuid(), 'RECIPIENT_MISSING', 's', $2, 'missing', 'missing', now())`,
      [api.world.orgId, { missing: [gone] }],
    );
    await status('ACTIVE');
    const { items } = (await get('/api/work-items?kind=RECIPIENT_MISSING').expect(200)).body;
    expect(items).toMatchObject([{ resolvedByItself: true, resolution: 'Gone Gus is active again' }]);
  });

  it('are no part of the lead’s timeline', async () => {
    const leadId = await api.world.receive();
    await settle(leadId);
    await api.world.command(leadId, { kind: 'CLOSE', outcome: 'LOST' });
    await settle(leadId);
    const { timeline } = (await get(`/api/leads/${leadId}`).expect(200)).body as unknown as {
      timeline: { type: string; action?: string }[];
    };
    expect(timeline.map(({ type }) => type)).toEqual(['STATUS', 'CLOSED']);
  });

  it('are made of a dead letter, once', async () => {
    const leadId = await api.world.receive({ name: 'Lost Lena' });
    const { rows } = await claimOutbox(relay, ['LEAD_RECEIVED'], { limit: 100, leaseMs: 60_000 });
    const row = rows.find((one) => one.leadId === leadId);
    await bury(relay, row!, 'permission denied');
    const again = 'UPDATE outbox SET dead_at = NULL WHERE lead_id = $1 AND dead_at IS NOT NULL';
    expect((await api.world.sql.query(again, [leadId])).rowCount).toBe(1);
    await bury(relay, row!, 'permission denied, again');

    const item = (await itemOf(leadId))!;
    expect(item).toMatchObject({
      kind: 'DEAD_LETTER',
      summary: 'A message could not be delivered to Temporal: permission denied',
      details: { topic: 'LEAD_RECEIVED' },
    });
    expect(await told(leadId)).toMatchObject([{ entity: { id: item.id }, after: { kind: 'DEAD_LETTER' } }]);
    const letters = await api.world.all('SELECT error FROM dead_letters WHERE lead_id = $1', [leadId]);
    expect(letters).toHaveLength(2);

    // Sent again by a person, it is tried again; delivered, it needs nobody any more.
    expect(item.solutions).toEqual(['REQUEUE']);
    const requeue = () => api.call('post', `/api/work-items/${item.id}/requeue`).set('authorization', manager);
    await requeue().expect(202);
    await requeue().expect(409);
    expect(
      await api.world.all('SELECT 1 FROM dead_letters WHERE lead_id = $1 AND requeued_at IS NULL', [leadId]),
    ).toEqual([]);
    const waiting = (await claimOutbox(relay, ['LEAD_RECEIVED'], { limit: 100, leaseMs: 60_000 })).rows;
    const given = waiting.find((one) => one.leadId === leadId)!;
    expect(given).toMatchObject({ id: row!.id, attempts: 1 });
    await markDelivered(relay, [given]);
    expect(await itemOf(leadId)).toBeUndefined();
    const audit = (await get(`/api/audit?entityId=${item.id}`).expect(200)).body.items;
    expect(audit.map(({ action, text }) => [action, text])).toEqual([
      ['work_item.resolved', expect.stringMatching(/^Pinggo resolved .*: The message was delivered$/)],
      ['work_item.requeued', expect.stringMatching(/^Mara Manager sent a message again that could not be delivered: /)],
      ['work_item.created', expect.any(String)],
    ]);
    await requeue().expect(409);
  });

  it('of a dead letter close when the same message, written anew, is delivered', async () => {
    const leadId = await api.world.receive();
    const claim = async () =>
      (await claimOutbox(relay, ['LEAD_RECEIVED'], { limit: 100, leaseMs: 60_000 })).rows.find(
        (one) => one.leadId === leadId,
      )!;
    await bury(relay, await claim(), 'unimplemented');
    expect(await itemOf(leadId)).toMatchObject({ kind: 'DEAD_LETTER' });
    // As the sweep does it for a lead without a workflow.
    await api.world.sql.query(`INSERT INTO outbox (org_id, topic, lead_id) VALUES ($1, 'LEAD_RECEIVED', $2)`, [
      api.world.orgId,
      leadId,
    ]);
    await markDelivered(relay, [await claim()]);
    expect(await itemOf(leadId)).toBeUndefined();
  });

  it('that are about no message cannot be sent again', async () => {
    const leadId = await api.world.receive();
    await settle(leadId);
    const item = (await itemOf(leadId))!;
    expect(item.solutions).toEqual(['ASSIGN', 'FLOW']);
    await api.call('post', `/api/work-items/${item.id}/requeue`).set('authorization', manager).expect(409);
  });
});

describe('the migration', () => {
  it('names open items by their cause, and closes those that it leaves without one, or that another tells of', async () => {
    const database = await createTestDatabase('work_items_before', (ownerUrl) => migrateUpTo(ownerUrl, 14));
    const world = await World.create(database.ownerUrl);
    try {
      const rep = await world.addRep('Ana');
      const lead = async (status: string, owned: boolean): Promise<string> => {
        const { id } = await world.one<{ id: string }>(
          `INSERT INTO leads (org_id, id, source, status, owner_id, received_at)
           VALUES ($1, gen_random_uuid(), 'web', $2, $3, now()) RETURNING id`,
          [world.orgId, status, owned ? rep : null],
        );
        return id;
      };
      let written = 0;
      const item = (leadId: string | null, kind: string, dedupeKey: string, details: object = {}) =>
        world.sql.query(
          `INSERT INTO work_items (org_id, id, kind, lead_id, summary, details, dedupe_key, created_at)
           VALUES ($1, gen_random_uuid(), $2, $3, 's', $4, $5, now() + $6 * interval '1 second')`,
          [world.orgId, kind, leadId, details, dedupeKey, written++],
        );
      const [waiting, owned, ended] = [
        await lead('UNROUTED', false),
        await lead('ASSIGNED', true),
        await lead('CLOSED', false),
      ];
      await item(waiting, 'UNROUTED', `unrouted:${waiting}`);
      await item(waiting, 'UNROUTED', `reassign:${waiting}:first_contact:1:late:0`);
      await item(owned, 'UNROUTED', `unrouted:${owned}`);
      await item(owned, 'UNROUTED', `reassign:${owned}:first_contact:1:late:0`);
      await item(owned, 'UNROUTED', `reassign:${owned}:first_contact:1:late:1`);
      await item(owned, 'CLOCK_NOT_STARTED', `clock:${owned}:own:2:started`, { clockKey: 'own', cycle: 2 });
      await item(ended, 'NO_FLOW', `no-flow:${ended}`);
      const { rows } = await world.sql.query<{ id: string }>(
        `INSERT INTO outbox (org_id, topic, lead_id, delivered_at, dead_at)
         VALUES ($1, 'LEAD_RECEIVED', $2, now(), NULL), ($1, 'LEAD_RECEIVED', $2, NULL, now()) RETURNING id`,
        [world.orgId, waiting],
      );
      for (const { id } of rows) await item(waiting, 'DEAD_LETTER', `dead-letter:${id}`);

      await migrate(database.ownerUrl);
      const all = await world.all<{ kind: string; cause: string; resolution: string | null }>(
        'SELECT kind, cause, resolution FROM work_items ORDER BY created_at',
      );
      expect(all.map(({ kind, cause, resolution }) => [kind, cause, resolution])).toEqual([
        ['UNROUTED', `unrouted:${waiting}`, null],
        ['UNROUTED', `unrouted:${waiting}`, 'Another work item tells of the same cause'],
        ['UNROUTED', `unrouted:${owned}`, 'Somebody has the lead now'],
        ['UNROUTED', `reassign:${owned}:${rep}`, null],
        ['UNROUTED', `reassign:${owned}:${rep}`, 'Another work item tells of the same cause'],
        ['CLOCK_NOT_STARTED', `clock:${owned}:own:2`, null],
        ['NO_FLOW', `no-flow:${ended}`, 'The lead has ended'],
        ['DEAD_LETTER', `dead-letter:${rows[0]!.id}`, 'The message was delivered'],
        ['DEAD_LETTER', `dead-letter:${rows[1]!.id}`, null],
      ]);
      expect(await world.all("SELECT 1 FROM audit WHERE action = 'work_item.resolved'")).toHaveLength(5);
    } finally {
      await world.close();
      await database.drop();
    }
  });
});
