import type pg from 'pg';

/**
 * Runs `work` on a connection of its own, in one transaction. Commits when `work` returns, rolls back when it throws.
 * @param begin what begins it, in one round trip
 * @throws what `work` throws; where the connection has ended, what ended it
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => (broken ??= error);
  client.on('error', onError);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // What ended the connection says more than that it has ended.
    const cause = broken ?? error;
    await client.query('ROLLBACK').catch((failure: Error) => (broken ??= failure));
    throw cause;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
