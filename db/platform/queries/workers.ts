import type { Database } from '../../client.js';

/** One that was not seen for so long is gone, or cut off from Postgres: what it said last counts no more. */
const SEEN_MS = 15_000;

export interface WorkerSight {
  awaySinceMs: number | null;
  backAtMs: number | null;
}

/** Writes down that a worker is there and what it sees of Temporal, and forgets those that are gone. @param db as `pinggo_relay` */
export async function tellOfWorker(db: Database, id: string, { awaySinceMs, backAtMs }: WorkerSight): Promise<void> {
  await db.pool.query({
    name: 'tell_of_worker',
    text: `
      WITH gone AS (
        DELETE FROM workers WHERE id <> $1 AND seen_at < statement_timestamp() - $4 * interval '1 millisecond')
      INSERT INTO workers (id, seen_at, temporal_away_since, temporal_back_at)
      VALUES ($1, statement_timestamp(), to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000))
      ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at,
        temporal_away_since = excluded.temporal_away_since, temporal_back_at = excluded.temporal_back_at`,
    values: [id, awaySinceMs, backAtMs, 4 * SEEN_MS],
  });
}

/** One that ends in order is not waited for. @param db as `pinggo_relay` */
export async function forgetWorker(db: Database, id: string): Promise<void> {
  await db.pool.query('DELETE FROM workers WHERE id = $1', [id]);
}

/** Temporal as the workers see it that were seen lately. */
export interface TemporalSeen {
  /** How many workers. */
  workers: number;
  /**
   * Since when it answers none of them; once it is back, since when it did not. Null: it never failed to. Where one of them
   * reaches it, leads go on by it.
   */
  awaySince: Date | null;
  /** When it was back; null while it is away. */
  backAt: Date | null;
}

export async function temporalSeen(db: Database): Promise<TemporalSeen> {
  const { rows } = await db.pool.query<TemporalSeen>({
    name: 'temporal_seen',
    text: `
      WITH seen AS (
        SELECT temporal_away_since AS since, temporal_back_at AS back,
          temporal_away_since IS NOT NULL AND temporal_back_at IS NULL AS away
        FROM workers WHERE seen_at > statement_timestamp() - $1 * interval '1 millisecond'),
      whole AS (SELECT count(*)::int AS workers, coalesce(bool_and(away), false) AS away FROM seen)
      SELECT w.workers, CASE WHEN w.away THEN (SELECT max(since) FROM seen) ELSE last.since END AS "awaySince",
        CASE WHEN NOT w.away THEN last.back END AS "backAt"
      FROM whole w LEFT JOIN LATERAL (
        SELECT since, back FROM seen WHERE back IS NOT NULL ORDER BY back DESC LIMIT 1) last ON true`,
    values: [SEEN_MS],
  });
  return rows[0]!;
}
