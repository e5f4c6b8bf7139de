import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

const migrations = fileURLToPath(new URL('../../db/migrations', import.meta.url));

/** Which migration it is: 11 of `0011_exchanges`. */
const numberOf = ({ tag }: { tag: string }): number => Number(tag.slice(0, 4));

interface Journal {
  entries: { tag: string }[];
}

const journal = async (): Promise<Journal> =>
  JSON.parse(await readFile(join(migrations, 'meta/_journal.json'), 'utf8')) as Journal;

/** The number of the newest migration. */
export const newestMigration = async (): Promise<number> => Math.max(...(await journal()).entries.map(numberOf));

/**
 * Applies the migrations up to one, as a version did that had no later ones.
 * @param ownerUrl of a database that has none yet
 * @param last number of the last migration
 */
export async function migrateUpTo(ownerUrl: string, last: number): Promise<void> {
  const all = await journal();
  const entries = all.entries.filter((entry) => numberOf(entry) <= last);
  const folder = await mkdtemp(join(tmpdir(), 'pinggo-migrations-'));
  const client = new pg.Client({ connectionString: ownerUrl });
  try {
    await mkdir(join(folder, 'meta'));
    await writeFile(join(folder, 'meta/_journal.json'), JSON.stringify({ ...all, entries }));
    for (const { tag } of entries) await cp(join(migrations, `${tag}.sql`), join(folder, `${tag}.sql`));
    await client.connect();
    await client.query('SET client_min_messages = warning');
    await migrate(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end();
    await rm(folder, { recursive: true });
  }
}
