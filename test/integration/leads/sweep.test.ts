import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import { sweepActivities } from '../../../activities/leads/sweep.js';
import type { ReconcileDeps, SweepResult } from '../../../settlement/sweep.js';
import { bound } from '../../../db/bound.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { countStuck, openLeads, ringAbsences, unstartedLeads } from '../../../db/leads/queries/settlement/sweep.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const MINUTE = 60_000;
let database: TestDatabase;
let db: Database;
let relayDb: Database;
let world: World;
let logged: Record<string, unknown>[];
let deps: ReconcileDeps;

beforeAll(async () => {
  database = await createTestDatabase('sweep');
  db = openDatabase(database.appUrl, { role: 'pinggo_app' });
  relayDb = openDatabase(database.relayUrl, { role: 'pinggo_relay' });
  logged = [];
  const log = pino(
    { level: 'info' },
    { write: (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>) },
  );
  // No Temporal here: what the sweep does about stopped workflows is in test/integration/stopped-workflows.test.ts.
  const stoppedLeads = () => Promise.resolve([]);
  deps = { db, relayDb, stoppedLeads, outgoing: [], clock: Date.now, log };
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana', { capacity: 1_000 });
  await world.addFlow(flowDefinition(world.teamId));
});

afterAll(async () => {
  await world?.close();
  await db?.close();
  await relayDb?.close();
  await database?.drop();
});

const sweep = () =>
  new MockActivityEnvironment().run<[], SweepResult, () => Promise<SweepResult>>(() =>
    sweepActivities(deps).reconcile(),
  );
