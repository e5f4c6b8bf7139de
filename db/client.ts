import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';

// COUNT(*) and the identities fit a double; bigint as text would leak into every answer.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A transaction that sees one org's rows only. */
export type OrgTransaction = NodePgDatabase & { orgId: string; client: pg.PoolClient };

/** What answers are read from. */
export interface Reads {
  /**
   * Runs `work` over one org's rows as they are at one instant: however many statements it takes, no part of what it puts
   * together is older than another. Nothing can be written in it.
   * @param options.genericPlans as `inOrg`'s
   */
  readOrg<T>(orgId: string, work: (tx: OrgTransaction) => Promise<T>, options?: { genericPlans?: boolean }): Promise<T>;
}

export interface Database extends Reads {
  pool: pg.Pool;
  /**
   * Runs `work` in one transaction with `app.org_id` set: row-level security does the rest.
   * Commits when `work` returns, rolls back when it throws.
   * @param options.genericPlans plans named statements once a connection, in this transaction: for one whose plan takes
   * longer to find than to run
   */
  inOrg<T>(orgId: string, work: (tx: OrgTransaction) => Promise<T>, options?: { genericPlans?: boolean }): Promise<T>;
  close(): Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text can be the id of a row: what comes from outside is asked this before it reaches a query. */
export const isId = (text: string): boolean => UUID.test(text);

/**
 * Connects as the role of the URL. A role that owns tables or bypasses row-level security gives up its rights for
 * `role` on each connection, so that no process ever runs as an owner.
 */
export function openDatabase(
  url: string,
  options: {
    role: 'pinggo_app' | 'pinggo_relay';
    poolSize?: number;
    /** Plans named statements once a connection: right where each is sent by keys only, as the worker's are. */
    genericPlans?: boolean;
    onError?: (error: Error) => void;
  },
): Database {
  const user = decodeURIComponent(new URL(url).username);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 12,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: options.role,
    ...(user === options.role ? {} : { options: `-c role=${options.role}` }),
  });
  // An idle connection that breaks (a database restart) must not end the process: the pool opens another.
  pool.on('error', (error) => options.onError?.(error));

  const generic = ", set_config('plan_cache_mode', 'force_generic_plan', true)";
  // Compiling a statement takes longer than running any of ours.
  const always = `, set_config('jit', 'off', true)${options.genericPlans ? generic : ''}`;
  const within =
    (begin: string): Database['inOrg'] =>
    async (orgId, work, own) => {
      if (!isId(orgId)) throw new Error(`not an org id: ${JSON.stringify(orgId)}`);
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error) => (broken = error);
      client.on('error', onError);
      try {
        // One round trip for both: the id was checked to be a UUID.
        await client.query(
          `${begin}; SELECT set_config('app.org_id', '${orgId}', true)${always}${own?.genericPlans ? generic : ''}`,
        );
        const tx = Object.assign(drizzle(client), { orgId, client });
        const result = await work(tx);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken);
      }
    };
  return {
    pool,
    inOrg: within('BEGIN'),
    readOrg: within('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY'),
    close: () => pool.end(),
  };
}
