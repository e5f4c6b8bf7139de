import pg from 'pg';

/** What the process was given. @throws Error when it was not */
export function need(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** As many connections as the product has. */
export function openPool(): pg.Pool {
  const pool = new pg.Pool({ connectionString: need('DATABASE_URL'), max: Number(need('DATABASE_POOL_SIZE')) });
  // An idle connection that breaks is opened again.
  pool.on('error', () => undefined);
  return pool;
}
