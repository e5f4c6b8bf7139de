import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKLOG_FROM, startBacklogHelper, type BacklogDeps } from '../../../settlement/backlog.js';
import { decideTogether } from '../../../settlement/decide.js';
import { settleLeads } from '../../../settlement/settle.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { readCounters } from '../../../db/platform/queries/counters.js';
import { WEEKDAYS } from '../../../domain/engine/calendars/types.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

let database: TestDatabase;
let db: Database;
let relayDb: Database;
let deps: BacklogDeps;
let campaign: World;
let other: World;
/** How often the helper has looked for what waits. */
let looks = 0;

beforeAll(async () => {
  database = await createTestDatabase('backlog');
  db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 8 });
  relayDb = openDatabase(database.relayUrl, { role: 'pinggo_relay', poolSize: 3 });
  const query = relayDb.pool.query.bind(relayDb.pool);
  relayDb.pool.query = ((...args: unknown[]) => {
    if ((args[0] as { name?: string }).name === 'waiting_leads') looks += 1;
    return (query as (...args: unknown[]) => unknown)(...args);
  }) as typeof relayDb.pool.query;
  deps = { db, relayDb, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }), standsIn: () => false };
  campaign = await newOrg();
  other = await newOrg();
});

afterAll(async () => {
  await campaign?.close();
  await other?.close();
  await db?.close();
  await relayDb?.close();
  await database?.drop();
});

type FlowChange = Parameters<typeof flowDefinition>[1];

async function newOrg(change: FlowChange | ((teamId: string) => FlowChange) = {}): Promise<World> {
  const world = await World.create(database.ownerUrl);
  const flow = typeof change === 'function' ? change(world.teamId) : change;
  for (const name of ['Ana', 'Bob', 'Cid', 'Dan']) await world.addRep(name, { capacity: 100_000 });
  await world.addFlow(flowDefinition(world.teamId, flow));
  return world;
}

/** Lets the helper work while `work` looks on. */
async function withHelper<T>(work: () => Promise<T>, change: Partial<BacklogDeps> = {}): Promise<T> {
  const helper = startBacklogHelper({ ...deps, ...change });
  try {
    return await work();
  } finally {
    await helper.stop();
  }
}

const count = async (world: World, where: string, values: unknown[] = []): Promise<number> =>
  (
    await world.one<{ count: number }>(`SELECT count(*)::int AS count FROM leads WHERE org_id = $1 AND ${where}`, [
      world.orgId,
      ...values,
    ])
  ).count;
const received = (world: World): Promise<number> => count(world, "status = 'RECEIVED'");
const helperLooks = async (times: number): Promise<void> => {
  const from = looks;
  await waitFor('the helper has looked', () => Promise.resolve(looks >= from + times));
};

/** How many leads helpers have begun or brought up to date, of all orgs. */
const settled = async (): Promise<number> =>
  (await readCounters(db)).find(({ name }) => name === 'backlog_settled_total')?.value ?? 0;

