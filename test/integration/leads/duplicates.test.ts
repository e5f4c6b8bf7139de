import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads, type SettleDeps } from '../../../settlement/settle.js';
import { loadSamePersons } from '../../../settlement/same-person.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { loadLeads, type LoadedLead } from '../../../db/leads/queries/settlement/lead-state.js';
import type { DuplicatePolicy, FlowDefinition } from '../../../domain/leads/flow/definition.js';
import type { Goal } from '../../../domain/leads/settlement/settle.js';
import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import { leadWorkflowId } from '../../../workflows/ids.js';
import { docExample } from '../../support/doc-example.js';
import { LeadApi, type TestEndpoint } from '../../support/lead-api.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { createTestDatabase, temporalAddress, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const DOC = 'docs/engine/duplicates.md';
const DAY_MS = 24 * 60 * 60_000;

interface Detail {
  status: string;
  ownerId: string | null;
  duplicateOfId: string | null;
  linkedToId: string | null;
  samePerson: { leadId: string; status: string; relation: string }[];
  timeline: { type: string; leadId?: string }[];
}

let api: LeadApi;
let worker: Process;
let connection: Connection;
let client: Client;
let manager: string;
let attaching: TestEndpoint;
let linking: TestEndpoint;

/** A flow for the leads of one source, and the endpoint that brings them. */
async function policyFor(source: string, policy: Partial<FlowDefinition>): Promise<TestEndpoint> {
  const match: FlowDefinition['match'] = { field: 'source', op: 'eq', value: source };
  await api.world.addFlow(flowDefinition(api.world.teamId, { match, ...policy }), source);
  return api.addEndpoint({ source });
}

beforeAll(async () => {
  api = await LeadApi.open('duplicates');
  const namespace = await createNamespace('duplicates');
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  await api.world.addRep('Ana');
  manager = await api.manager();
  attaching = await policyFor('attaching', docExample(DOC, 'attach') as Partial<FlowDefinition>);
  linking = await policyFor('linking', { duplicates: { window: 'P7D', action: 'LINK' } });
  worker = await startWorker({ database: api.database, namespace });
});
afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await api?.close();
});

const receive = async (endpoint: TestEndpoint, contact: object): Promise<string> =>
  (await api.deliver(endpoint, { name: 'Ana Pop', ...contact }).expect(202)).body.leadId;
const detailOf = async (id: string, token = manager): Promise<Detail> =>
  (await api.call('get', `/api/leads/${id}`).set('authorization', token).expect(200)).body as unknown as Detail;
const settled = (id: string, ...statuses: string[]) =>
  waitFor(`${id} is ${statuses.join(' or ')}`, async () => {
    const detail = await detailOf(id);
    return statuses.includes(detail.status) && detail;
  });
const emailOf = (name: string) => `${name}-${newId()}@example.com`;

