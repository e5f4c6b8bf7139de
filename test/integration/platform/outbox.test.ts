import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retentionActivities, type RetentionResult } from '../../../activities/platform/retention.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { bury, claimOutbox, markDelivered, postpone, type OutboxRow } from '../../../db/platform/queries/outbox.js';
import { requestStart } from '../../../db/leads/queries/settlement/sweep.js';
import { deleteOldInboxKeys } from '../../../db/leads/queries/retention.js';
import {
  deleteDeliveredMessages,
  deleteEndedSessions,
  deleteOldIdempotencyKeys,
  deleteExpiredRefreshTokens,
  deleteOldOneTimeLinks,
  deleteOldWebhookDeliveries,
  deleteReadNotices,
  deleteUnreadNotices,
  type DeleteOld,
} from '../../../db/platform/queries/retention.js';
import { RETENTION_KINDS, type RetentionKind } from '../../../domain/platform/metrics/families.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { World } from '../../support/world.js';

const LEASE_MS = 60_000;

let database: TestDatabase;
let owner: pg.Pool;
let relay: Database;

beforeAll(async () => {
  database = await createTestDatabase('outbox');
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  relay = openDatabase(database.relayUrl, { role: 'pinggo_relay', poolSize: 4 });
});

afterAll(async () => {
  await relay?.close();
  await owner?.end();
  await database?.drop();
});

beforeEach(() => owner.query('TRUNCATE outbox'));

/** Ids that sort as they are numbered. */
const org = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Writes rows of an org, as so many transactions would have, one after the other. */
async function write(orgId: string, count: number, { topic = 'KNOWN', availableInMs = 0 } = {}): Promise<void> {
  await owner.query(
    `INSERT INTO outbox (org_id, topic, lead_id, available_at)
     SELECT $1, $3, gen_random_uuid(), statement_timestamp() + $4 * interval '1 millisecond' FROM generate_series(1, $2)`,
    [orgId, count, topic, availableInMs],
  );
}

const claim = (limit = 100, fromOrgId: string | null = null, leaseMs = LEASE_MS) =>
  claimOutbox(relay, ['KNOWN'], { limit, leaseMs, fromOrgId });
const orgsOf = (rows: OutboxRow[]): string[] => [...new Set(rows.map(({ orgId }) => orgId))].sort();
const of = (orgId: string, rows: OutboxRow[]): OutboxRow[] => rows.filter((row) => row.orgId === orgId);
const idsOf = (rows: OutboxRow[]): number[] => rows.map(({ id }) => id);

describe('a claim', () => {
  it('has the only row of one org in the first batch, however many another wrote before', async () => {
    await write(org(1), 10_000);
    await write(org(2), 1);
    const { rows, nextOrgId } = await claim();
    expect(of(org(2), rows)).toHaveLength(1);
    expect(of(org(1), rows)).toHaveLength(50);
    expect(nextOrgId).toBeNull();
  });

  it('gives the whole batch to an org that waits alone', async () => {
    await write(org(1), 250);
    const sizes = [];
    for (let batch = 1; batch <= 4; batch += 1) sizes.push((await claim()).rows.length);
    expect(sizes).toEqual([100, 100, 50, 0]);
  });

  it('takes the rows of an org in the order in which they wait', async () => {
    await write(org(1), 30);
    await write(org(2), 30);
    const written = await owner.query<{ orgId: string; id: number }>('SELECT org_id AS "orgId", id FROM outbox');
    const taken: OutboxRow[] = [];
    for (let batch = 1; batch <= 3; batch += 1) taken.push(...(await claim(20)).rows);
    for (const orgId of [org(1), org(2)])
      expect(idsOf(of(orgId, taken))).toEqual(idsOf(of(orgId, written.rows as OutboxRow[])));
  });

  it('gives every org its turn before any has its second, also when more wait than a batch holds', async () => {
    for (let number = 0; number < 25; number += 1) await write(org(number), 40);
    const turns: string[][] = [];
    let from: string | null = null;
    for (let batch = 1; batch <= 4; batch += 1) {
      const { rows, nextOrgId } = await claim(10, from);
      turns.push(orgsOf(rows));
      from = nextOrgId;
    }
    const all = Array.from({ length: 25 }, (_, number) => org(number));
    expect(turns).toEqual([all.slice(0, 10), all.slice(10, 20), all.slice(20), all.slice(0, 10)]);
  });

  it('does not count orgs that do not wait', async () => {
    await write(org(1), 20, { availableInMs: 60_000 });
    await write(org(2), 20);
    await write(org(3), 20, { topic: 'OF_A_NEWER_VERSION' });
    expect(of(org(2), (await claim(10)).rows)).toHaveLength(10);
  });

  it('is empty when nothing waits', async () => {
    expect(await claim()).toEqual({ rows: [], nextOrgId: null });
  });

  it('leaves rows of a topic that the taker does not know as they are, and takes those behind them', async () => {
    await write(org(1), 200, { topic: 'OF_A_NEWER_VERSION' });
    await write(org(1), 3);
    const { rows } = await claim();
    expect(rows.map(({ topic }) => topic)).toEqual(['KNOWN', 'KNOWN', 'KNOWN']);
    const left = await owner.query("SELECT attempts, lease_until FROM outbox WHERE topic <> 'KNOWN'");
    expect(left.rows).toEqual(Array(200).fill({ attempts: 0, lease_until: null }));
    const newer = await claimOutbox(relay, ['KNOWN', 'OF_A_NEWER_VERSION'], { limit: 500, leaseMs: LEASE_MS });
    expect(newer.rows).toHaveLength(200);
  });
});

