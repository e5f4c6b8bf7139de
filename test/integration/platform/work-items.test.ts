import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { bury, claimOutbox } from '../../../db/platform/queries/outbox.js';
import { LeadApi } from '../../support/lead-api.js';

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

  it('are no part of the lead’s timeline', async () => {
    const leadId = await api.world.receive();
    await settle(leadId);
    const { timeline } = (await get(`/api/leads/${leadId}`).expect(200)).body as unknown as {
      timeline: { type: string; action?: string }[];
    };
    expect(timeline.map(({ type }) => type)).toEqual(['STATUS']);
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
  });
});
