import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url));

interface Journal {
  entries: { tag: string }[];
}

/** Brings a database to the schema that it had up to a migration, e.g. `0011_exchanges`. */
export const migrateUntil =
  (lastTag: string) =>
  async (ownerUrl: string): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'pinggo-migrations-'));
    const client = new pg.Client({ connectionString: ownerUrl });
    try {
      await cp(MIGRATIONS, folder, { recursive: true });
      const file = join(folder, 'meta', '_journal.json');
      const journal = JSON.parse(await readFile(file, 'utf8')) as Journal;
      const last = journal.entries.findIndex(({ tag }) => tag === lastTag);
      if (last < 0) throw new Error(`there is no migration ${lastTag}`);
      await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, last + 1) }));
      await client.connect();
      await migrate(drizzle(client), { migrationsFolder: folder });
    } finally {
      await client.end();
      await rm(folder, { recursive: true });
    }
  };
