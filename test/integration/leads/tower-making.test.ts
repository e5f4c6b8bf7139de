import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import { foldCounts, startFolding } from '../../../settlement/tower.js';
import { openDatabase, type Database, type OrgTransaction } from '../../../db/client.js';
import { towerFlows, towerReps, towerSummary } from '../../../db/leads/queries/tower/standings.js';
import { checkNextSlice } from '../../../db/leads/queries/tower/check.js';
import { rowsRead } from '../../support/counts.js';
import { LeadApi } from '../../support/lead-api.js';
import { waitFor } from '../../support/wait.js';

const LEADS = 6_000;
const DAYS = 60;
const SLICE = 400;

let api: LeadApi;
let relayDb: Database;
let manager: string;
const log = pino({ level: 'silent' });

/** An org that was there before its counts: leads of two months, a clock each, of every fifth an escalation. */
beforeAll(async () => {
  api = await LeadApi.open('tower_making');
  relayDb = openDatabase(api.database.relayUrl, { role: 'pinggo_relay' });
  manager = await api.manager();
  const { world } = api;
  const reps = [await world.addRep('Ana'), await world.addRep('Bob')];
  const flowId = await world.addFlow();
  await world.sql.query(
    `WITH l AS (
       INSERT INTO leads (org_id, id, source, status, breach, received_at, contacted_at, owner_id, flow_id, flow_version,
         team_id, closed_at, clocks_started)
       SELECT $1, gen_random_uuid(), (ARRAY['web', 'partner'])[1 + n % 2], CASE WHEN n % 4 > 0 THEN 'CLOSED' ELSE 'ASSIGNED' END,
         CASE WHEN n % 3 = 0 THEN 'breached' ELSE 'none' END, t.at, CASE WHEN n % 5 > 0 THEN t.at + n * interval '1 second' END,
         ($2::uuid[])[1 + n % 2], $3, 1, $4, CASE WHEN n % 4 > 0 THEN t.at + interval '1 day' END, true
       FROM generate_series(1, $5::int) n CROSS JOIN LATERAL (SELECT date_trunc('milliseconds',
         clock_timestamp() - n * (make_interval(days => $6::int) / $5::int)) AS at) t
       RETURNING org_id, id, received_at, breach),
     c AS (
       INSERT INTO clocks (org_id, id, lead_id, key, status, started_at, target_ms, breached_at, receipt)
       SELECT org_id, gen_random_uuid(), id, 'c', CASE WHEN breach = 'breached' THEN 'BREACHED' ELSE 'MET' END, received_at,
         1, CASE WHEN breach = 'breached' THEN received_at + interval '3 days' END, '{}' FROM l
       RETURNING org_id, id, lead_id, started_at)
     INSERT INTO escalations (org_id, key, lead_id, clock_id, clock_key, cycle, step_key, repeat, action, due_at, fired_at)
     SELECT org_id, id::text, lead_id, id, 'c', 1, 's', 0, 'REMINDER', started_at, started_at FROM c
     WHERE id::text < '3333'`,
    [world.orgId, reps, flowId, world.teamId, LEADS, DAYS],
  );
  // As the migration leaves it.
  await world.sql.query('INSERT INTO tower_checks (org_id, due_at) VALUES ($1, now())', [world.orgId]);
});
afterAll(async () => {
  await relayDb?.close();
  await api?.close();
});

const ask = (path: string) => api.call('get', `/api/control-tower/${path}`).set('authorization', manager);
const kept = async () =>
  Number(
    (await api.world.one<{ count: string }>('SELECT count(*) FROM tower_counts WHERE org_id = $1', [api.world.orgId]))
      .count,
  );

async function expectCounted(): Promise<void> {
  const { world } = api;
  const open = `l.closed_at IS NULL`;
  const expected = await world.one(
    `SELECT count(*)::int AS "newLeads", count(*) FILTER (WHERE ${open})::int AS "openLeads",
       count(*) FILTER (WHERE ${open} AND breach = 'breached')::int AS "slaBreached",
       (SELECT count(*) FROM escalations e JOIN leads l ON l.id = e.lead_id WHERE ${open})::int AS "activeEscalations",
       (SELECT count(*) FILTER (WHERE status = 'MET')::float / count(*) FROM clocks WHERE status <> 'RUNNING') AS attainment
     FROM leads l WHERE org_id = $1`,
    [world.orgId],
  );
  const { attainment, ...figures } = expected;
  const from = new Date(Date.now() - 2 * DAYS * 86_400_000).toISOString();
  const { body } = await ask(`summary?from=${from}`).expect(200);
  expect(body).toMatchObject(figures);
  expect(body.firstContact.attainment).toBeCloseTo(attainment as number, 12);
}

