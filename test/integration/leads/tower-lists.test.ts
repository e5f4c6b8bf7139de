import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrgTransaction } from '../../../db/client.js';
import { listLeads, listUrgentLeads, type LeadRow } from '../../../db/leads/queries/lead-lists.js';
import { makeCounts, rowsRead } from '../../support/counts.js';
import { LeadApi } from '../../support/lead-api.js';

const MINUTE = 60_000;
const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * MINUTE);

let api: LeadApi;
let manager: string;
let teamIds: string[];
let flowIds: string[];

beforeAll(async () => {
  api = await LeadApi.open('tower_lists');
  const { world } = api;
  manager = await api.manager();
  teamIds = [world.teamId, newId()];
  await world.sql.query(`INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'Second')`, [world.orgId, teamIds[1]]);
  flowIds = [await world.addFlow(), await world.addFlow(undefined, 'second')];
  const otherOrg = newId();
  await world.sql.query(`INSERT INTO orgs (id, name) VALUES ($1, 'Other')`, [otherOrg]);
  // Every status with every breach, each over three days, in both flows and teams, from three sources; some without a
  // deadline, some closed before they were contacted, none of it in step with anything else.
  await world.sql.query(
    `INSERT INTO leads (org_id, id, source, name, status, breach, received_at, deadline_at, closed_at, flow_id,
       flow_version, team_id)
     SELECT $1, gen_random_uuid(), (ARRAY['web', 'facebook', 'partner'])[1 + n % 3], 'Ana Pop', s.status,
       CASE WHEN s.begun THEN (ARRAY['none', 'at_risk', 'breached'])[1 + (n / 3) % 3] ELSE 'none' END,
       $2::timestamptz - n * 37 * interval '13 seconds',
       CASE WHEN n % 4 > 0 THEN $2::timestamptz + (n % 50 - 20) * interval '1 minute' END,
       CASE WHEN s.status = 'CLOSED' THEN $2::timestamptz END,
       CASE WHEN s.begun THEN ($3::uuid[])[1 + (n / 5) % 2] END, CASE WHEN s.begun THEN 1 END,
       CASE WHEN s.begun THEN ($4::uuid[])[1 + (n / 7) % 2] END
     FROM generate_series(1, 560) n CROSS JOIN LATERAL (SELECT status, status <> 'RECEIVED' AS begun
       FROM (SELECT (ARRAY['RECEIVED', 'QUALIFIED', 'OFFERED', 'ASSIGNED', 'UNROUTED', 'CONTACTED', 'UNQUALIFIED',
         'CLOSED'])[1 + n % 8] AS status) t) s`,
    [world.orgId, ago(1), flowIds, teamIds],
  );
  // Two of three leads with escalations: one to three, of which some are compensated, overtaken or long ago.
  await world.sql.query(
    `WITH c AS (
       INSERT INTO clocks (org_id, id, lead_id, key, status, started_at, target_ms, receipt)
       SELECT org_id, gen_random_uuid(), id, 'c', 'RUNNING', received_at, 1, '{}' FROM leads
       WHERE org_id = $1 AND status <> 'RECEIVED' AND breach <> 'none' RETURNING org_id, id, lead_id)
     INSERT INTO escalations (org_id, key, lead_id, clock_id, clock_key, cycle, step_key, repeat, action, due_at,
       fired_at, overtaken, compensated_at)
     SELECT org_id, gen_random_uuid()::text, lead_id, id, 'c', 1, 's', r, 'REMINDER', at, at, (n + r) % 5 = 0,
       CASE WHEN (n + r) % 7 = 0 THEN $2::timestamptz END
     FROM (SELECT c.*, row_number() OVER (ORDER BY lead_id) AS n FROM c) c CROSS JOIN generate_series(0, 2) r
     CROSS JOIN LATERAL (SELECT $2::timestamptz - (n * 11 + r * 700) % 4000 * interval '1 minute' AS at) a
     WHERE r <= n % 3`,
    [world.orgId, ago(1)],
  );
  await world.sql.query(
    `INSERT INTO leads (org_id, id, source, status, breach, received_at)
     SELECT $1, gen_random_uuid(), 'web', 'ASSIGNED', 'breached', $2 FROM generate_series(1, 5)`,
    [otherOrg, ago(5)],
  );
  // These rows came in past the settlement, which counts.
  await makeCounts(api.db, world.orgId);
});
afterAll(() => api.close());

