import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startHerdHelper } from '../../../settlement/herd.js';
import type { StandInDeps } from '../../../settlement/standing-in.js';
import { startUnderstudy } from '../../../settlement/understudy.js';
import { prepareSettlement } from '../../../settlement/prepare.js';
import { settleLeads } from '../../../settlement/settle.js';
import { WrittenAhead } from '../../../settlement/written-ahead.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { readCounters } from '../../../db/platform/queries/counters.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

let database: TestDatabase;
let db: Database;
let relayDb: Database;
let world: World;
let deps: StandInDeps;

beforeAll(async () => {
  database = await createTestDatabase('herd');
  db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 8 });
  relayDb = openDatabase(database.relayUrl, { role: 'pinggo_relay', poolSize: 3 });
  deps = { db, relayDb, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }), standsIn: () => false };
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana', { capacity: 10_000 });
  await world.addFlow(
    flowDefinition(world.teamId, {
      clocks: [
        {
          key: 'first_contact',
          name: 'First contact',
          starts: 'RECEIVED',
          target: { duration: 'PT3S', time: 'ELAPSED' },
          proofs: ['CALL_LOGGED'],
          ladder: [{ key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT' }],
        },
      ],
    }),
  );
});

afterAll(async () => {
  await world?.close();
  await db?.close();
  await relayDb?.close();
  await database?.drop();
});

