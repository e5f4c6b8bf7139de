import { Client, Connection } from '@temporalio/client';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporalViews } from '../../../api/leads/views/temporal-views.js';
import { leadOfWorkflowId } from '../../../workflows/ids.js';
import { LeadApi } from '../../support/lead-api.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { temporalAddress } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UI = 'https://temporal.example';

interface View {
  key: string;
  query: string;
  url: string;
}

let api: LeadApi;
let other: World;
let worker: Process;
let connection: Connection;
let client: Client;
let manager: string;
/** The leads by what became of them. */
let leads: Record<
  'fresh' | 'atRisk' | 'paused' | 'breached' | 'metLate' | 'later' | 'unrouted' | 'contacted' | 'closed' | 'foreign',
  string
>;

/** 15 minutes, at risk after half of them; three hours for the source `slow`; nobody has the skill that `rare` asks for. */
async function furnish(world: World): Promise<void> {
  await world.addRep('Ana');
  await world.addRep('Bob');
  const flow = flowDefinition(world.teamId);
  flow.clocks[0]!.atRisk = 0.5;
  flow.clocks[0]!.targets = [{ when: { field: 'source', op: 'eq', value: 'slow' }, duration: 'PT3H' }];
  const [rule] = flow.routing.rules;
  flow.routing.rules = [
    { ...rule!, when: { field: 'tags', op: 'contains', value: 'rare' }, skills: ['rare'] },
    { ...rule!, when: { all: [] } },
  ];
  await world.addFlow(flow);
}

beforeAll(async () => {
  api = await LeadApi.open('temporal_views', { temporalUiUrl: `${UI}/` });
  manager = await api.manager();
  const { world, database } = api;
  other = await World.create(database.ownerUrl);
  await furnish(world);
  await furnish(other);
  const namespace = await createNamespace('temporal-views');
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  worker = await startWorker({ database, namespace });

  const late = { ageMs: 16 * MINUTE };
  const soon = { ageMs: 10 * MINUTE };
  leads = {
    fresh: await world.receive(),
    atRisk: await world.receive(soon),
    paused: await world.receive(soon),
    breached: await world.receive(late),
    metLate: await world.receive(late),
    later: await world.receive({ source: 'slow' }),
    unrouted: await world.receive({ source: 'slow', tags: ['rare'] }),
    contacted: await world.receive(),
    closed: await world.receive(late),
    foreign: await other.receive(late),
  };
  await waitFor('all have their clocks', async () => {
    const { count } = await world.one<{ count: number }>('SELECT count(*)::int FROM leads WHERE clocks_started');
    return count === 10;
  });
  await world.command(leads.paused, { kind: 'PAUSE' });
  await world.prove(leads.metLate);
  await world.prove(leads.contacted);
  await world.command(leads.closed, { kind: 'CLOSE', outcome: 'LOST' });
  const hasSearchAttributes = async (id: string, orgId = world.orgId): Promise<boolean> => {
    const row = await world.one<{ status: string; owner_id: string | null; deadline_at: Date | null; breach: string }>(
      'SELECT * FROM leads WHERE id = $1',
      [id],
    );
    const { searchAttributes: told } = await client.workflow.getHandle(`lead:${orgId}:${id}`).describe();
    return (
      told['LeadStatus']?.[0] === row.status &&
      (told['OwnerId']?.[0] ?? null) === row.owner_id &&
      (told['NextDeadline']?.[0] as Date | undefined)?.getTime() === row.deadline_at?.getTime()
    );
  };
  await waitFor('commands and proofs are applied', async () => {
    const { rows } = await world.sql.query(
      'SELECT 1 FROM proofs WHERE applied_at IS NULL UNION SELECT 1 FROM commands WHERE applied_at IS NULL',
    );
    return rows.length === 0;
  });
  await client.workflow.getHandle(`lead:${world.orgId}:${leads.closed}`).result();
  // Of one that has ended nothing more is told.
  for (const [name, id] of Object.entries(leads).filter(([name]) => name !== 'closed'))
    await waitFor(`${name} is shown`, () => hasSearchAttributes(id, name === 'foreign' ? other.orgId : world.orgId));
});

afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await other?.close();
  await api?.close();
});

async function viewsOf(query = '', token = manager): Promise<Map<string, View>> {
  const { body } = await api
    .call('get', `/api/control-tower/temporal-views${query}`)
    .set('authorization', token)
    .expect(200);
  return new Map((body.items as unknown as View[]).map((view) => [view.key, view]));
}

async function listed(query: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(leadOfWorkflowId(workflowId)!.leadId);
  expect((await client.workflow.count(query)).count).toBe(ids.length);
  return ids.sort();
}

/** What the execution list has under a filter. */
async function shown(filter: string): Promise<{ id: string; deadlineAt: string | null }[]> {
  const { body } = await api
    .call('get', `/api/control-tower/leads?limit=200&${filter}`)
    .set('authorization', manager)
    .expect(200);
  return body.items as unknown as { id: string; deadlineAt: string | null }[];
}

const idsOf = (items: { id: string }[]): string[] => items.map(({ id }) => id).sort();
const named = (...names: (keyof typeof leads)[]): string[] => names.map((name) => leads[name]).sort();