describe('a row that was claimed', () => {
  it('is nobody else’s until its lease ends', async () => {
    await write(org(1), 1);
    expect((await claim()).rows).toMatchObject([{ attempts: 1 }]);
    expect((await claim()).rows).toEqual([]);
    await owner.query("UPDATE outbox SET lease_until = clock_timestamp() - interval '1 millisecond'");
    expect((await claim()).rows).toMatchObject([{ attempts: 2 }]);
  });

  it('comes again when it was postponed, and not before', async () => {
    await write(org(1), 1);
    await postpone(relay, (await claim()).rows, 60_000, 'no answer');
    expect((await claim()).rows).toEqual([]);
    await owner.query('UPDATE outbox SET available_at = clock_timestamp()');
    expect((await claim()).rows).toMatchObject([{ attempts: 2 }]);
  });

  it('never comes again when it was delivered or is a dead letter', async () => {
    await write(org(1), 2);
    const [one, two] = (await claim(100, null, 0)).rows;
    await markDelivered(relay, [one!]);
    await bury(relay, two!, 'permission denied');
    expect((await claim()).rows).toEqual([]);
  });
});

it('relays that claim at the same time share the rows, each of which one of them has', async () => {
  const orgs = Array.from({ length: 7 }, () => randomUUID());
  await Promise.all(orgs.map((orgId) => write(orgId, 300)));
  const taken: number[] = [];
  const take = async (): Promise<void> => {
    for (let idle = 0; idle < 3;) {
      const { rows } = await claim(50);
      taken.push(...idsOf(rows));
      idle = rows.length > 0 ? 0 : idle + 1;
    }
  };
  await Promise.all([take(), take(), take()]);
  expect(taken).toHaveLength(2_100);
  expect(new Set(taken).size).toBe(2_100);
});

