import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Migration, Step } from './files.js';
import { watchHolders } from './holders.js';

export interface Patience {
  /**
   * How long a step waits for a lock before it lets go: whoever comes after it waits as long. Well below Postgres's
   * `deadlock_timeout` of a second: of two that wait for each other it is never the writer that is given up.
   */
  lockTimeoutMs: number;
  /** How long it is tried again. */
  giveUpAfterMs: number;
}

export const PATIENCE: Patience = { lockTimeoutMs: 400, giveUpAfterMs: 2 * 60_000 };

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** An index waits for every transaction that is older than it; it holds nobody up meanwhile. */
const TELL_AFTER_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';
const MOST_TRIES = 3;

/** The table of Drizzle's own migrator, which applied the migrations until now: a database goes on where that left it. */
const TABLE = 'drizzle.__drizzle_migrations';

export interface Migrating {
  /** As the owner of the database. */
  client: pg.Client;
  /** Another connection, that looks who is in the way. */
  watcher: pg.Client;
  log: (line: string) => void;
  patience: Patience;
}

/** Somebody holds a lock that a migration needs. */
export class LockHeldError extends Error {}

/** Applies those that the database does not have yet, each with its own commit. @returns their names */
export async function applyMigrations(migrating: Migrating, migrations: readonly Migration[]): Promise<string[]> {
  const { client } = migrating;
  await client.query(`CREATE SCHEMA IF NOT EXISTS drizzle;
    CREATE TABLE IF NOT EXISTS ${TABLE} (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`);
  const { rows } = await client.query<{ last: string | null }>(`SELECT max(created_at)::text AS last FROM ${TABLE}`);
  const lastMs = Number(rows[0]?.last ?? 0);
  const applied: string[] = [];
  for (const migration of migrations.filter(({ whenMs }) => whenMs > lastMs)) {
    await apply(migrating, migration);
    applied.push(migration.name);
  }
  return applied;
}

async function apply(migrating: Migrating, { name, whenMs, hash, content }: Migration): Promise<void> {
  const { client } = migrating;
  const note = () => client.query(`INSERT INTO ${TABLE} (hash, created_at) VALUES ($1, $2)`, [hash, whenMs]);
  try {
    if ('statements' in content)
      await inTransaction(migrating, name, async () => {
        for (const statement of content.statements) await client.query(statement);
        await note();
      });
    else {
      for (const step of content.steps) await take(migrating, name, step);
      await note();
    }
  } catch (error) {
    if (error instanceof LockHeldError) throw error;
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

async function take(migrating: Migrating, name: string, step: Step): Promise<void> {
  const { client, log } = migrating;
  switch (step.kind) {
    case 'TRANSACTION':
      await inTransaction(migrating, name, () => client.query(step.sql));
      return;
    case 'BATCHES': {
      let rows = 0;
      for (let batch = 1; ; batch += 1) {
        const count = await inTransaction(migrating, name, async () => (await client.query(step.sql)).rowCount ?? 0);
        if (count === 0) return;
        rows += count;
        if (batch % 50 === 0) log(`${name}: ${rows.toLocaleString('en')} rows so far …`);
      }
    }
    case 'INDEX':
      for (let tries = 1; !(await isThere(migrating, name, step.index)); tries += 1) {
        log(`${name}: making the index ${step.index} beside the work …`);
        await beside(migrating, name, step.sql).catch((error: unknown) => {
          // Two that wait for each other: the other went on, and this is made anew.
          if ((error as { code?: string }).code !== DEADLOCK || tries === MOST_TRIES) throw error;
        });
      }
      return;
    case 'ALONE':
      await beside(migrating, name, step.sql);
  }
}

/** Whether an index is there and good. One that is not, of a try that was broken off, is removed. */
async function isThere(migrating: Migrating, name: string, index: string): Promise<boolean> {
  const { rows } = await migrating.client.query<{ valid: boolean }>(
    'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)',
    [`public.${index}`],
  );
  if (rows.length === 0) return false;
  if (rows[0]!.valid) return true;
  migrating.log(`${name}: the index ${index} was left unfinished; it is made anew`);
  await beside(migrating, name, `DROP INDEX CONCURRENTLY IF EXISTS public."${index}"`);
  return false;
}

/** What is done beside the work asks for locks that hold nobody up, and may take as long as it needs. */
async function beside({ client, watcher, log }: Migrating, name: string, sql: string): Promise<void> {
  await client.query('SET lock_timeout = 0');
  const holders = watchHolders(watcher, await pidOf(client));
  const telling = setInterval(() => {
    const held = holders.seen();
    if (held) log(`${name} waits for ${held} to end its transaction; nobody waits for it meanwhile`);
  }, TELL_AFTER_MS);
  try {
    await client.query(sql);
  } finally {
    clearInterval(telling);
    holders.stop();
  }
}

/** Tried again while others hold what it needs: it lets go each time, so that those who come after it can pass. */
async function inTransaction<T>(migrating: Migrating, name: string, work: () => Promise<T>): Promise<T> {
  const { client, watcher, log, patience } = migrating;
  const giveUpAtMs = Date.now() + patience.giveUpAfterMs;
  const holders = watchHolders(watcher, await pidOf(client));
  let pauseMs = FIRST_PAUSE_MS;
  try {
    for (;;) {
      await client.query(`BEGIN; SET LOCAL lock_timeout = ${patience.lockTimeoutMs}`);
      try {
        const result = await work();
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        const { code } = error as { code?: string };
        if (code !== LOCK_NOT_AVAILABLE && code !== DEADLOCK) throw error;
        const holder = holders.seen() ?? 'another session';
        if (Date.now() + pauseMs > giveUpAtMs)
          throw new LockHeldError(
            `${name} needs a lock that ${holder} holds, and did not get it in ${Math.round(patience.giveUpAfterMs / 1000)} s. ` +
              'What this run had done before stays; the rest was undone. End that session, or wait until it has ended, and migrate again.',
            { cause: error },
          );
        log(`${name} needs a lock that ${holder} holds; it is tried again`);
        await delay(pauseMs);
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      }
    }
  } finally {
    holders.stop();
  }
}

async function pidOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]!.pid;
}
