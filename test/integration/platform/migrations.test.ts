import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyMigrations, LockHeldError, type Patience } from '../../../db/migrating/apply.js';
import { contentOf, readMigrations, type Migration } from '../../../db/migrating/files.js';
import { migrate } from '../../../db/migrate.js';
import { migrateUpTo, newestMigration } from '../../support/older-schema.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { fillOldOrg, startWriters, WRITERS_VERSION } from '../../support/writers.js';

const IMPATIENT: Patience = { lockTimeoutMs: 300, giveUpAfterMs: 1_500 };
const FAR_AHEAD_MS = 2_000_000_000_000;
/** As if it were the next one. */
const made = (name: string, statements: string[], later = 0): Migration => ({
  name,
  whenMs: FAR_AHEAD_MS + later,
  hash: name,
  content: contentOf(statements),
});
const OUTSIDE = '-- outside a transaction\n';

let database: TestDatabase;
let client: pg.Client;
let watcher: pg.Client;
let other: pg.Client;
let said: string[] = [];

const connect = async (application_name: string): Promise<pg.Client> => {
  const opened = new pg.Client({ connectionString: database.ownerUrl, application_name });
  await opened.connect();
  return opened;
};
const apply = (migrations: Migration[], patience: Patience = IMPATIENT) =>
  applyMigrations({ client, watcher, log: (line) => said.push(line), patience }, migrations);
const valid = async (index: string): Promise<boolean | null> => {
  const { rows } = await other.query<{ valid: boolean }>(
    'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)',
    [index],
  );
  return rows[0]?.valid ?? null;
};

async function open(name: string, through?: number): Promise<void> {
  database = await createTestDatabase(name, through === undefined ? undefined : (url) => migrateUpTo(url, through));
  [client, watcher, other] = (await Promise.all(['migrates', 'watches', 'other'].map(connect))) as [
    pg.Client,
    pg.Client,
    pg.Client,
  ];
  await client.query('SET client_min_messages = warning');
  said = [];
}
async function close(): Promise<void> {
  await Promise.all([client, watcher, other].map((each) => each?.end()));
  await database?.drop();
}

