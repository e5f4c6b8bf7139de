import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHerdHelper } from '../../../settlement/herd.js';
import type { StandInDeps } from '../../../settlement/standing-in.js';
import { startUnderstudy } from '../../../settlement/understudy.js';
import { prepareSettlement, settleLeads } from '../../../settlement/settle.js';
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
    const prepared = prepareSettlement(deps, world.orgId, ids, dueAtMs);
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
