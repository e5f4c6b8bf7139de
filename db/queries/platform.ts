import type { Database } from '../client.js';

/** Whether Postgres answers, within `deadlineMs`; never throws. */
export async function postgresUp(db: Database, deadlineMs = 2_000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), deadlineMs);
  });
  const answer = db.pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Totals over all processes and orgs. */
export async function readCounters(db: Database): Promise<{ name: string; value: number }[]> {
  const { rows } = await db.pool.query<{ name: string; value: number }>(
    'SELECT name, value FROM counters ORDER BY name',
  );
  return rows;
}