describe('the same person again, by webhook', () => {
  it('is attached to the open lead: closed at once, shown on both sides, its owner told', async () => {
    const email = emailOf('ana');
    const first = await receive(attaching, { email });
    const { ownerId } = await settled(first, 'ASSIGNED');
    const second = await receive(attaching, { email: email.toUpperCase(), phone: '+40722123456' });
    const detail = await settled(second, 'CLOSED');
    expect(detail).toMatchObject({ ...(docExample(DOC, 'attached') as object), duplicateOfId: first });
    expect(detail.samePerson).toMatchObject([{ leadId: first, status: 'ASSIGNED', relation: 'ORIGINAL' }]);
    expect(detail.timeline.map(({ type }) => type)).toEqual(['RECEIVED', 'ATTACHED']);

    const original = await detailOf(first);
    expect(original).toMatchObject({ status: 'ASSIGNED', ownerId, duplicateOfId: null });
    expect(original.samePerson).toMatchObject([{ leadId: second, status: 'CLOSED', relation: 'DUPLICATE' }]);
    expect(original.timeline.at(-1)).toMatchObject({ type: 'SAME_PERSON', leadId: second });

    // The rep sees what was attached to their lead, and nothing of it is left to do.
    const rep = await api.tokenOf(ownerId!, 'REP');
    expect(await detailOf(second, rep)).toMatchObject({ status: 'CLOSED' });
    const stranger = await api.tokenOf(newId(), 'REP');
    await api.call('get', `/api/leads/${second}`).set('authorization', stranger).expect(404);
    const { body } = await api.call('get', '/api/notifications').set('authorization', rep).expect(200);
    expect(body.items.find(({ kind }) => kind === 'SAME_PERSON')).toMatchObject({ leadId: first });
    const handle = client.workflow.getHandle(leadWorkflowId(api.world.orgId, second));
    expect(await handle.result()).toBe('CLOSED');
    expect(await api.world.all('SELECT 1 FROM clocks WHERE lead_id = $1', [second])).toEqual([]);
    const items = await api.call('get', '/api/leads?source=attaching&status=CLOSED').set('authorization', manager);
    expect(items.body.items).toMatchObject([{ id: second, outcome: 'DUPLICATE', duplicateOfId: first }]);
  });

  it('is another person at another extension, at a switchboard, or behind a placeholder', async () => {
    const goOn: object[] = [
      { phone: '+40 21 312 5501 int. 204', email: emailOf('one') },
      { phone: '+40 21 312 5501 #310', email: emailOf('two') },
      { name: 'Ann Lee', phone: '+40 21 312 5502', email: emailOf('ann') },
      { name: 'Bob Ray', phone: '+40 21 312 5502', email: emailOf('bob') },
      { name: 'Ann Lee', phone: '+40 21 312 5502' },
      { phone: '+40 722 000 561', email: 'none@none.example' },
      { phone: '+40 722 000 562', email: 'none@none.example' },
      { phone: '+40 700 000 000', email: emailOf('three') },
      { phone: '+40 700 000 000', email: emailOf('four') },
    ];
    for (const contact of goOn) await settled(await receive(attaching, contact), 'ASSIGNED');
    const again = await receive(attaching, { phone: '+40 21 312 5501 ext 310' });
    expect(await settled(again, 'CLOSED')).toMatchObject({ outcome: 'DUPLICATE' });
    expect(await detailOf(again)).toMatchObject({ phone: '+40213125501', phoneExtension: '310' });
  });

  it('is known by the phone number too, and goes its own way once the first lead is closed', async () => {
    const first = await receive(attaching, { phone: '+40 733 000 111' });
    await settled(first, 'ASSIGNED');
    const second = await receive(attaching, { phone: '0040733000111', email: emailOf('other') });
    await settled(second, 'CLOSED');
    await api.world.command(first, { kind: 'CLOSE', outcome: 'LOST' });
    await settled(first, 'CLOSED');
    const third = await receive(attaching, { phone: '+40733000111' });
    expect(await settled(third, 'ASSIGNED', 'CLOSED')).toMatchObject({ status: 'ASSIGNED', duplicateOfId: null });
  });

  it('is linked where the flow says so, open or not, and goes on as its own', async () => {
    const email = emailOf('lina');
    const first = await receive(linking, { email });
    await settled(first, 'ASSIGNED');
    const second = await receive(linking, { email });
    const detail = await settled(second, 'ASSIGNED');
    expect(detail).toMatchObject({ linkedToId: first, duplicateOfId: null });
    expect(detail.samePerson).toMatchObject([{ leadId: first, relation: 'LINKED' }]);
    expect(detail.timeline.map(({ type }) => type)).toContain('LINKED');
    expect((await detailOf(first)).samePerson).toMatchObject([{ leadId: second, relation: 'LINKED' }]);
  });

  it('twenty times at once: exactly one stays open, and the others are attached to it', async () => {
    const email = emailOf('bot');
    const ids = await Promise.all(Array.from({ length: 20 }, () => receive(attaching, { email })));
    const details = await Promise.all(ids.map((id) => settled(id, 'ASSIGNED', 'CLOSED')));
    const open = ids.filter((_, index) => details[index]!.status === 'ASSIGNED');
    expect(open).toHaveLength(1);
    for (const detail of details) expect(detail.duplicateOfId).toBe(detail.status === 'ASSIGNED' ? null : open[0]);
  });
});