interface Item {
  id: string;
  activeEscalations?: number;
}

/** All leads of a list, page by page. */
async function listed(path: string, query: Record<string, string>, token = manager): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const search = new URLSearchParams({ ...query, limit: '60', ...(cursor ? { cursor } : {}) }).toString();
    const { body } = await api.call('get', `${path}?${search}`).set('authorization', token).expect(200);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  return items;
}

type Figures = Record<
  'newLeads' | 'openLeads' | 'slaAtRisk' | 'slaBreached' | 'unrouted' | 'activeEscalations',
  number
>;
const TOWER = '/api/control-tower/leads';

describe('the list behind each figure of the summary', () => {
  const scopes = (): Record<string, string>[] => [
    {},
    { source: 'facebook' },
    { flowId: flowIds[1]! },
    { teamId: teamIds[0]!, source: 'web' },
    { flowId: flowIds[0]!, teamId: teamIds[1]!, source: 'partner' },
  ];
  const ranges = [
    { from: ago(24 * 60), to: ago(0) },
    { from: ago(50 * 60 + 7), to: ago(13 * 60 + 4) },
    { from: ago(4 * 24 * 60), to: ago(0) },
  ];

  it.each(ranges)('has just the leads that were counted, from $from to $to', async (range) => {
    const seen: Figures[] = [];
    for (const scope of scopes()) {
      const [from, to] = [range.from.toISOString(), range.to.toISOString()];
      const search = new URLSearchParams({ ...scope, from, to }).toString();
      const { body } = await api
        .call('get', `/api/control-tower/summary?${search}`)
        .set('authorization', manager)
        .expect(200);
      const figures = body as unknown as Figures;
      const count = async (path: string, query: Record<string, string>) =>
        (await listed(path, { ...scope, ...query })).length;
      const escalated = await listed(TOWER, { ...scope, escalatedFrom: from, escalatedTo: to });
      expect(
        {
          newLeads: await count('/api/leads', { from, to }),
          openLeads: await count(TOWER, {}),
          slaAtRisk: await count(TOWER, { breach: 'at_risk' }),
          slaBreached: await count(TOWER, { breach: 'breached' }),
          unrouted: await count(TOWER, { status: 'UNROUTED' }),
          activeEscalations: escalated.length,
        },
        JSON.stringify(scope),
      ).toEqual({
        newLeads: figures.newLeads,
        openLeads: figures.openLeads,
        slaAtRisk: figures.slaAtRisk,
        slaBreached: figures.slaBreached,
        unrouted: figures.unrouted,
        activeEscalations: figures.activeEscalations,
      });
      // No lead is there for nothing.
      expect(escalated.every(({ activeEscalations = 0 }) => activeEscalations > 0)).toBe(true);
      seen.push(figures);
    }
    // What was compared was not nothing, and the scopes narrow it.
    for (const name of [
      'newLeads',
      'openLeads',
      'slaAtRisk',
      'slaBreached',
      'unrouted',
      'activeEscalations',
    ] as const) {
      expect(seen[0]![name], name).toBeGreaterThan(5);
      expect(seen[4]![name], name).toBeLessThan(seen[0]![name]);
    }
  });

  it('tells how many escalations a lead has only where they were asked for', async () => {
    const [item] = await listed(TOWER, { breach: 'breached' });
    expect(item).not.toHaveProperty('activeEscalations');
  });
});

