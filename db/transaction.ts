import type pg from 'pg';

/**
 * Sends a statement together with the commit, in one round trip: nobody waits for it by itself. Where it fails, nothing is
 * committed, and the transaction fails with its error.
 */
export type WithCommit = (statement: Promise<unknown>) => void;

/**
 * Runs `work` on a connection of its own, in one transaction. Commits when `work` returns, rolls back when it throws.
 * @param begin what begins it; sent together with the first statement of `work`
 * @throws what a statement that was sent with another failed with, or what `work` throws; where the connection has ended,
 * what ended it
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient, withCommit: WithCommit) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => (broken ??= error);
  client.on('error', onError);
  const sent: Promise<unknown>[] = [];
  const send: WithCommit = (statement) => {
    // It is heard of at the end.
    statement.catch(() => undefined);
    sent.push(statement);
  };
  try {
    // Whatever follows fails where this has failed: it finds a transaction that is aborted, or no org.
    send(client.query(begin));
    const result = await work(client, send);
    // After a statement that failed, Postgres answers a commit with a rollback.
    send(client.query('COMMIT'));
    await Promise.all(sent);
    return result;
  } catch (error) {
    const failed = await Promise.all(
      sent.map((one) =>
        one.then(
          () => null,
          (reason: unknown) => ({ reason }),
        ),
      ),
    );
    // What ended the connection says more than that it has ended, and what failed first more than what failed after it.
    const cause = broken ?? failed.find((one) => one !== null)?.reason ?? error;
    await client.query('ROLLBACK').catch((failure: Error) => (broken ??= failure));
    throw cause;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
