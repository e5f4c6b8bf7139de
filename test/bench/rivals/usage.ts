import pg from 'pg';
import type { Contender } from './contender.js';

/** Has the statements of a database counted, for connections from now on. */
export async function countStatements(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { pathname } = new URL(ownerUrl);
    await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await client.query(`ALTER DATABASE ${pathname.slice(1)} SET compute_query_id = on`);
  } finally {
    await client.end();
  }
}

export interface Usage {
  /** Each `BEGIN` and `COMMIT` is one, too. */
  statements: number;
  /** Tables with their indexes. */
  bytes: number;
  /** What the log grew by: what a replica or a backup is sent. */
  logBytes: number;
}

/** What a contender's processes have used of Postgres so far. */
async function read({ sql, role }: Contender): Promise<Usage> {
  const { rows } = await sql.query<Usage>(
    `SELECT
       (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
        WHERE rolname LIKE $1 AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()))::float8
         AS statements,
       (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema'))::float8 AS bytes,
       pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS "logBytes"`,
    [role],
  );
  return rows[0]!;
}

/** Starts counting; what is returned gives what each of so many lives has used since. */
export async function watchUsage(contender: Contender): Promise<(lives: number) => Promise<Usage>> {
  const before = await read(contender);
  return async (lives) => {
    const after = await read(contender);
    return {
      statements: (after.statements - before.statements) / lives,
      bytes: (after.bytes - before.bytes) / lives,
      logBytes: (after.logBytes - before.logBytes) / lives,
    };
  };
}