describe('a migration', () => {
  beforeAll(() => open('migrations'));
  afterAll(close);

  it('is a transaction of its own: what was before it stays, and it leaves nothing behind', async () => {
    const first = made('0901_first', ['CREATE TABLE first (a int)']);
    const second = made('0902_second', ['CREATE TABLE second (a int)', 'SELECT 1 / 0'], 1);
    await expect(apply([first, second])).rejects.toThrow('0902_second: division by zero');
    const { rows } = await other.query("SELECT to_regclass('first') AS first, to_regclass('second') AS second");
    expect(rows[0]).toEqual({ first: 'first', second: null });
    expect(await apply([first, made('0902_second', ['CREATE TABLE second (a int)'], 1)])).toEqual(['0902_second']);
  });

  it('lets go of a queue that it holds up, says who is in the way, and goes on when they have ended', async () => {
    await other.query('BEGIN; SELECT FROM first');
    const wanted = made('0903_waits', ['ALTER TABLE first ADD COLUMN b int'], 2);
    const failure = await apply([wanted]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LockHeldError);
    expect((failure as Error).message).toMatch(/^0903_waits needs a lock that pid \d+ \(other, idle in transaction, /);
    expect((failure as Error).message).toContain('End that session');

    const applying = apply([wanted], { lockTimeoutMs: 300, giveUpAfterMs: 30_000 });
    said = [];
    await waitFor('it has been tried again', () => Promise.resolve(said.length > 1));
    await other.query('COMMIT');
    expect(await applying).toEqual(['0903_waits']);
  });

  it('makes an index anew that a broken-off try left unfinished', async () => {
    await other.query('INSERT INTO second VALUES (1), (1)');
    const wanted = made('0904_index', [`${OUTSIDE}CREATE UNIQUE INDEX CONCURRENTLY second_a ON second (a)`], 3);
    await expect(apply([wanted])).rejects.toThrow(/0904_index: could not create unique index/);
    expect(await valid('second_a')).toBe(false);
    await other.query('DELETE FROM second');
    expect(await apply([wanted])).toEqual(['0904_index']);
    expect(await valid('second_a')).toBe(true);
    expect(said.join()).toContain('the index second_a was left unfinished');
  });

  it('moves rows in batches, each committed, until none is left', async () => {
    await other.query('CREATE TABLE moved (a int, b int); INSERT INTO moved SELECT n FROM generate_series(1, 25) n');
    const wanted = (then: string[]) =>
      made(
        '0905_batches',
        [
          `${OUTSIDE}-- in batches\nUPDATE moved SET b = a WHERE a IN (SELECT a FROM moved WHERE b IS NULL ORDER BY a LIMIT 10)`,
          ...then,
        ],
        4,
      );
    await expect(apply([wanted(['SELECT 1 / 0'])])).rejects.toThrow('division by zero');
    const { rows } = await other.query(
      'SELECT count(*)::int AS moved, count(DISTINCT xmin::text)::int AS batches FROM moved WHERE b = a',
    );
    expect(rows[0]).toEqual({ moved: 25, batches: 3 });
    expect(await apply([wanted([])])).toEqual(['0905_batches']);
  });

  it('has its turn: two processes that migrate at once do it once, and neither waits in a transaction', async () => {
    await other.query('DROP SCHEMA public CASCADE; DROP SCHEMA drizzle CASCADE; CREATE SCHEMA public');
    await Promise.all([migrate(database.ownerUrl), migrate(database.ownerUrl)]);
    const { rows } = await other.query('SELECT count(*)::int AS applied FROM drizzle.__drizzle_migrations');
    expect(rows[0]).toEqual({
      applied: readMigrations(fileURLToPath(new URL('../../../db/migrations', import.meta.url))).length,
    });
  });
});

describe('a migration that is broken off after any of its steps', () => {
  beforeAll(() => open('migrations_again', WRITERS_VERSION));
  afterAll(close);

  it('goes on from there, and ends as one that was not', async () => {
    const all = readMigrations(fileURLToPath(new URL('../../../db/migrations', import.meta.url)));
    for (const migration of all.filter(({ name }) => Number(name.slice(0, 4)) > WRITERS_VERSION)) {
      if ('steps' in migration.content) {
        const { steps } = migration.content;
        for (let count = 1; count <= steps.length; count += 1) {
          const content = { steps: [...steps.slice(0, count), { kind: 'TRANSACTION', sql: 'SELECT 1 / 0' } as const] };
          await expect(apply([{ ...migration, content }])).rejects.toThrow('division by zero');
        }
      }
      await apply([migration]);
    }
    const shape = async (url: string): Promise<unknown[]> => {
      const reader = new pg.Client({ connectionString: url });
      await reader.connect();
      try {
        const { rows } = await reader.query(
          `SELECT table_name || '.' || column_name || ' ' || data_type AS what FROM information_schema.columns WHERE table_schema = 'public'
           UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
           UNION SELECT tablename || ' ' || policyname FROM pg_policies
           UNION SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
           UNION SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
           ORDER BY what`,
        );
        return rows.map(({ what }) => what as string);
      } finally {
        await reader.end();
      }
    };
    // What the last step of all, beside the migrations, removes.
    await migrate(database.ownerUrl);
    const fresh = await createTestDatabase('migrations_fresh');
    try {
      expect(await shape(database.ownerUrl)).toEqual(await shape(fresh.ownerUrl));
    } finally {
      await fresh.drop();
    }
  });
});

describe('migrating a desk at work', () => {
  beforeAll(() => open('migrations_writers', WRITERS_VERSION));
  afterAll(close);

  it(`holds nobody up and fails nobody, from ${WRITERS_VERSION} to ${newestMigration()}`, async () => {
    const org = await fillOldOrg(database.ownerUrl, 6_000);
    const writers = startWriters(database, org);
    await migrate(database.ownerUrl);
    const written = await writers.stop();
    expect(written.failures).toEqual([]);
    expect(written.count).toBeGreaterThan(50);
    // Longer than a lock is waited for, and far from a migration's whole time with more leads.
    expect(written.longestMs).toBeLessThan(5_000);
    // Also those that came in meanwhile are known by who brought them.
    const { rows } = await other.query(
      `SELECT count(*) FILTER (WHERE endpoint_id IS NULL AND identity_scope <> 'api_key:' || $1)::int AS "byOthers",
         count(*) FILTER (WHERE endpoint_id IS NULL AND identity_scope IS NULL)::int AS unknown,
         count(*) FILTER (WHERE endpoint_id IS NOT NULL AND identity_scope IS NOT NULL)::int AS scoped FROM leads`,
      [org.keyId],
    );
    expect(rows[0]).toEqual({ byOthers: 0, unknown: 0, scoped: 0 });
  });
});
