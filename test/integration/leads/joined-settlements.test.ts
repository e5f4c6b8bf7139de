import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leadActivities } from '../../../activities/leads/lead.js';
import { joinSettlements } from '../../../settlement/join.js';
import type { SettleDeps } from '../../../settlement/settle.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { flowDefinition, World } from '../../support/world.js';

let database: TestDatabase;
let db: Database;
let world: World;
let deps: SettleDeps;
let transactions = 0;

beforeAll(async () => {
  database = await createTestDatabase('together');
  db = openDatabase(database.appUrl, { role: 'pinggo_app', genericPlans: true });
  const counted: Database = {
    ...db,
    inOrg(orgId, work) {
      transactions += 1;
      return db.inOrg(orgId, work);
    },
  };
  deps = { db: counted, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) };
  world = await World.create(database.ownerUrl);
  for (const name of ['Ana', 'Bob', 'Cid', 'Dan']) await world.addRep(name, { capacity: 1_000 });
  await world.addFlow(flowDefinition(world.teamId));
});

afterAll(async () => {
  await world?.close();
  await db?.close();
  await database?.drop();
});

const all = (settle: ReturnType<typeof joinSettlements>, ids: string[]) =>
  ids.map((id) => settle(world.orgId, id, 'SETTLED', 0));

describe('settlements that are asked for at the same time', () => {
  it('go together, each with its own answer, and share the reps out as one by one', async () => {
    const ids = await world.receiveMany(40);
    transactions = 0;
    const views = await Promise.all(all(joinSettlements(deps), ids));
    expect(views.map(({ leadId }) => leadId)).toEqual(ids);
    expect(new Set(views.map(({ status }) => status))).toEqual(new Set(['ASSIGNED']));
    expect(transactions).toBeLessThan(10);
    const shares = await world.all<{ count: string }>(
      'SELECT count(*) FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[]) GROUP BY owner_id',
      [world.orgId, ids],
    );
    expect(shares.map(({ count }) => Number(count))).toEqual([10, 10, 10, 10]);
  });

  it('answer the same lead twice, and refuse one that is not there without its companions', async () => {
    const [id] = await world.receiveMany(1);
    const settle = joinSettlements(deps);
    const unknown = '00000000-0000-7000-8000-000000000000';
    const [first, second, third, missing] = await Promise.allSettled(all(settle, [id!, id!, id!, unknown]));
    for (const one of [first, second, third]) expect(one).toMatchObject({ value: { leadId: id, status: 'ASSIGNED' } });
    expect(missing).toMatchObject({ reason: { message: `lead ${unknown} has no row` } });
    expect(
      await world.all('SELECT 1 FROM assignments WHERE org_id = $1 AND lead_id = $2', [world.orgId, id]),
    ).toHaveLength(1);
  });

  it('do not wait for a lead that somebody else holds', async () => {
    const [held, ...others] = await world.receiveMany(5);
    const holder = await world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM leads WHERE id = $1 FOR NO KEY UPDATE', [held]);
      const settle = joinSettlements(deps);
      let done = false;
      const waiting = settle(world.orgId, held!, 'SETTLED', 0).finally(() => (done = true));
      const views = await Promise.all(all(settle, others));
      expect(views.map(({ status }) => status)).toEqual(others.map(() => 'ASSIGNED'));
      expect(done).toBe(false);
      await holder.query('COMMIT');
      expect(await waiting).toMatchObject({ leadId: held, status: 'ASSIGNED' });
    } finally {
      holder.release();
    }
  });

  it('fail with their own fault only', async () => {
    const ids = await world.receiveMany(6);
    const settle = joinSettlements(deps);
    await Promise.all(all(settle, ids));
    await world.sql.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'this one cannot be written'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON leads FOR EACH ROW WHEN (NEW.id = '${ids[3]}') EXECUTE FUNCTION refuse()`);
    for (const id of ids) await world.prove(id);
    const results = await Promise.allSettled(all(settle, ids));
    expect(results.map(({ status }) => status)).toEqual(ids.map((_, n) => (n === 3 ? 'rejected' : 'fulfilled')));
    const contacted = await world.all("SELECT 1 FROM leads WHERE id = ANY($1::uuid[]) AND status = 'CONTACTED'", [ids]);
    expect(contacted).toHaveLength(5);
  });

  it('say whether trying again is of any use', async () => {
    const [id] = await world.receiveMany(1);
    const activities = leadActivities({ ...deps, publicUrl: 'https://pinggo.example' });
    const ref = { orgId: world.orgId, leadId: id!, nowMs: 0 };
    await world.sql.query(`CREATE FUNCTION refuse_this() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'ana@example.com cannot be written'; END $$;
      CREATE TRIGGER refuse_this BEFORE UPDATE ON leads FOR EACH ROW WHEN (NEW.id = '${id}') EXECUTE FUNCTION refuse_this()`);
    await expect(activities.settleLead(ref)).rejects.toMatchObject({
      nonRetryable: true,
      type: 'NotSettled',
      message: `lead ${id} cannot be settled: Postgres P0001`,
    });
    const items = await world.all('SELECT kind, resolved_at FROM work_items WHERE lead_id = $1', [id]);
    expect(items).toEqual([{ kind: 'NOT_SETTLED', resolved_at: null }]);
    await world.sql.query('DROP TRIGGER refuse_this ON leads');
    expect(await activities.settleLead(ref)).toMatchObject({ status: 'ASSIGNED' });
    expect(await world.all('SELECT 1 FROM work_items WHERE lead_id = $1 AND resolved_at IS NULL', [id])).toEqual([]);

    const gone = { ...ref, leadId: '00000000-0000-7000-8000-000000000000' };
    await expect(activities.settleLead(gone)).rejects.toMatchObject({ nonRetryable: true, type: 'LeadGone' });

    const away = openDatabase('postgres://pinggo_app:none@127.0.0.1:1/none', { role: 'pinggo_app' });
    const without = leadActivities({ ...deps, db: away, publicUrl: 'https://pinggo.example' });
    const outage = await without.settleLead(ref).catch((error: unknown) => error);
    expect(outage).toMatchObject({ code: 'ECONNREFUSED' });
    expect(outage).not.toHaveProperty('nonRetryable', true);
    await away.close();
  });
});
