import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retentionActivities, type RetentionResult } from '../../../activities/platform/retention.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { bury, claimOutbox, markDelivered, postpone, type OutboxRow } from '../../../db/platform/queries/outbox.js';
import { deleteOldInboxKeys } from '../../../db/leads/queries/retention.js';
import {
  deleteDeliveredMessages,
  deleteExpiredRefreshTokens,
  deleteReadNotices,
  deleteUnreadNotices,
  type DeleteOld,
} from '../../../db/platform/queries/retention.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';

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

describe('what is over', () => {
  const DAY_MS = 24 * 60 * 60_000;

  /** Of each kind one row for each of the last hundred days, and what must stay however old it is. */
  async function fill(orgId: string): Promise<void> {
    await owner.query(
      `BEGIN;
       -- Foreign keys are not what this is about.
       SET LOCAL session_replication_role = replica;
       TRUNCATE outbox, refresh_tokens, inbox_keys, notifications, notice_deliveries, counters;
       CREATE TEMP TABLE days ON COMMIT DROP AS
         SELECT now() - (n || ' days')::interval - interval '1 hour' AS at, n FROM generate_series(0, 99) n;
       INSERT INTO outbox (org_id, topic, created_at, delivered_at) SELECT '${orgId}'::uuid, 'KNOWN', at, at FROM days;
       INSERT INTO outbox (org_id, topic, created_at, dead_at) SELECT '${orgId}'::uuid, 'WAITS', at, NULL FROM days
         UNION ALL SELECT '${orgId}'::uuid, 'DEAD', at, at FROM days;
       INSERT INTO refresh_tokens (org_id, id, family_id, user_id, hash, created_at, expire_at, used_at)
         SELECT '${orgId}'::uuid, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n::text, at, at + interval '30 days', at
         FROM days;
       INSERT INTO inbox_keys (org_id, scope, key, body_hash, created_at) SELECT '${orgId}'::uuid, 's', n::text, 'h', at FROM days;
       INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at, read_at)
         SELECT '${orgId}'::uuid, gen_random_uuid(), gen_random_uuid(), kind, 's', 't', n || kind, 'NONE', at,
           CASE WHEN kind <> 'UNREAD' THEN at END FROM days, unnest(ARRAY['READ', 'UNREAD', 'PENDING']) AS kind;
       INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
         SELECT org_id, id, 'email', CASE WHEN kind = 'PENDING' THEN 'PENDING' ELSE 'SENT' END, created_at FROM notifications;
       COMMIT`,
    );
  }
  const run = (days: Partial<Record<string, number>>): Promise<RetentionResult> => {
    const kinds: Record<string, DeleteOld> = {
      outbox: deleteDeliveredMessages,
      refresh_tokens: deleteExpiredRefreshTokens,
      inbox_keys: deleteOldInboxKeys,
      read_notices: deleteReadNotices,
      unread_notices: deleteUnreadNotices,
    };
    const retentions = Object.entries(kinds).map(([kind, deleteOld]) => ({ kind, days: days[kind] ?? 0, deleteOld }));
    const deps = { relayDb: relay, retentions, clock: Date.now, log: pino({ level: 'silent' }) };
    return new MockActivityEnvironment().run<[], RetentionResult, () => Promise<RetentionResult>>(() =>
      retentionActivities(deps).deleteOld(),
    );
  };
  const rowsOf = async (table: string, where = 'true'): Promise<number> =>
    Number((await owner.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE ${where}`)).rows[0]!.count);

  it('is deleted after its time, and nothing else is', async () => {
    await fill(org(1));
    const deleted = { outbox: 93, refresh_tokens: 63, inbox_keys: 55, read_notices: 10, unread_notices: 40 };
    expect(await run({ outbox: 7, refresh_tokens: 7, inbox_keys: 45, read_notices: 90, unread_notices: 60 })).toEqual({
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