describe('leads of one person that are settled at the same instant, each in a transaction of its own', () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    // No worker looks at this one.
    database = await createTestDatabase('duplicate_rows');
    db = openDatabase(database.appUrl, { role: 'pinggo_app' });
  });
  afterAll(async () => {
    await db?.close();
    await database?.drop();
  });

  /** An org of its own, whose leads are all of one person and wait to be decided. */
  async function inWorld(
    duplicates: DuplicatePolicy,
    change: Partial<FlowDefinition>,
    run: (
      world: World,
      settle: (ids: string[], goal?: Goal, skipLocked?: boolean) => Promise<unknown>,
    ) => Promise<void>,
  ): Promise<void> {
    const world = await World.create(database.ownerUrl);
    try {
      await world.addRep('Solo');
      await world.addFlow(flowDefinition(world.teamId, { duplicates, ...change }));
      const deps: SettleDeps = { db, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) };
      await run(world, (ids, goal = 'SETTLED', skipLocked = false) =>
        settleLeads(deps, world.orgId, ids, { goal, skipLocked, atLeastMs: 0 }),
      );
    } finally {
      await world.close();
    }
  }
  const rows = (world: World) =>
    world.all<{ id: string; status: string; duplicate_of_id: string | null; linked_to_id: string | null }>(
      'SELECT id, status, duplicate_of_id, linked_to_id FROM leads WHERE org_id = $1 ORDER BY received_at, id',
      [world.orgId],
    );

  it.each([false, true])('the first that was received stays open, whoever is quicker (skipping locked: %s)', (skip) =>
    inWorld({ window: 'P1D', action: 'ATTACH' }, {}, async (world, settle) => {
      const ids = await world.receiveMany(20);
      await Promise.all(ids.toReversed().map((id) => settle([id], 'SETTLED', skip)));
      for (const id of ids) await settle([id]);
      const [first, ...others] = await rows(world);
      expect(first).toMatchObject({ status: 'ASSIGNED', duplicate_of_id: null });
      for (const other of others) expect(other).toMatchObject({ status: 'CLOSED', duplicate_of_id: first!.id });
    }),
  );

  it('is the earlier one that is decided first, when only the later is asked for; and brought no further', () =>
    inWorld({ window: 'P1D', action: 'ATTACH' }, {}, async (world, settle) => {
      const [early] = await world.receiveMany(1, { ageMs: 60_000 });
      const [late] = await world.receiveMany(1);
      await settle([late!]);
      expect(await rows(world)).toMatchObject([
        { id: early, status: 'QUALIFIED' },
        { id: late, status: 'CLOSED', duplicate_of_id: early },
      ]);
    }));

  it('is not attached to one that is not worth pursuing', () => {
    const scoring: FlowDefinition['scoring'] = {
      threshold: 0,
      rules: [{ when: { field: 'tags', op: 'contains', value: 'good' }, points: 1, reason: 'good' }],
    };
    return inWorld({ window: 'P1D', action: 'ATTACH' }, { scoring }, async (world, settle) => {
      await world.receiveMany(1, { ageMs: 60_000, tags: ['bad'] });
      const [good] = await world.receiveMany(1, { ageMs: 30_000, tags: ['good'] });
      const [again] = await world.receiveMany(1, { tags: ['good'] });
      await settle([again!, good!]);
      expect(await rows(world)).toMatchObject([
        { status: 'UNQUALIFIED' },
        { id: good, status: 'ASSIGNED', duplicate_of_id: null },
        { id: again, status: 'CLOSED', duplicate_of_id: good },
      ]);
    });
  });

  it('links each to the one before it, and looks no further back than the window', () =>
    inWorld({ window: 'PT1H', action: 'LINK' }, {}, async (world, settle) => {
      for (const minutes of [200, 120, 70, 20]) await world.receiveMany(1, { ageMs: minutes * 60_000 });
      const ids = (await rows(world)).map(({ id }) => id);
      await settle(ids.toReversed());
      expect((await rows(world)).map(({ linked_to_id }) => linked_to_id)).toEqual([null, null, ids[1], ids[2]]);
    }));

  it('knows the one that was decided while it was still being taken in', () =>
    inWorld({ window: 'P1D', action: 'ATTACH' }, {}, async (world, settle) => {
      // Received a moment earlier, committed a moment later than the other was decided.
      const [decided] = await world.receiveMany(1);
      await settle([decided!]);
      const [late] = await world.receiveMany(1, { ageMs: 2_000 });
      await settle([late!]);
      expect(await rows(world)).toMatchObject([
        { id: late, status: 'CLOSED', duplicate_of_id: decided },
        { id: decided, status: 'ASSIGNED' },
      ]);
    }));

  it('waits for one of the same person that is being decided', () =>
    inWorld({ window: 'P1D', action: 'ATTACH' }, {}, async (world, settle) => {
      const [deciding] = await world.receiveMany(1);
      const [late] = await world.receiveMany(1, { ageMs: 2_000 });
      const other = await world.sql.connect();
      try {
        // What a settlement does that is not committed yet.
        await other.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('persons:${world.orgId}', 0))`);
        await other.query("UPDATE leads SET status = 'ASSIGNED' WHERE id = $1", [deciding]);
        const settling = settle([late!]);
        await waitFor('it waits for the other', async () => {
          const waiting = `SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`;
          return (await world.all(waiting)).length > 0;
        });
        await other.query('COMMIT');
        await settling;
      } finally {
        other.release(true);
      }
      expect((await rows(world))[0]).toMatchObject({ id: late, status: 'CLOSED', duplicate_of_id: deciding });
    }));

  it('tells routing the earlier owner of a person, far back, and only where a rule asks', () =>
    inWorld({ window: 'PT1H', action: 'LINK' }, {}, async (world, settle) => {
      const [old] = await world.receiveMany(1, { ageMs: 300 * DAY_MS });
      await settle([old!]);
      const [lead] = await world.receiveMany(1);
      await settle([lead!], 'QUALIFIED');
      const knownWith = (affinity: boolean) =>
        db.inOrg(world.orgId, async (tx) => {
          const [{ state }] = (await loadLeads(tx, [lead!])) as [LoadedLead];
          const definition = flowDefinition(world.teamId);
          definition.routing.rules[0]!.affinity = affinity;
          return loadSamePersons(tx, [{ ...state, flow: { id: 'f', version: 1, definition } }], [], true);
        });
      const owner = await world.one<{ owner_id: string }>('SELECT owner_id FROM leads WHERE id = $1', [old]);
      expect((await knownWith(true))!.get(lead!)).toMatchObject([
        { id: old, ownerId: owner.owner_id, status: 'ASSIGNED' },
      ]);
      expect(await knownWith(false)).toEqual(new Map());
    }));

  it('asks calendars where a flow takes leads by business time', async () => {
    const world = await World.create(database.ownerUrl);
    try {
      const day = { from: '00:00', to: '24:00' };
      const hours = (days: readonly string[]) => ({
        timeZone: 'UTC',
        weekly: days.map((one) => ({ day: one, ...day })),
      });
      const always = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];
      const add = (days: readonly string[]) =>
        world.addCalendar({ ...hours(days), holidays: [], specialDates: [] } as CalendarDefinition);
      const during = (value: string) => ({ field: 'receivedAt', op: 'inBusinessTime', value }) as const;
      const [open, closed] = [await add(always), await add([])];
      await world.addFlow(flowDefinition(world.teamId, { match: during(closed), priority: 20 }), 'closed');
      const flowId = await world.addFlow(flowDefinition(world.teamId, { match: during(open) }), 'open');
      const [lead] = await world.receiveMany(1);
      const deps: SettleDeps = { db, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) };
      await settleLeads(deps, world.orgId, [lead!], { goal: 'QUALIFIED', skipLocked: false, atLeastMs: 0 });
      expect(await world.one('SELECT flow_id, status FROM leads WHERE id = $1', [lead])).toEqual({
        flow_id: flowId,
        status: 'QUALIFIED',
      });
    } finally {
      await world.close();
    }
  });
});