describe('GET /api/leads', () => {
  it('by urgency is the execution list', async () => {
    for (const filter of [{}, { breach: 'breached' }, { escalatedFrom: ago(24 * 60).toISOString() }])
      expect(await listed('/api/leads', { sort: 'urgency', ...filter })).toEqual(await listed(TOWER, filter));
  });

  it('has open leads and others apart, none in both', async () => {
    const [open, ended, all] = [
      await listed('/api/leads', { open: 'true' }),
      await listed('/api/leads', { open: 'false' }),
      await listed('/api/leads', {}),
    ];
    expect(new Set(open.map(({ id }) => id))).toEqual(new Set((await listed(TOWER, {})).map(({ id }) => id)));
    expect(ended.length).toBeGreaterThan(100);
    expect([...open, ...ended].map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it('refuses what has no urgency, a cursor of the other order and instants that are none', async () => {
    const refused = async (query: string, path: string) => {
      const { body } = await api.call('get', `/api/leads?${query}`).set('authorization', manager).expect(400);
      expect(body.error.details.issues).toMatchObject([{ path }]);
    };
    await refused('sort=urgency&open=false', 'open');
    await refused('sort=name', 'sort');
    await refused('open=yes', 'open');
    await refused('escalatedFrom=yesterday', 'escalatedFrom');
    const { body } = await api.call('get', '/api/leads?limit=1').set('authorization', manager).expect(200);
    await refused(`sort=urgency&cursor=${body.nextCursor}`, 'cursor');
  });
});

describe('the pages of a rep', () => {
  it('show own open leads by deadline, page by page, and read no more of the others than they show', async () => {
    const { world } = api;
    const [radu, oana] = [await world.addRep('Radu'), await world.addRep('Oana')];
    // One in a hundred is Radu's, and of those one in five is open.
    await world.sql.query(
      `INSERT INTO leads (org_id, id, source, status, received_at, owner_id, deadline_at, closed_at)
       SELECT $1, gen_random_uuid(), 'many', CASE WHEN n % 500 < 200 THEN 'ASSIGNED' ELSE 'CLOSED' END,
         $2::timestamptz - n * interval '1 second', CASE WHEN n % 100 = 0 THEN $3::uuid ELSE $4 END,
         CASE WHEN n % 700 > 0 THEN $2::timestamptz + n * 7919 % 6000 * interval '1 second' END,
         CASE WHEN n % 500 >= 200 THEN $2::timestamptz END
       FROM generate_series(1, 30000) n`,
      [world.orgId, ago(0), radu, oana],
    );
    await world.sql.query('ANALYZE leads');
    const rep = await api.tokenOf(radu, 'REP');
    const expected = await world.all<{ id: string }>(
      `SELECT id FROM leads WHERE owner_id = $1 AND closed_at IS NULL ORDER BY deadline_at NULLS LAST, id`,
      [radu],
    );
    expect(expected.length).toBeGreaterThan(100);
    expect(await listed('/api/leads', { sort: 'urgency' }, rep)).toMatchObject(expected);

    const read = (work: (tx: OrgTransaction) => Promise<LeadRow[]>) =>
      api.db.inOrg(world.orgId, (tx) =>
        rowsRead(tx, 'leads', async () => {
          expect(await work(tx)).toHaveLength(51);
        }),
      );
    // Of 30,000. So few are sorted as quickly as an index is followed; more than the rep's open leads are never read.
    const after = { deadlineAt: ago(-10), id: newId() };
    const all = { after: null, until: null };
    for (const span of [all, { ...all, after }])
      expect(await read((tx) => listUrgentLeads(tx, { onlyOwner: radu }, span, 51))).toBeLessThanOrEqual(
        expected.length,
      );
    expect(await read((tx) => listLeads(tx, { onlyOwner: radu }, all, 51))).toBeLessThanOrEqual(300);
    expect(await read((tx) => listUrgentLeads(tx, {}, all, 51))).toBe(51);
    expect(await read((tx) => listUrgentLeads(tx, { breach: ['at_risk'] }, all, 51))).toBeLessThan(200);
    // A stretch far down, with room for more than it has: no lead beside it is read.
    const far = await world.all<{ id: string; deadlineAt: Date }>(
      `SELECT id, deadline_at AS "deadlineAt" FROM leads WHERE org_id = $1 AND deadline_at IS NOT NULL
         AND closed_at IS NULL AND status NOT IN ('CLOSED', 'UNQUALIFIED')
       ORDER BY deadline_at, id OFFSET 9000 LIMIT 52`,
      [world.orgId],
    );
    expect(await read((tx) => listUrgentLeads(tx, {}, { after: far[0]!, until: far[51]! }, 201))).toBe(51);
  });
});