describe('pinggo_relay', () => {
  let ours: World;
  let theirs: World;
  let leadId: string;
  let theirLeadId: string;
  /** As the role, within one transaction that is undone. With an org set, which lets a role pass the policy `tenant`. */
  async function attempt(sql: string, values: unknown[] = []): Promise<string> {
    const client = await relay.pool.connect();
    try {
      await client.query(`BEGIN; SELECT set_config('app.org_id', '${ours.orgId}', true)`);
      const { rowCount } = await client.query(sql, values);
      return `${rowCount} rows`;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }
  const REFUSED = /permission denied|row-level security|work items of its dead letters only/;

  beforeAll(async () => {
    [ours, theirs] = [await World.create(database.ownerUrl), await World.create(database.ownerUrl)];
    [leadId, theirLeadId] = [await ours.receive(), await theirs.receive()];
  });
  beforeEach(async () => {
    await owner.query("INSERT INTO outbox (org_id, topic, lead_id) VALUES ($1, 'KNOWN', $2), ($3, 'KNOWN', $4)", [
      ours.orgId,
      leadId,
      theirs.orgId,
      theirLeadId,
    ]);
  });
  afterAll(async () => {
    await ours?.close();
    await theirs?.close();
  });

  const AUDIT = 'INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, after)';
  const ITEM = `INSERT INTO work_items (org_id, id, kind, lead_id, summary, details, dedupe_key, cause, created_at)
    SELECT org_id, gen_random_uuid(), $2, lead_id, 'x', jsonb_build_object('outboxId', id), 'dead-letter:' || id, 'dead-letter:' || id, now()
    FROM outbox WHERE org_id = $1`;

  it.each([
    ['move a row to another org', () => attempt('UPDATE outbox SET org_id = $1', [ours.orgId])],
    ['make a row about something else', () => attempt("UPDATE outbox SET topic = 'NOTIFICATION'")],
    ['turn a row to another lead', () => attempt('UPDATE outbox SET lead_id = $1', [leadId])],
    ['delete rows', () => attempt('DELETE FROM outbox')],
    [
      'ask for another org’s lead',
      () =>
        attempt("INSERT INTO outbox (org_id, topic, lead_id) VALUES ($1, 'LEAD_RECEIVED', $2)", [
          ours.orgId,
          theirLeadId,
        ]),
    ],
    [
      'ask for a command',
      () =>
        attempt("INSERT INTO outbox (org_id, topic, lead_id, subject_id) VALUES ($1, 'COMMAND_REQUESTED', $2, $2)", [
          ours.orgId,
          leadId,
        ]),
    ],
    [
      'have a notice mailed that is none',
      () =>
        attempt("INSERT INTO outbox (org_id, topic, subject_id) VALUES ($1, 'NOTIFICATION', gen_random_uuid())", [
          ours.orgId,
        ]),
    ],
    [
      'tell that a person did something',
      () => attempt(`${AUDIT} VALUES ($1, now(), 'user', 'lead.closed', 'lead', $2, '{}')`, [ours.orgId, leadId]),
    ],
    [
      'tell that Pinggo did something',
      () => attempt(`${AUDIT} VALUES ($1, now(), 'system', 'lead.closed', 'lead', $2, '{}')`, [ours.orgId, leadId]),
    ],
    [
      'tell of a work item that is not there',
      () =>
        attempt(
          `${AUDIT} VALUES ($1, now(), 'system', 'work_item.created', 'work_item', $2, '{"kind":"DEAD_LETTER"}')`,
          [ours.orgId, randomUUID()],
        ),
    ],
    ['make work of another kind', () => attempt(ITEM, [ours.orgId, 'UNROUTED'])],
    [
      'make work for an org that has no such row',
      () => attempt(ITEM.replace('SELECT org_id,', `SELECT '${theirs.orgId}'::uuid,`), [ours.orgId, 'DEAD_LETTER']),
    ],
    [
      'lay a row of another org aside',
      () =>
        attempt(
          `INSERT INTO dead_letters (org_id, id, outbox_id, topic, error, attempts, created_at)
         SELECT $1, gen_random_uuid(), id, topic, 'x', 1, now() FROM outbox WHERE org_id = $2`,
          [ours.orgId, theirs.orgId],
        ),
    ],
    ['read who a lead is', () => attempt('SELECT name, email FROM leads')],
    ['read the audit log', () => attempt('SELECT action FROM audit')],
    ['mark a notice as sent', () => attempt("UPDATE notice_deliveries SET status = 'SENT'")],
  ])('cannot %s', async (_, tried) => {
    expect(await tried()).toMatch(REFUSED);
  });

  it('can do its work: claim, deliver, postpone, bury, ask for a start, and close what was delivered after all', async () => {
    await owner.query('UPDATE outbox SET attempts = 4');
    const { rows } = await claim(100, null, 0);
    await postpone(relay, rows, 0, 'no answer');
    const [mine] = of(ours.orgId, (await claim(100, null, 0)).rows);
    await bury(relay, mine!, 'permission denied');
    const itemsOf = () =>
      ours.all<{ told: string }>(
        `SELECT a.action || ' ' || (w.resolved_at IS NULL) AS told FROM audit a JOIN work_items w ON w.id::text = a.entity_id
         WHERE a.org_id = $1 ORDER BY a.id`,
        [ours.orgId],
      );
    expect(await itemsOf()).toEqual([{ told: 'work_item.created true' }]);
    // As the runbook has it.
    await relay.pool.query(
      'UPDATE outbox SET dead_at = NULL, attempts = 0, available_at = now() WHERE dead_at IS NOT NULL',
    );
    await markDelivered(relay, of(ours.orgId, (await claim(100, null, 0)).rows));
    expect(await itemsOf()).toEqual([{ told: 'work_item.created false' }, { told: 'work_item.resolved false' }]);
    await requestStart(relay, [{ orgId: ours.orgId, leadId }]);
    const asked = await ours.all("SELECT lead_id FROM outbox WHERE org_id = $1 AND topic = 'LEAD_RECEIVED'", [
      ours.orgId,
    ]);
    expect(asked).toEqual([{ lead_id: leadId }]);
  });
});

describe('what is over', () => {
  const DAY_MS = 24 * 60 * 60_000;

  /** Of each kind one row for each of the last hundred days, and what must stay however old it is. */
  async function fill(orgId: string): Promise<void> {
    await owner.query(
      `BEGIN;
       -- Foreign keys are not what this is about.
       SET LOCAL session_replication_role = replica;
       TRUNCATE outbox, refresh_tokens, sessions, inbox_keys, notifications, notice_deliveries, counters;
       CREATE TEMP TABLE days ON COMMIT DROP AS
         SELECT now() - (n || ' days')::interval - interval '1 hour' AS at, n FROM generate_series(0, 99) n;
       INSERT INTO outbox (org_id, topic, created_at, delivered_at) SELECT '${orgId}'::uuid, 'KNOWN', at, at FROM days;
       INSERT INTO outbox (org_id, topic, created_at, dead_at) SELECT '${orgId}'::uuid, 'WAITS', at, NULL FROM days
         UNION ALL SELECT '${orgId}'::uuid, 'DEAD', at, at FROM days;
       INSERT INTO refresh_tokens (org_id, id, family_id, user_id, hash, created_at, expire_at, used_at)
         SELECT '${orgId}'::uuid, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n::text, at, at + interval '30 days', at
         FROM days;
       INSERT INTO sessions (org_id, id, user_id, created_at, last_used_at, ends_at)
         SELECT '${orgId}'::uuid, gen_random_uuid(), gen_random_uuid(), at, at, at + interval '30 days' FROM days;
       INSERT INTO inbox_keys (org_id, scope, key, body_hash, created_at) SELECT '${orgId}'::uuid, 's', n::text, 'h', at FROM days;
       INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at, read_at)
         SELECT '${orgId}'::uuid, gen_random_uuid(), gen_random_uuid(), kind, 's', 't', n || kind, 'NONE', at,
           CASE WHEN kind <> 'UNREAD' THEN at END FROM days, unnest(ARRAY['READ', 'UNREAD', 'PENDING']) AS kind;
       INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
         SELECT org_id, id, 'email', CASE WHEN kind = 'PENDING' THEN 'PENDING' ELSE 'SENT' END, created_at FROM notifications;
       COMMIT`,
    );
  }
  const run = (days: Partial<Record<RetentionKind, number>>): Promise<RetentionResult> => {
    const kinds: Record<RetentionKind, DeleteOld> = {
      outbox: deleteDeliveredMessages,
      refresh_tokens: deleteExpiredRefreshTokens,
      one_time_links: deleteOldOneTimeLinks,
      sessions: deleteEndedSessions,
      inbox_keys: deleteOldInboxKeys,
      idempotency_keys: deleteOldIdempotencyKeys,
      webhook_deliveries: deleteOldWebhookDeliveries,
      read_notices: deleteReadNotices,
      unread_notices: deleteUnreadNotices,
    };
    const retentions = RETENTION_KINDS.map((kind) => ({ kind, days: days[kind] ?? 0, deleteOld: kinds[kind] }));
    const deps = { relayDb: relay, retentions, clock: Date.now, log: pino({ level: 'silent' }) };
    return new MockActivityEnvironment().run<[], RetentionResult, () => Promise<RetentionResult>>(() =>
      retentionActivities(deps).deleteOld(),
    );
  };
  const rowsOf = async (table: string, where = 'true'): Promise<number> =>
    Number((await owner.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE ${where}`)).rows[0]!.count);

  it('is deleted after its time, and nothing else is', async () => {
    await fill(org(1));
    const deleted = {
      outbox: 93,
      refresh_tokens: 63,
      sessions: 63,
      inbox_keys: 55,
      read_notices: 10,
      unread_notices: 40,
    };
    const days = { outbox: 7, refresh_tokens: 7, sessions: 7, inbox_keys: 45, read_notices: 90, unread_notices: 60 };
    expect(await run(days)).toEqual({
      deleted,
      errors: 0,
      more: false,
    });
    expect(await rowsOf('outbox', "topic IN ('WAITS', 'DEAD')")).toBe(200);
    expect(await rowsOf('outbox', 'delivered_at IS NOT NULL')).toBe(7);
    // A used one that has not expired gives away who uses it again.
    expect(await rowsOf('refresh_tokens', 'expire_at > now()')).toBe(30);
    expect(await rowsOf('notifications', "kind = 'PENDING'")).toBe(100);
    expect(await rowsOf('notifications')).toBe(100 + 90 + 60);
    expect(await rowsOf('notice_deliveries')).toBe(100 + 90 + 60);
    const { rows } = await owner.query<{ name: string; value: number }>(
      "SELECT name, value::int FROM counters WHERE name LIKE 'retention%' AND value > 0 ORDER BY name",
    );
    expect(Object.fromEntries(rows.map(({ name, value }) => [name, value]))).toEqual({
      ...Object.fromEntries(Object.entries(deleted).map(([kind, n]) => [`retention_deleted_total{kind="${kind}"}`, n])),
      retention_runs_total: 1,
    });
  });

  it('stays for ever where its time is 0, and a day where somebody asks for less', async () => {
    await fill(org(1));
    expect(await run({})).toEqual({ deleted: {}, errors: 0, more: false });
    expect(await deleteDeliveredMessages(relay, new Date(Date.now() + DAY_MS), 1_000)).toBe(99);
    expect(await deleteOldInboxKeys(relay, new Date(), 1_000)).toBe(93);
    await expect(relay.pool.query('DELETE FROM outbox')).rejects.toThrow(/permission denied/);
  });

  it('is deleted so much at a time, the oldest first, until nothing is left', async () => {
    await write(org(1), 21_500);
    await owner.query("UPDATE outbox SET delivered_at = now() - interval '30 days' - id * interval '1 second'");
    expect(await run({ outbox: 7 })).toEqual({ deleted: { outbox: 20_000 }, errors: 0, more: true });
    const { rows } = await owner.query<{ span: number; left: number }>(
      'SELECT max(id)::int - min(id)::int + 1 AS span, count(*)::int AS left FROM outbox',
    );
    expect(rows[0]).toMatchObject({ span: 1_500, left: 1_500 });
    expect(await run({ outbox: 7 })).toEqual({ deleted: { outbox: 1_500 }, errors: 0, more: false });
  });

  it('does not keep the other kinds from being deleted where one cannot be', async () => {
    await fill(org(1));
    await owner.query('ALTER FUNCTION delete_delivered_messages(timestamptz, int) RENAME TO gone');
    try {
      expect(await run({ outbox: 7, inbox_keys: 45 })).toMatchObject({
        deleted: { outbox: 0, inbox_keys: 55 },
        errors: 1,
      });
    } finally {
      await owner.query('ALTER FUNCTION gone(timestamptz, int) RENAME TO delete_delivered_messages');
    }
  });
});
