import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { retentionActivities, type RetentionResult } from '../../../activities/platform/retention.js';
import { openDatabase } from '../../../db/client.js';
import { deleteOldInboxKeys } from '../../../db/leads/queries/retention.js';
import {
  deleteDeliveredMessages,
  deleteExpiredRefreshTokens,
  deleteReadNotices,
  deleteUnreadNotices,
} from '../../../db/platform/queries/retention.js';
import type { Figure, FigureResult, Line } from '../figure.js';
import { inLab, type Lab } from '../lab.js';

const TABLES = ['outbox', 'inbox_keys', 'refresh_tokens', 'notifications', 'notice_deliveries'] as const;
/** As the settings are without a word. */
const RETENTIONS = [
  { kind: 'outbox', days: 7, deleteOld: deleteDeliveredMessages },
  { kind: 'refresh_tokens', days: 7, deleteOld: deleteExpiredRefreshTokens },
  { kind: 'inbox_keys', days: 45, deleteOld: deleteOldInboxKeys },
  { kind: 'read_notices', days: 90, deleteOld: deleteReadNotices },
  { kind: 'unread_notices', days: 365, deleteOld: deleteUnreadNotices },
] as const;

/** What a busy desk leaves behind beside its leads, with and without the retention job. */
export const growth: Figure = {
  name: 'growth',
  title: 'Rows after a month and after half a year, with the retention job (baseline: without it)',
  minutes: { full: 4, quick: 0.5 },
  run: (bench) =>
    inLab(bench, 'growth', {}, async (lab): Promise<FigureResult> => {
      const leadsADay = bench.options.quick ? 100 : 1_000;
      const lines: Line[] = [];
      const notes = [`${leadsADay.toLocaleString('en')} leads a day, 20 people who work eight hours.`];
      for (const { name, days } of [
        { name: 'a month', days: 30 },
        { name: 'half a year', days: 182 },
      ]) {
        await fill(lab, days, leadsADay);
        const before = await count(lab);
        const { runs, seconds, slowestMs } = await deleteAll(lab);
        const after = await count(lab);
        for (const table of TABLES)
          lines.push({
            what: `${table}, ${name}`,
            unit: 'rows',
            product: after[table]!,
            exact: true,
            baseline: before[table]!,
          });
        notes.push(
          `${name}: ${runs} runs, ${seconds.toFixed(1)} s in all, the slowest batch ${slowestMs.toFixed(0)} ms.`,
        );
      }
      return { lines, notes, raw: lines };
    }),
};

async function count({ tenant: { world } }: Lab): Promise<Record<string, number>> {
  const counts = TABLES.map(
    async (table) =>
      [table, (await world.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).n] as [string, number],
  );
  return Object.fromEntries(await Promise.all(counts));
}

/** For each lead five messages, two keys and four notices, of which three are read; a token for each quarter of an hour. */
async function fill({ tenant: { world } }: Lab, days: number, leadsADay: number): Promise<void> {
  const client = await world.sql.connect();
  const org = world.orgId;
  try {
    await client.query(
      `BEGIN;
       SET LOCAL session_replication_role = replica;
       TRUNCATE ${TABLES.join(', ')};
       CREATE TEMP TABLE leads_of_then ON COMMIT DROP AS
         SELECT n, now() - n::float8 / ${leadsADay} * interval '1 day' AS at FROM generate_series(1, ${days * leadsADay}) n;
       INSERT INTO outbox (org_id, topic, lead_id, created_at, delivered_at)
         SELECT '${org}'::uuid, 'LEAD_RECEIVED', gen_random_uuid(), at, at FROM leads_of_then, generate_series(1, 5);
       INSERT INTO inbox_keys (org_id, scope, key, body_hash, created_at)
         SELECT '${org}'::uuid, 'endpoint', n || '-' || m, md5(n::text), at FROM leads_of_then, generate_series(1, 2) m;
       INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at, read_at)
         SELECT '${org}'::uuid, gen_random_uuid(), gen_random_uuid(), 'REMINDER', 's', 't', n || '-' || m, 'SENT', at,
           CASE WHEN m > 1 THEN at + interval '1 hour' END FROM leads_of_then, generate_series(1, 4) m;
       INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
         SELECT org_id, id, channel, 'SENT', created_at FROM notifications, unnest(ARRAY['in_app', 'email']) channel;
       INSERT INTO refresh_tokens (org_id, id, family_id, user_id, hash, created_at, expire_at, used_at)
         SELECT '${org}'::uuid, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n || '-' || p, at, at + interval '30 days', at
         FROM (SELECT n, now() - n / 32.0 * interval '1 day' AS at FROM generate_series(1, ${days * 32}) n) t, generate_series(1, 20) p;
       COMMIT`,
    );
    await client.query(`VACUUM ANALYZE ${TABLES.join(', ')}`);
  } finally {
    client.release();
  }
}

/** Runs the job as often as its Schedule would, until there is nothing left to delete. */
async function deleteAll({ database }: Lab): Promise<{ runs: number; seconds: number; slowestMs: number }> {
  const relayDb = openDatabase(database.relayUrl, { role: 'pinggo_relay', poolSize: 2 });
  let slowestMs = 0;
  const retentions = RETENTIONS.map(({ deleteOld, ...retention }) => ({
    ...retention,
    deleteOld: async (...asked: Parameters<typeof deleteOld>): Promise<number> => {
      const startedAtMs = performance.now();
      const deleted = await deleteOld(...asked);
      slowestMs = Math.max(slowestMs, performance.now() - startedAtMs);
      return deleted;
    },
  }));
  const job = retentionActivities({ relayDb, retentions, clock: Date.now, log: pino({ level: 'silent' }) });
  const startedAtMs = performance.now();
  try {
    for (let runs = 1; ; runs += 1) {
      const { more } = await new MockActivityEnvironment().run<[], RetentionResult, () => Promise<RetentionResult>>(
        () => job.deleteOld(),
      );
      if (!more) return { runs, seconds: (performance.now() - startedAtMs) / 1_000, slowestMs };
    }
  } finally {
    await relayDb.close();
  }
}
