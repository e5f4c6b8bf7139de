import type { Amounts } from '../../../domain/platform/metrics/family.js';
import type { Database } from '../../client.js';
import { temporalSeen } from './workers.js';

type Client = Pick<Database['pool'], 'query'>;

/**
 * Counts in the transaction in which it happened. A row is added and none changed, so that nobody waits for who counts the
 * same: the rows are folded into `counters` by and by.
 */
export async function addDelta(client: Client, amounts: Amounts): Promise<void> {
  if (Object.keys(amounts).length === 0) return;
  await client.query({
    name: 'counter_delta',
    text: 'INSERT INTO counter_deltas (amounts) VALUES ($1)',
    values: [JSON.stringify(amounts)],
  });
}

/**
 * Adds up to `limit` deltas to their totals and removes them, in one statement: whoever reads sees each amount once. Does
 * nothing where somebody else is at it. @param db as `pinggo_relay` @returns how many
 */
async function foldSome(db: Database, limit: number): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>({
    name: 'fold_counters',
    text: `
      WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(hashtextextended('counters', 0)) AS mine),
      gone AS (
        DELETE FROM counter_deltas WHERE id IN (
          SELECT id FROM counter_deltas WHERE (SELECT mine FROM mine) ORDER BY id LIMIT $1) RETURNING amounts),
      added AS (
        INSERT INTO counters (name, value)
        SELECT key, sum(value::bigint) FROM gone, jsonb_each_text(amounts) GROUP BY key ORDER BY key
        ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value)
      SELECT count(*) FROM gone`,
    values: [limit],
  });
  return rows[0]!.count;
}

const FOLD = 2_000;

/** Folds whatever there is. @param db as `pinggo_relay` */
export async function foldCounters(db: Database): Promise<void> {
  while ((await foldSome(db, FOLD)) === FOLD);
}

/** Adds to totals at once. @param db as `pinggo_relay` */
export async function addToCounters<Name extends string>(db: Database, amounts: Amounts<Name>): Promise<void> {
  await db.pool.query(
    `INSERT INTO counters (name, value) SELECT * FROM unnest($1::text[], $2::bigint[]) ORDER BY 1
     ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value`,
    [Object.keys(amounts), Object.values(amounts)],
  );
}

/** Totals over all processes and orgs, folded or not yet, and what waits now. */
export async function readCounters(db: Database): Promise<{ name: string; value: number }[]> {
  const { rows } = await db.pool.query<{ name: string; value: number }>(
    `SELECT name, sum(value)::float8 AS value FROM (
       SELECT name, value FROM counters
       UNION ALL SELECT key, value::bigint FROM counter_deltas, jsonb_each_text(amounts)) counted GROUP BY name
     UNION ALL SELECT name, value FROM waiting_now()
     ORDER BY name`,
  );
  const { workers, awaySince, backAt } = await temporalSeen(db);
  const awayMs = awaySince !== null && backAt === null ? Date.now() - awaySince.getTime() : 0;
  return [
    ...rows,
    { name: 'workers_seen', value: workers },
    { name: 'temporal_away_seconds', value: Math.max(0, awayMs) / 1_000 },
  ];
}
