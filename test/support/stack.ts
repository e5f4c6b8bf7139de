import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { onDatabase, TEMPLATE, type DatabaseUrls } from './database-urls.js';

/** A database of a test's own. */
export interface TestDatabase extends DatabaseUrls {
  /** Removes it, also under connections that are still open. */
  drop(): Promise<void>;
}

/** Address of the run's Temporal dev server. */
export const temporalAddress = (): string => inject('temporalAddress');

/** Origin of its UI. */
export const temporalUiUrl = (): string => inject('temporalUiUrl');

/** Path of the Temporal CLI, to start a dev server of a test's own. */
export const temporalCliPath = (): string => inject('temporalCliPath');

/** Path of the time-skipping test server: `createTimeSkipping({ server: { executable: { type: 'existing-path', path } } })`. */
export const temporalTestServerPath = (): string => inject('temporalTestServerPath');

/**
 * Creates a database on the run's Postgres that has the schema and no rows.
 * @param apply brings an empty one to another schema, instead
 */
export async function createTestDatabase(
  name: string,
  apply?: (ownerUrl: string) => Promise<void>,
): Promise<TestDatabase> {
  const database = `test_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_${randomBytes(4).toString('hex')}`.slice(
    -63,
  );
  const created = `CREATE DATABASE ${pg.escapeIdentifier(database)}`;
  await asOwner(apply ? created : `${created} TEMPLATE ${TEMPLATE}`);
  const { ownerUrl, appUrl, relayUrl } = inject('template');
  await apply?.(onDatabase(ownerUrl, database));
  return {
    ownerUrl: onDatabase(ownerUrl, database),
    appUrl: onDatabase(appUrl, database),
    relayUrl: onDatabase(relayUrl, database),
    drop: () => asOwner(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`),
  };
}

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: onDatabase(inject('template').ownerUrl, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
