import type { Database } from '../../client.js';

/** Whether Postgres answers; never throws. */
export const postgresUp = (db: Database): Promise<boolean> =>
  db.pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
