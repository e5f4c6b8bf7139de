import type { Database } from '../../client.js';

/** Whether Postgres answers; never throws. */
export const postgresUp = (db: Database): Promise<boolean> =>
  db.pool.query('SELECT 1').then(
    () => true,
    () => false,
  );

/** Totals over all processes and orgs. */
export async function readCounters(db: Database): Promise<{ name: string; value: number }[]> {
  const { rows } = await db.pool.query<{ name: string; value: number }>(
    'SELECT name, value FROM counters ORDER BY name',
  );
  return rows;
}

/** Adds to totals that `/metrics` shows. */
export async function addToCounters(db: Database, amounts: Record<string, number>): Promise<void> {
  await db.pool.query(
    `INSERT INTO counters (name, value) SELECT * FROM unnest($1::text[], $2::bigint[])
     ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value`,
    [Object.keys(amounts), Object.values(amounts)],
  );
}