/** What the tests before have left to begin. */
async function allBegun(): Promise<void> {
  const rows = await world.all<{ id: string }>("SELECT id FROM leads WHERE org_id = $1 AND status = 'RECEIVED'", [
    world.orgId,
  ]);
  const ids = rows.map(({ id }) => id);
  await settleLeads(deps, world.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
}
const delivered = () => world.sql.query('UPDATE outbox SET delivered_at = now() WHERE delivered_at IS NULL');

describe('the sweep, as the reconciler', () => {
  it('finds nothing to do in a calm system, and says so in log and counters', async () => {
    const ids = await world.receiveMany(5);
    await delivered();
    await settleLeads(deps, world.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    const result = await sweep();
    expect(result).toEqual({ lookedAt: 5, settled: 0, restarted: 0, absences: 0, drift: 0, stuck: 0, errors: 0 });
    expect(logged.filter(({ job }) => job === 'sweep').map(({ msg }) => msg)).toEqual([
      'sweep started',
      'sweep finished',
    ]);
    const { value } = await world.one<{ value: string }>(`SELECT value FROM counters WHERE name = 'sweep_runs_total'`);
    expect(Number(value)).toBe(1);
    // What it looks at is no lead that anything happened to.
    const counted = await world.all<{ name: string; value: number }>(
      'SELECT name, value FROM counters WHERE value > 0',
    );
    const ofLeads = () => counted.filter(({ name }) => name.startsWith('leads_'));
    expect(ofLeads().map(({ name }) => name)).toEqual(
      ['leads_qualified_total', 'leads_assigned_total{mode="AUTO"}'].sort(),
    );
    await sweep();
    const again = await world.all<{ name: string; value: number }>('SELECT name, value FROM counters WHERE value > 0');
    expect(again.filter(({ name }) => name.startsWith('leads_'))).toEqual(ofLeads());
  });

  it('settles what is overdue and asks for its workflow again', async () => {
    const [id] = await world.receiveMany(1, { ageMs: 16 * MINUTE });
    await delivered();
    // Its workflow began it in time, and was lost before the deadline.
    const { received_at } = await world.one<{ received_at: Date }>('SELECT received_at FROM leads WHERE id = $1', [id]);
    const then = { ...deps, clock: () => received_at.getTime() };
    await settleLeads(then, world.orgId, [id!], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    expect(await sweep()).toMatchObject({ settled: 1, restarted: 1, errors: 0 });
    expect((await world.one<{ breach: string }>('SELECT breach FROM leads WHERE id = $1', [id])).breach).toBe(
      'breached',
    );
    const starts = await world.all('SELECT 1 FROM outbox WHERE lead_id = $1 AND delivered_at IS NULL', [id]);
    expect(starts).toHaveLength(1);
    await delivered();
    expect(await sweep()).toMatchObject({ settled: 0, restarted: 0 });
  });

  it('applies a proof that nobody applied, and starts a lead that never was', async () => {
    const [stray, unstarted] = await world.receiveMany(2, { ageMs: MINUTE / 2 });
    await settleLeads(deps, world.orgId, [stray!], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    const proofId = await world.prove(stray!);
    await world.sql.query("UPDATE proofs SET received_at = received_at - interval '30 s' WHERE id = $1", [proofId]);
    await delivered();
    expect(await sweep()).toMatchObject({ settled: 1, restarted: 1 });
    expect((await world.one<{ status: string }>('SELECT status FROM leads WHERE id = $1', [stray])).status).toBe(
      'CONTACTED',
    );
    expect(
      await world.all('SELECT 1 FROM outbox WHERE lead_id = $1 AND delivered_at IS NULL', [unstarted]),
    ).toHaveLength(1);
    await delivered();
  });

  it('begins a lead itself that a start did not help for a minute', async () => {
    const [lost] = await world.receiveMany(1, { ageMs: 2 * MINUTE });
    await delivered();
    expect((await sweep()).settled).toBeGreaterThan(0);
    expect((await world.one<{ status: string }>('SELECT status FROM leads WHERE id = $1', [lost])).status).toBe(
      'ASSIGNED',
    );
  });

  it('rings an absence that nobody planned anew, once at a time, and leaves others alone', async () => {
    const absent = await world.addRep('Cat');
    const absence = async (change: { fromAgo: number; cancelled?: boolean }): Promise<string> => {
      const id = newId();
      await world.sql.query(
        `INSERT INTO absences (org_id, id, user_id, cause, from_at, cancelled_at)
         VALUES ($1, $2, $3, 'TIME_OFF', now() - $4 * interval '1 ms', CASE WHEN $5 THEN now() END)`,
        [world.orgId, id, absent, change.fromAgo, change.cancelled ?? false],
      );
      return id;
    };
    const forgotten = await absence({ fromAgo: 2 * MINUTE });
    await absence({ fromAgo: -MINUTE });
    await absence({ fromAgo: 2 * MINUTE, cancelled: true });
    expect((await sweep()).absences).toBe(1);
    expect((await sweep()).absences).toBe(0);
    const rung = await world.all<{ subject_id: string }>(
      "SELECT subject_id FROM outbox WHERE topic = 'ABSENCE_PLANNED' AND org_id = $1",
      [world.orgId],
    );
    expect(rung.map(({ subject_id }) => subject_id)).toEqual([forgotten]);
    await world.sql.query('UPDATE absences SET cancelled_at = now() WHERE org_id = $1', [world.orgId]);
    await delivered();
  });

  it('leaves one lead that cannot be settled behind, with a work item for as long as it lasts', async () => {
    await allBegun();
    const ids = await world.receiveMany(9, { ageMs: 16 * MINUTE });
    const then = { ...deps, clock: () => Date.now() - 15.5 * MINUTE };
    await settleLeads(then, world.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    await delivered();
    const poison = ids[4]!;
    await world.sql.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'ana@example.com cannot be written'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON leads FOR EACH ROW WHEN (NEW.id = '${poison}') EXECUTE FUNCTION refuse()`);
    const items = () =>
      world.all<{ kind: string; details: object; resolution: string | null }>(
        'SELECT kind, details, resolution FROM work_items WHERE lead_id = $1',
        [poison],
      );
    try {
      expect(await sweep()).toMatchObject({ settled: 8, restarted: 8, errors: 1 });
      expect(await items()).toEqual([{ kind: 'NOT_SETTLED', details: { fault: 'Postgres P0001' }, resolution: null }]);
      // Once while it lasts; and no workflow is asked for that could do no more.
      await delivered();
      expect(await sweep()).toMatchObject({ settled: 0, restarted: 0, errors: 1 });
      expect(await items()).toHaveLength(1);
      const { value } = await world.one<{ value: string }>(
        "SELECT value FROM counters WHERE name = 'leads_not_settled_total'",
      );
      expect(Number(value)).toBe(1);
      expect(await world.all("SELECT 1 FROM audit a WHERE to_jsonb(a)::text LIKE '%ana@example.com cannot%'")).toEqual(
        [],
      );
    } finally {
      await world.sql.query('DROP TRIGGER refuse ON leads; DROP FUNCTION refuse()');
    }
    expect(await sweep()).toMatchObject({ settled: 1, restarted: 1, errors: 0 });
    expect(await items()).toMatchObject([{ resolution: 'The lead is up to date again' }]);
    await delivered();
  });

  it('asks for all workflows that never began, however many there are', async () => {
    await allBegun();
    await world.receiveMany(1_050, { ageMs: 20_000 });
    await delivered();
    expect(await sweep()).toMatchObject({ settled: 0, restarted: 1_050, errors: 0 });
    await world.sql.query('DELETE FROM outbox');
    await world.sql.query("DELETE FROM leads WHERE status = 'RECEIVED'");
  });

  it('asks the outbox by its partial indexes, whatever the statistics say', async () => {
    await world.sql.query('ALTER TABLE outbox SET (autovacuum_enabled = false)');
    await world.sql.query(
      `INSERT INTO outbox (org_id, topic, lead_id, subject_id)
       SELECT $1, (ARRAY['LEAD_RECEIVED', 'ABSENCE_PLANNED'])[1 + n % 2], gen_random_uuid(), gen_random_uuid()
       FROM generate_series(1, 20000) n`,
      [world.orgId],
    );
    // Counted when none of them was delivered; nobody has looked since.
    await world.sql.query('ANALYZE outbox');
    await delivered();
    const asked: { text: string; values: unknown[] }[] = [];
    const query = (text: string, values: unknown[]) => {
      asked.push({ text, values });
      return Promise.resolve({ rows: [{ count: 0 }], rowCount: 0 });
    };
    const listening = { ...relayDb, pool: { query } } as unknown as Database;
    await unstartedLeads(listening, 0, 1_000);
    await openLeads(listening, [{ orgId: world.orgId, leadId: newId() }]);
    await ringAbsences(listening, 0);
    await countStuck(listening, 0);
    expect(asked).toHaveLength(4);
    const { signal } = new AbortController();
    const own = bound(relayDb, { signal, untilMs: Date.now() + MINUTE });
    for (const { text, values } of asked) {
      const { rows } = await own.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index (Only )?Scan using outbox_(undelivered|waiting)/);
      expect(plan).not.toMatch(/Seq Scan on outbox/);
    }
    await world.sql.query('DELETE FROM outbox');
  });

  it('ends in Postgres when its activity ends', async () => {
    const locker = await world.sql.connect();
    const waiting = () =>
      world.all("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    try {
      await locker.query('BEGIN; LOCK TABLE outbox');
      const activity = new MockActivityEnvironment();
      const swept = activity
        .run(() => sweepActivities(deps).reconcile())
        .then(
          () => 'finished',
          (error: unknown) => error,
        );
      await waitFor('it waits for the table', async () => (await waiting()).length === 1);
      activity.cancel();
      expect(await swept).not.toBe('finished');
      expect(await waiting()).toEqual([]);
    } finally {
      await locker.query('ROLLBACK');
      locker.release();
    }
    // Where the process dies nobody cancels: Postgres knows how long it is wanted.
    const { signal } = new AbortController();
    const own = bound(relayDb, { signal, untilMs: Date.now() + MINUTE });
    const { rows } = await own.pool.query<{ statement_timeout: string }>('SHOW statement_timeout');
    expect(rows[0]!.statement_timeout).toMatch(/^\d+(ms|s|min)$/);
    const inOrg = await bound(db, { signal, untilMs: Date.now() + MINUTE }).inOrg(world.orgId, ({ client }) =>
      client.query<{ statement_timeout: string }>('SHOW statement_timeout'),
    );
    expect(inOrg.rows[0]!.statement_timeout).not.toBe('0');
  });

  it('goes on with the other orgs when one org cannot be settled, and counts the error', async () => {
    const broken = await World.create(database.ownerUrl);
    try {
      await broken.addRep('Bob');
      const plain = flowDefinition(broken.teamId);
      const ladder = [{ key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT' as const }];
      await broken.addFlow({ ...plain, clocks: plain.clocks.map((clock) => ({ ...clock, ladder })) });
      const overdue = { ageMs: 16 * MINUTE };
      for (const org of [broken, world]) {
        const [id] = await org.receiveMany(1, overdue);
        const then = { ...deps, clock: () => Date.now() - 15.5 * MINUTE };
        await settleLeads(then, org.orgId, [id!], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
      }
      await delivered();
      await broken.sql.query(`UPDATE clocks SET steps = '"not a list"' WHERE org_id = $1`, [broken.orgId]);
      expect(await sweep()).toMatchObject({ settled: 1, errors: 1 });
      expect(logged.some(({ msg, orgId }) => msg === 'a batch could not be settled' && orgId === broken.orgId)).toBe(
        true,
      );
    } finally {
      await broken.close();
    }
  });
});
