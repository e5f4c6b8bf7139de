import pg from 'pg';
import type { Database } from './client.js';
import { inTransaction } from './transaction.js';

/** How long work on the database is wanted. */
export interface Bounds {
  /** Aborted: nobody waits for it any more. */
  signal: AbortSignal;
  /** When it is over in any case, epoch milliseconds: also where this process dies and nobody aborts it. */
  untilMs: number;
}

/** No statement is given less: a caller whose time is up is told by the signal. */
const LEAST_MS = 10_000;
/** One that is between two statements when it is cancelled goes on to the next. */
const AGAIN_MS = 500;

/**
 * The same database for work that ends with its caller: a statement that runs when the signal is aborted is cancelled in
 * Postgres, and Postgres itself ends what runs beyond the caller's time. Single statements of the pool are planned as
 * look-ups by index, whatever the table's statistics say: they are for questions that indexes were made for.
 */
export function bound(db: Database, bounds: Bounds): Database {
  const mostMs = (): number => Math.ceil(Math.max(LEAST_MS, bounds.untilMs - Date.now()));

  async function guarded<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
    bounds.signal.throwIfAborted();
    const { processID } = client as pg.ClientBase & { processID: number };
    let cancelling: Promise<unknown> = Promise.resolve();
    const cancel = (): void => {
      cancelling = cancelling.then(() => cancelBackend(db.pool.options, processID)).catch(() => undefined);
    };
    let again: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      cancel();
      again = setInterval(cancel, AGAIN_MS);
    };
    bounds.signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await work();
    } finally {
      bounds.signal.removeEventListener('abort', onAbort);
      clearInterval(again);
      // Only then may somebody else have the connection: the cancellation must not hit them.
      await cancelling;
    }
  }

  const single = (...query: Parameters<pg.Pool['query']>): Promise<unknown> =>
    inTransaction(
      db.pool,
      `BEGIN; SET LOCAL statement_timeout = ${mostMs()}; SET LOCAL enable_seqscan = off; SET LOCAL jit = off`,
      (client) => guarded(client, () => (client.query as (...args: unknown[]) => Promise<unknown>)(...query)),
    );

  const within =
    (run: Database['inOrg']): Database['inOrg'] =>
    (orgId, work, options) =>
      run(
        orgId,
        async (tx, withCommit) => {
          // A limit that is shorter already stays.
          await tx.client.query(
            `SELECT set_config('statement_timeout', $1, true) FROM pg_settings
             WHERE name = 'statement_timeout' AND setting::int NOT BETWEEN 1 AND $1::int`,
            [String(mostMs())],
          );
          return guarded(tx.client, () => work(tx, withCommit));
        },
        options,
      );

  return {
    ...db,
    pool: Object.assign(Object.create(db.pool) as pg.Pool, { query: single }),
    inOrg: within((...args) => db.inOrg(...args)),
    // Who reads has nothing to send with the commit.
    readOrg: within((...args) => (db.readOrg as Database['inOrg'])(...args)),
  };
}

/** On a connection of its own: the pool may be what is exhausted. As whoever logged in, whose backend it is. */
async function cancelBackend(options: pg.PoolOptions, processId: number): Promise<void> {
  const client = new pg.Client(options);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`SET ROLE NONE; SELECT pg_cancel_backend(${Number(processId)})`);
  } finally {
    await client.end();
  }
}