describe('the counts of an org that was there before them', () => {
  it('are made slice by slice while leads are settled and counts folded, and nobody is told less meanwhile', async () => {
    const { world } = api;
    const settle = async () => {
      const ids = await world.receiveMany(3);
      await settleLeads({ db: api.db, outgoing: [], clock: Date.now, log }, world.orgId, ids, {
        goal: 'SETTLED',
        skipLocked: false,
        atLeastMs: 0,
      });
    };
    let slices = 0;
    for (let done = false; !done; slices += 1) {
      for (const path of ['summary', 'trends', 'reps', 'flows']) {
        const { headers, body } = await ask(path).expect(503);
        expect(headers['retry-after']).toBe('5');
        expect(body.title).toContain('being counted');
      }
      await settle();
      // A slice that fails half-way leaves what was made, and is made again.
      const before = await kept();
      await expect(
        api.db.inOrg(world.orgId, async (tx) => {
          await checkNextSlice(tx, SLICE);
          throw new Error('the worker was stopped');
        }),
      ).rejects.toThrow('stopped');
      expect(await kept()).toBe(before);
      const slice = await api.db.inOrg(world.orgId, (tx) => checkNextSlice(tx, SLICE));
      expect(slice.first).toBe(true);
      expect(slice.drifted).toBeGreaterThan(0);
      done = slice.done;
      await settle();
      if (slices % 3 === 0) await foldCounts({ db: api.db, relayDb, log });
    }
    // Whole days with at least so many leads each: more than a handful, and not one for each day.
    expect(slices).toBeGreaterThan(8);
    expect(slices).toBeLessThan(20);
    await expectCounted();
    await foldCounts({ db: api.db, relayDb, log });
    await expectCounted();
    // The next round finds nothing to repair.
    for (let done = false; !done;) {
      const slice = await api.db.inOrg(world.orgId, (tx) => checkNextSlice(tx, SLICE));
      expect(slice).toMatchObject({ first: false, drifted: 0 });
      done = slice.done;
    }
  });

  it('are made by the worker by itself, without anybody being told of drift', async () => {
    const { world } = api;
    await world.sql.query('UPDATE tower_counts SET amounts = $2 WHERE org_id = $1', [world.orgId, {}]);
    await world.sql.query('UPDATE tower_checks SET checked_at = NULL, due_at = now() WHERE org_id = $1', [world.orgId]);
    await ask('summary').expect(503);
    const told: string[] = [];
    const folding = startFolding({
      db: api.db,
      relayDb,
      log: pino({ level: 'info' }, { write: (line: string) => told.push((JSON.parse(line) as { msg: string }).msg) }),
    });
    try {
      await waitFor('the counts', async () => (await ask('summary')).status === 200);
    } finally {
      await folding.stop();
    }
    await expectCounted();
    expect(told).toEqual(['the counts of the control tower were made']);
    expect(await world.all(`SELECT FROM counters WHERE name = 'rollup_drift_total' AND value > 0`)).toEqual([]);
  });

  it('answer without reading the leads, but for those at the ends of a range', async () => {
    const { orgId } = api.world;
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    const [from, to] = [ago(30), ago(1)];
    const ofHour = LEADS / DAYS / 24;
    const reads = (work: (tx: OrgTransaction) => Promise<unknown>) =>
      api.db.inOrg(orgId, (tx) => rowsRead(tx, 'leads', () => work(tx)));
    expect(await reads(towerFlows)).toBe(0);
    expect(await reads((tx) => towerReps(tx, { from, to }))).toBeLessThan(4 * ofHour);
    expect(await reads((tx) => towerSummary(tx, { from, to }, {}, new Date()))).toBeLessThan(4 * ofHour);
    expect(await reads((tx) => towerSummary(tx, { from, to: ago(0), toNow: true }, {}, new Date()))).toBeLessThan(
      2 * ofHour,
    );
  });

  it('are right from the start where an org began with them', async () => {
    const orgId = newId();
    await api.world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'New')", [orgId]);
    const token = await api.tokenOf(newId(), 'MANAGER', orgId);
    const { body } = await api.call('get', '/api/control-tower/summary').set('authorization', token).expect(200);
    expect(body).toMatchObject({ newLeads: 0, openLeads: 0 });
  });
});