describe('a backlog', () => {
  it('is begun without any workflow, and nobody ever sees a lead half begun', async () => {
    await campaign.receiveMany(400);
    await withHelper(async () => {
      let halfBegun = 0;
      await waitFor('all are begun', async () => {
        halfBegun += await count(campaign, "status = 'ASSIGNED' AND (NOT clocks_started OR next_due_at IS NULL)");
        return (await received(campaign)) === 0;
      });
      expect(halfBegun).toBe(0);
      await waitFor('it is counted', async () => (await settled()) === 400);
    });
    expect(await count(campaign, "status = 'ASSIGNED' AND next_due_at IS NOT NULL")).toBe(400);
    const shares = await campaign.all<{ count: number }>(
      'SELECT count(*)::int AS count FROM leads WHERE org_id = $1 GROUP BY owner_id',
      [campaign.orgId],
    );
    expect(shares.map((share) => share.count)).toEqual([100, 100, 100, 100]);
  });

  it('is begun from so many on, at once and to its end; fewer are left to their workflows, for half a second', async () => {
    const before = new Date();
    await other.receiveMany(BACKLOG_FROM - 1);
    await withHelper(async () => {
      await waitFor('they are begun', async () => (await received(other)) === 0);
      const { first } = await other.one<{ first: Date }>(
        'SELECT min(assigned_at) AS first FROM leads WHERE org_id = $1 AND received_at >= $2',
        [other.orgId, before],
      );
      expect(first.getTime() - before.getTime()).toBeGreaterThanOrEqual(500);
      // More than a batch: the last of it is no backlog by itself.
      const ids = await other.receiveMany(200 + BACKLOG_FROM - 1);
      await waitFor('they are begun', async () => (await received(other)) === 0);
      const [slowest] = await other.all<{ afterMs: number }>(
        `SELECT max(extract(epoch FROM assigned_at - received_at) * 1000)::float8 AS "afterMs" FROM leads WHERE id = ANY($1::uuid[])`,
        [ids],
      );
      console.log(`the last of ${ids.length} has an owner after ${slowest!.afterMs.toFixed(0)} ms`);
    });
  });

  it('is every lead while Temporal is away', async () => {
    await other.receiveMany(1);
    await withHelper(() => waitFor('it is begun', async () => (await received(other)) === 0), {
      standsIn: () => true,
    });
  });

  it('whose lead somebody begins at this moment is waited for by who starts its workflow, not by who only tells it', async () => {
    const [id] = await other.receiveMany(1);
    const owning = await other.sql.connect();
    const decideDeps = { ...deps, publicUrl: 'https://pinggo.example' };
    try {
      await owning.query('BEGIN');
      await owning.query('SELECT FROM leads WHERE id = $1 FOR NO KEY UPDATE', [id]);
      let isBegun = false;
      const begun = decideTogether(decideDeps, { skipLocked: false })(other.orgId, id!).finally(() => (isBegun = true));
      expect(await decideTogether(decideDeps, { skipLocked: true })(other.orgId, id!)).toBeNull();
      expect(isBegun).toBe(false);
      await owning.query('COMMIT');
      expect(await begun).toMatchObject({ leadId: id, status: 'ASSIGNED' });
    } finally {
      owning.release(true);
    }
  });

  it('of one org does not keep another waiting, which comes later and has one lead', async () => {
    await campaign.receiveMany(3_000);
    await withHelper(async () => {
      await waitFor('it is under way', async () => (await received(campaign)) < 3_000);
      await other.receiveMany(1);
      await waitFor('the other org is served', async () => (await received(other)) === 0);
      expect(await received(campaign)).toBeGreaterThan(1_000);
      await waitFor('all are begun', async () => (await received(campaign)) === 0);
    });
    // In order of receipt: each who was later has an owner later, or at the same moment.
    const late = await campaign.all(
      `SELECT FROM (SELECT assigned_at, lag(assigned_at) OVER (ORDER BY received_at, id) AS before FROM leads
         WHERE org_id = $1) l WHERE assigned_at < before`,
      [campaign.orgId],
    );
    expect(late).toHaveLength(0);
  });

  it('has its proofs and commands applied, however many a lead has', async () => {
    const ids = await other.receiveMany(30);
    await settleLeads(deps, other.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    for (const id of ids) await other.prove(id);
    for (const id of ids.slice(0, 10)) await other.command(id, { kind: 'CLOSE', outcome: 'WON' });
    await withHelper(() =>
      waitFor('all are applied', async () => {
        const left = await other.all(
          `SELECT 1 FROM proofs WHERE org_id = $1 AND applied_at IS NULL
           UNION ALL SELECT 1 FROM commands WHERE org_id = $1 AND applied_at IS NULL`,
          [other.orgId],
        );
        return left.length === 0;
      }),
    );
    expect(await count(other, "status = 'CLOSED' AND id = ANY($2::uuid[])", [ids])).toBe(10);
    expect(await count(other, "status = 'CONTACTED' AND id = ANY($2::uuid[])", [ids])).toBe(20);
  });

  it('with one lead that cannot be decided costs its companions nothing, and is tried no more at once', async () => {
    const ids = await campaign.receiveMany(50);
    await campaign.sql.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'this one cannot be written'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON leads FOR EACH ROW WHEN (NEW.id = '${ids[7]}') EXECUTE FUNCTION refuse()`);
    try {
      await withHelper(async () => {
        await waitFor('its companions are begun', async () => (await received(campaign)) === 1);
        await helperLooks(3);
        // What waits is the one alone, and it is set aside: a new backlog is begun beside it.
        await campaign.receiveMany(BACKLOG_FROM);
        await waitFor('the next are begun', async () => (await received(campaign)) === 1);
      });
      const items = await campaign.all<{ lead_id: string }>(
        "SELECT lead_id FROM work_items WHERE org_id = $1 AND kind = 'NOT_SETTLED'",
        [campaign.orgId],
      );
      expect(items).toEqual([{ lead_id: ids[7] }]);
    } finally {
      await campaign.sql.query('DROP TRIGGER refuse ON leads; DROP FUNCTION refuse()');
    }
  });

  it('finds the same person across its batches, in order of receipt', async () => {
    const world = await newOrg({ duplicates: { window: 'P30D', action: 'ATTACH' } });
    try {
      const [first] = await world.receiveMany(1);
      await world.sql.query("UPDATE leads SET email = 'ana@example.com' WHERE id = $1", [first]);
      const ids = await world.receiveMany(450);
      await world.sql.query(
        `UPDATE leads SET email = CASE WHEN id = ANY($2::uuid[]) THEN 'ana@example.com' ELSE id || '@example.com' END
         WHERE org_id = $1 AND id <> $3`,
        [world.orgId, ids.filter((_, index) => index % 45 === 44), first],
      );
      await withHelper(() => waitFor('all are decided', async () => (await received(world)) === 0));
      expect(await count(world, 'duplicate_of_id = $2', [first])).toBe(10);
      expect(await count(world, "status = 'ASSIGNED'")).toBe(441);
    } finally {
      await world.close();
    }
  });

  it('is offered, where the flow offers: one open offer for each lead', async () => {
    const plain = flowDefinition(other.teamId).routing;
    const world = await newOrg((teamId) => ({
      routing: { ...plain, rules: [{ when: { all: [] }, teamId, mode: 'OFFER', strategy: 'BALANCED' }] },
    }));
    try {
      await world.receiveMany(240);
      await withHelper(() => waitFor('all are decided', async () => (await received(world)) === 0));
      expect(await count(world, "status = 'OFFERED' AND next_due_at IS NOT NULL")).toBe(240);
      const offered = await world.all<{ status: string; leads: number; offers: number }>(
        `SELECT o.status, count(DISTINCT o.lead_id)::int AS leads, count(*)::int AS offers FROM offers o
         WHERE o.org_id = $1 GROUP BY o.status`,
        [world.orgId],
      );
      expect(offered).toEqual([{ status: 'OPEN', leads: 240, offers: 240 }]);
    } finally {
      await world.close();
    }
  });

  it('that comes in over the opening of the day counts from the opening, or from its receipt after it', async () => {
    const opensAt = new Date('2026-03-04T09:00:00Z');
    const daily = WEEKDAYS.map((day) => ({ day, from: '09:00', to: '18:00' }));
    const world = await World.create(database.ownerUrl);
    try {
      for (const name of ['Ana', 'Bob']) await world.addRep(name, { capacity: 1_000 });
      const calendarId = await world.addCalendar({ timeZone: 'UTC', weekly: daily, holidays: [], specialDates: [] });
      const plain = flowDefinition(world.teamId);
      const target = { duration: 'PT1H', time: 'BUSINESS', calendarId } as const;
      await world.addFlow({ ...plain, clocks: [{ ...plain.clocks[0]!, target }] });
      const at = (ms: number): Date => new Date(opensAt.getTime() + ms);
      await world.receiveMany(120, { receivedAt: at(-500) });
      await world.receiveMany(120, { receivedAt: at(500) });
      const clock = () => at(2_000).getTime();
      await withHelper(() => waitFor('all are begun', async () => (await received(world)) === 0), { clock });
      const deadlines = await world.all<{ deadline_at: Date; clocks: number }>(
        'SELECT deadline_at, count(*)::int AS clocks FROM clocks WHERE org_id = $1 GROUP BY 1 ORDER BY 1',
        [world.orgId],
      );
      expect(deadlines).toEqual([
        { deadline_at: at(3_600_000), clocks: 120 },
        { deadline_at: at(3_600_500), clocks: 120 },
      ]);
    } finally {
      await world.close();
    }
  });

  it('with nobody at work is left to people, once each, and is no backlog any more', async () => {
    const world = await World.create(database.ownerUrl);
    try {
      const never = { timeZone: 'UTC', weekly: [], holidays: [], specialDates: [] };
      const calendarId = await world.addCalendar(never);
      for (const name of ['Ana', 'Bob']) await world.addRep(name, { capacity: 1_000, calendarId });
      await world.addFlow();
      await world.receiveMany(240);
      const before = await settled();
      await withHelper(async () => {
        await waitFor('all are decided', async () => (await received(world)) === 0);
        await helperLooks(3);
      });
      expect(await count(world, "status = 'UNROUTED' AND owner_id IS NULL")).toBe(240);
      const items = await world.all<{ kind: string; leads: number; items: number }>(
        `SELECT kind, count(DISTINCT lead_id)::int AS leads, count(*)::int AS items FROM work_items
         WHERE org_id = $1 GROUP BY kind`,
        [world.orgId],
      );
      expect(items).toEqual([{ kind: 'UNROUTED', leads: 240, items: 240 }]);
      expect((await settled()) - before).toBe(240);
    } finally {
      await world.close();
    }
  });
});
