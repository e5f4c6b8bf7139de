import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';

/** The first line of a file whose steps are transactions of their own. Each of them may be run a second time: it is written so. */
const OUTSIDE = '-- outside a transaction';
/** A line of a step that is run again and again, until it returns no row. */
const BATCHES = /^-- in batches\b/m;
const LEADING_COMMENTS = /^(\s*--[^\n]*\n)*\s*/;
const INDEX = /^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?/i;
const NEVER_IN_A_TRANSACTION = /^(?:DROP\s+INDEX\s+CONCURRENTLY|VACUUM|REINDEX\s+\w+\s+CONCURRENTLY)\b/i;

export type Step =
  /** One transaction. */
  | { kind: 'TRANSACTION'; sql: string }
  /** An index that is made beside the work; one that a broken-off try left behind is made anew. */
  | { kind: 'INDEX'; sql: string; index: string }
  /** What Postgres refuses in a transaction. */
  | { kind: 'ALONE'; sql: string }
  /** A transaction for each batch. */
  | { kind: 'BATCHES'; sql: string };

export interface Migration {
  /** `0016_identity` */
  name: string;
  /** Its date in the journal, by which Drizzle and we know what was applied. */
  whenMs: number;
  hash: string;
  /** Statements of one transaction; or steps, one after the other. */
  content: { statements: string[] } | { steps: Step[] };
}

function stepOf(sql: string): Step {
  const statement = sql.replace(LEADING_COMMENTS, '');
  const index = INDEX.exec(statement)?.[1];
  if (index !== undefined) return { kind: 'INDEX', sql, index };
  if (NEVER_IN_A_TRANSACTION.test(statement)) return { kind: 'ALONE', sql };
  return { kind: BATCHES.test(sql) ? 'BATCHES' : 'TRANSACTION', sql };
}

/** How the file of a migration is run. */
export const contentOf = (statements: string[]): Migration['content'] =>
  statements[0]!.startsWith(OUTSIDE) ? { steps: statements.map(stepOf) } : { statements };

/** All migrations of a folder that Drizzle keeps, in their order. */
export function readMigrations(folder: string): Migration[] {
  const { entries } = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, folderMillis, hash }, index) => ({
    name: entries[index]!.tag,
    whenMs: folderMillis,
    hash,
    content: contentOf(sql),
  }));
}