/** Leads that wait for one instant, begun as their workflows would. */
async function herd(count: number): Promise<{ ids: string[]; dueAtMs: number }> {
  const ids = await world.receiveMany(count);
  await settleLeads(deps, world.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
  const { due } = await world.one<{ due: Date }>(
    'SELECT max(next_due_at) AS due FROM leads WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return { ids, dueAtMs: due.getTime() };
}
const breached = async (ids: string[]) =>
  (
    await world.one<{ count: number }>(
      "SELECT count(*)::int AS count FROM clocks WHERE lead_id = ANY($1::uuid[]) AND status = 'BREACHED'",
      [ids],
    )
  ).count;

const counted = async (series: string): Promise<number> =>
  (await readCounters(db)).find(({ name }) => name === series)?.value ?? 0;
/** Instants whose lateness was counted. */
const late = async (): Promise<number> =>
  (await readCounters(db))
    .filter(({ name }) => name.startsWith('settlement_lateness_seconds{'))
    .reduce((sum, { value }) => sum + value, 0);

describe('the helper in a herd', () => {
  it('settles a herd without any workflow, not before its instant, each escalation once', async () => {
    const helper = startHerdHelper(deps);
    try {
      const { ids, dueAtMs } = await herd(300);
      await waitFor('the first of them is breached', async () => (await breached(ids)) > 0);
      expect(Date.now()).toBeGreaterThanOrEqual(dueAtMs);
      await waitFor('all are breached', async () => (await breached(ids)) === 300);
      const fired = await world.all<{ fired_at: Date; due_at: Date }>(
        'SELECT * FROM escalations WHERE lead_id = ANY($1::uuid[])',
        [ids],
      );
      expect(fired).toHaveLength(300);
      for (const one of fired) expect(one.fired_at.getTime()).toBeGreaterThanOrEqual(one.due_at.getTime());
      await waitFor('it is counted', async () => (await counted('herd_settled_total')) === 300);
      expect(await late()).toBe(600);
    } finally {
      await helper.stop();
    }
  });

  it('settles one that is alone, too, where Temporal does not, on its instant', async () => {
    let standsIn = false;
    const helper = startHerdHelper({ ...deps, standsIn: () => standsIn });
    try {
      const before = await counted('understudy_settled_total');
      const { ids, dueAtMs } = await herd(2);
      standsIn = true;
      await waitFor('both are breached', async () => (await breached(ids)) === 2);
      expect(Date.now()).toBeGreaterThanOrEqual(dueAtMs);
      await waitFor('it is counted', async () => (await counted('understudy_settled_total')) === before + 2);
    } finally {
      await helper.stop();
    }
  });

  it('leaves a lead to its own timer, and settles it where that is a second late', async () => {
    const helper = startHerdHelper(deps);
    try {
      const { ids, dueAtMs } = await herd(1);
      await waitFor('it is breached', async () => (await breached(ids)) === 1);
      expect(Date.now()).toBeGreaterThanOrEqual(dueAtMs + 1_000);
    } finally {
      await helper.stop();
    }
  });

  it('has the leads of an absence that begins planned anew where Temporal does not', async () => {
    const [ana] = await world.all<{ id: string }>("SELECT id FROM users WHERE name = 'Ana'");
    const { ids } = await herd(3);
    const bob = await world.addRep('Bob', { capacity: 10_000 });
    const helper = startUnderstudy({ ...deps, standsIn: () => true });
    try {
      await world.sql.query(
        `INSERT INTO absences (org_id, id, user_id, cause, from_at) VALUES ($1, gen_random_uuid(), $2, 'TIME_OFF', now())`,
        [world.orgId, ana!.id],
      );
      await waitFor('Bob has them', async () => {
        const owned = await world.all('SELECT 1 FROM leads WHERE id = ANY($1::uuid[]) AND owner_id = $2', [ids, bob]);
        return owned.length === 3;
      });
      await waitFor('it is counted', async () => (await counted('understudy_absences_total')) === 1);
    } finally {
      await helper.stop();
      await world.sql.query('UPDATE absences SET cancelled_at = now()');
      await world.sql.query("UPDATE users SET status = 'AWAY' WHERE id = $1", [bob]);
    }
  });

  it('leaves one that cannot be settled behind, with a work item, and settles its companions', async () => {
    const { ids } = await herd(60);
    await world.sql.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'this one cannot be written'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON leads FOR EACH ROW WHEN (NEW.id = '${ids[7]}') EXECUTE FUNCTION refuse()`);
    const helper = startHerdHelper(deps);
    try {
      await waitFor('the others are breached', async () => (await breached(ids)) === 59);
      const items = await waitFor('a person is told', async () => {
        const rows = await world.all<{ lead_id: string }>("SELECT lead_id FROM work_items WHERE kind = 'NOT_SETTLED'");
        return rows.length > 0 && rows;
      });
      expect(items.map(({ lead_id }) => lead_id)).toEqual([ids[7]]);
    } finally {
      await helper.stop();
      await world.sql.query('DROP TRIGGER refuse ON leads; DROP FUNCTION refuse()');
    }
  });

  it('undoes what it prepared when a proof comes in before the instant', async () => {
    const { ids, dueAtMs } = await herd(3);
    const before = [await late(), await counted('sla_clocks_breached_total')] as const;
    const prepared = prepareSettlement(deps, world.orgId, ids, dueAtMs, new WrittenAhead());
    await waitFor(
      'it is written, not committed',
      async () =>
        (
          await world.all(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE 'WITH changed_leads AS%'",
          )
        ).length > 0,
    );
    await world.prove(ids[0]!);
    expect(Date.now()).toBeLessThan(dueAtMs);
    expect(await prepared).toBeNull();
    expect(await breached(ids)).toBe(0);
    expect([await late(), await counted('sla_clocks_breached_total')]).toEqual(before);
    await settleLeads(deps, world.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: dueAtMs });
    expect(await breached(ids)).toBe(2);
    // Two breaches, and their two alerts.
    expect([await late(), await counted('sla_clocks_breached_total')]).toEqual([before[0] + 4, before[1] + 2]);
    const met = await world.one<{ status: string }>('SELECT status FROM clocks WHERE lead_id = $1', [ids[0]]);
    expect(met.status).toBe('MET');
    expect(await world.all('SELECT 1 FROM escalations WHERE lead_id = $1', [ids[0]])).toHaveLength(0);
  });
});

describe('a herd to be reassigned', () => {
  const REASSIGNED = {
    clocks: [
      {
        key: 'first_contact',
        name: 'First contact',
        starts: 'RECEIVED' as const,
        target: { duration: 'PT4S', time: 'ELAPSED' as const },
        proofs: ['CALL_LOGGED' as const],
        ladder: [{ key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' as const }],
      },
    ],
  };
  let there: World;
  const owners = async (ids: string[]): Promise<Record<string, number>> => {
    const rows = await there.all<{ name: string; leads: number }>(
      `SELECT u.name, count(*)::int AS leads FROM leads l JOIN users u ON u.id = l.owner_id
       WHERE l.id = ANY($1::uuid[]) AND l.reassignments = 1 GROUP BY 1`,
      [ids],
    );
    return Object.fromEntries(rows.map(({ name, leads }) => [name, leads]));
  };
  /** So many leads of Zed's, who then takes no more, and others who could. */
  async function ofZeds(count: number, others: Record<string, number>): Promise<{ ids: string[]; dueAtMs: number }> {
    there = await World.create(database.ownerUrl);
    const zed = await there.addRep('Zed', { capacity: count });
    await there.addFlow(flowDefinition(there.teamId, REASSIGNED));
    const ids = await there.receiveMany(count);
    await settleLeads(deps, there.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    for (const [name, capacity] of Object.entries(others)) await there.addRep(name, { capacity });
    await there.sql.query("UPDATE users SET status = 'AWAY' WHERE id = $1", [zed]);
    const { at } = await there.one<{ at: Date }>('SELECT max(next_due_at) AS at FROM leads WHERE org_id = $1', [
      there.orgId,
    ]);
    return { ids, dueAtMs: at.getTime() };
  }
  const prepared = (ids: string[], dueAtMs: number, others: WrittenAhead): Promise<number | null> =>
    prepareSettlement(deps, there.orgId, ids, dueAtMs, others);
  const areWritten = (count: number) =>
    waitFor(
      'they are written, not committed',
      async () =>
        (
          await there.all(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE 'WITH changed_leads AS%'",
          )
        ).length === count,
    );

  afterEach(() => there?.close());

  it('is given to others on its instant, evenly, by batches that know of each other', async () => {
    const { ids, dueAtMs } = await ofZeds(200, { Ana: 100, Bob: 100 });
    const ahead = new WrittenAhead();
    const both = Promise.all([prepared(ids.slice(0, 90), dueAtMs, ahead), prepared(ids.slice(90), dueAtMs, ahead)]);
    await areWritten(2);
    expect(await owners(ids)).toEqual({});
    expect(Date.now()).toBeLessThan(dueAtMs);
    expect(await both).toEqual([90, 110]);
    expect(Date.now()).toBeGreaterThanOrEqual(dueAtMs);
    // To the last place.
    expect(await owners(ids)).toEqual({ Ana: 100, Bob: 100 });
    const turns = await there.all<{ name: string; at: Date | null }>(
      'SELECT name, last_assigned_at AS at FROM users WHERE org_id = $1 AND name = ANY($2) ORDER BY name',
      [there.orgId, ['Ana', 'Bob']],
    );
    expect(turns.map((turn) => turn.at?.getTime())).toEqual([dueAtMs, dueAtMs]);
  });

  it('holds up nobody who is given a lead meanwhile', async () => {
    const { ids, dueAtMs } = await ofZeds(60, { Ana: 100, Bob: 100 });
    const all = prepared(ids, dueAtMs, new WrittenAhead());
    await areWritten(1);
    const one = await there.receive({});
    await settleLeads(deps, there.orgId, [one], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    expect(Date.now()).toBeLessThan(dueAtMs);
    expect(await there.one('SELECT status FROM leads WHERE id = $1', [one])).toEqual({ status: 'ASSIGNED' });
    expect(await all).toBe(60);
    const { Ana, Bob } = await owners(ids);
    expect([Ana, Bob].sort()).toEqual([30, 30]);
  });

  it('is undone where somebody else was given the last place, and nobody gets more than they can have', async () => {
    const { ids, dueAtMs } = await ofZeds(60, { Ana: 60 });
    const all = prepared(ids, dueAtMs, new WrittenAhead());
    await areWritten(1);
    const one = await there.receive({});
    await settleLeads(deps, there.orgId, [one], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    expect(await all).toBeNull();
    expect(await owners(ids)).toEqual({});
    await settleLeads(deps, there.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: dueAtMs });
    expect(await owners(ids)).toEqual({ Ana: 59 });
  });

  it('is not decided before where nobody could take it: somebody may be free by then', async () => {
    const { ids, dueAtMs } = await ofZeds(50, {});
    expect(await prepared(ids, dueAtMs, new WrittenAhead())).toBeNull();
    expect(Date.now()).toBeLessThan(dueAtMs);
  });
});