describe('saved views of the Temporal UI', () => {
  it('list on the real server the very leads that they promise, as the execution list has them', async () => {
    const views = await viewsOf();
    expect([...views.keys()]).toEqual(['BREACHED', 'AT_RISK', 'DUE_WITHIN_HOUR', 'UNROUTED', 'OPEN']);
    const lists = new Map<string, string[]>();
    for (const [key, { query }] of views) lists.set(key, await listed(query));

    expect(lists.get('BREACHED')).toEqual(named('breached', 'metLate'));
    expect(lists.get('BREACHED')).toEqual(idsOf(await shown('breach=breached')));
    // Of a lead that is paused nobody waits for anything: it is among the open ones, and paused ones, only.
    expect(lists.get('AT_RISK')).toEqual(named('atRisk'));
    expect(idsOf(await shown('paused=true'))).toEqual(named('paused'));
    expect(lists.get('AT_RISK')).toEqual(idsOf(await shown('breach=at_risk')));
    expect(lists.get('UNROUTED')).toEqual(named('unrouted'));
    expect(lists.get('UNROUTED')).toEqual(idsOf(await shown('status=UNROUTED')));
    const open = await shown('');
    const dueSoon = open.filter(({ deadlineAt }) => {
      const leftMs = deadlineAt === null ? -1 : Date.parse(deadlineAt) - Date.now();
      return leftMs > 0 && leftMs <= HOUR;
    });
    expect(lists.get('DUE_WITHIN_HOUR')).toEqual(named('fresh', 'atRisk'));
    expect(lists.get('DUE_WITHIN_HOUR')).toEqual(idsOf(dueSoon));
    expect(lists.get('OPEN')).toEqual(idsOf(open));
    expect(lists.get('OPEN')).toHaveLength(8);
  });

  it('are of one person by ownerId', async () => {
    const owners = new Set<string>();
    for (const { owner_id } of await api.world.all<{ owner_id: string | null }>('SELECT DISTINCT owner_id FROM leads'))
      if (owner_id !== null) owners.add(owner_id);
    expect(owners.size).toBeGreaterThan(1);
    const found: string[] = [];
    for (const ownerId of owners) {
      const views = await viewsOf(`?ownerId=${ownerId.toUpperCase()}`);
      expect([...views.keys()]).toEqual(['BREACHED', 'AT_RISK', 'DUE_WITHIN_HOUR', 'OPEN']);
      for (const [key, filter] of [
        ['BREACHED', 'breach=breached&'],
        ['AT_RISK', 'breach=at_risk&'],
        ['OPEN', ''],
      ] as const) {
        const ids = await listed(views.get(key)!.query);
        expect(ids, key).toEqual(idsOf(await shown(`${filter}ownerId=${ownerId}`)));
        if (key === 'OPEN') found.push(...ids);
      }
    }
    expect(found.sort()).toEqual(idsOf((await shown('')).filter(({ id }) => id !== leads.unrouted)));
    expect(await listed((await viewsOf(`?ownerId=${leads.fresh}`)).get('OPEN')!.query)).toEqual([]);
  });

  it("never show another org's leads", async () => {
    const theirs = await viewsOf('', await api.tokenOf(other.managerId, 'MANAGER', other.orgId));
    expect(await listed(theirs.get('BREACHED')!.query)).toEqual([leads.foreign]);
    expect(await listed(theirs.get('OPEN')!.query)).toEqual([leads.foreign]);
    const { owner_id: theirOwner } = await other.one<{ owner_id: string }>('SELECT * FROM leads WHERE id = $1', [
      leads.foreign,
    ]);
    expect(await listed((await viewsOf(`?ownerId=${theirOwner}`)).get('OPEN')!.query)).toEqual([]);
  });

  it('take no value for a piece of the query', async () => {
    const ui = { temporalUiUrl: UI, temporalNamespace: 'default' };
    for (const value of [
      'x" OR OrgId != "',
      String.raw`x\" OR OrgId != "`,
      String.raw`x\\" OR OrgId != "`,
      "x' OR ''='",
    ])
      for (const { query } of temporalViews(value, ui, { ownerId: value, now: new Date() }))
        expect(await listed(query), query).toEqual([]);
  });

  it('are links to the list of the namespace, with the query as one parameter', async () => {
    for (const { query, url } of (await viewsOf()).values()) {
      expect(url.startsWith(`${UI}/namespaces/default/workflows?query=`)).toBe(true);
      expect([...new URL(url).searchParams]).toEqual([['query', query]]);
    }
    const [view] = temporalViews(
      'org',
      { temporalUiUrl: `${UI}/temporal/`, temporalNamespace: 'a/b' },
      { now: new Date() },
    );
    expect(view!.url.startsWith(`${UI}/temporal/namespaces/a%2Fb/workflows?query=`)).toBe(true);
  });

  it('are for managers and admins, and name a wrong ownerId', async () => {
    const call = (token: string, query = '') =>
      api.call('get', `/api/control-tower/temporal-views${query}`).set('authorization', token);
    await call(await api.tokenOf(newId(), 'REP')).expect(403);
    await call(await api.tokenOf(newId(), 'ADMIN')).expect(200);
    const { body } = await call(manager, '?ownerId=ana').expect(400);
    expect(body.error.details.issues).toMatchObject([{ path: 'ownerId' }]);
    const unknown = await call(manager, '?owner=ana').expect(400);
    expect(unknown.body.error.details.issues.map(({ path }) => path)).toEqual(['owner']);
  });

  it('are none where the installation names no Temporal UI, and a lead has no link either', async () => {
    const hidden = await LeadApi.open('temporal_hidden', { temporalUiUrl: null });
    try {
      const authorization = await hidden.manager();
      const get = (path: string) => hidden.call('get', path).set('authorization', authorization).expect(200);
      expect((await get('/api/control-tower/temporal-views')).body.items).toEqual([]);
      const id = await hidden.world.receive();
      const { body } = await get(`/api/leads/${id}`);
      expect(body.workflow).toEqual({ workflowId: `lead:${hidden.world.orgId}:${id}`, url: null });
    } finally {
      await hidden.close();
    }
  });
});
