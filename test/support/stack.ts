import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { ensureRoles, migrate } from '../../db/migrate.js';

/** A database of a test's own. */
export interface TestDatabase {
  ownerUrl: string;
  appUrl: string;
  relayUrl: string;
  /** Removes it, also under connections that are still open. */
  drop(): Promise<void>;
}

/** URL of the run's Postgres, as its owner. */
export const ownerUrl = (): string => inject('ownerUrl');

/** Address of the run's Temporal dev server. */
export const temporalAddress = (): string => inject('temporalAddress');

/** Origin of its UI. */
export const temporalUiUrl = (): string => inject('temporalUiUrl');

/** Path of the Temporal CLI, to start a dev server of a test's own. */
export const temporalCliPath = (): string => inject('temporalCliPath');

/** Path of the time-skipping test server: `createTimeSkipping({ server: { executable: { type: 'existing-path', path } } })`. */
export const temporalTestServerPath = (): string => inject('temporalTestServerPath');

/**
 * Creates and migrates a fresh database on the run's Postgres.
 * @param bringUp to the schema of another version, instead
 */
export async function createTestDatabase(
  name: string,
  bringUp: (ownerUrl: string) => Promise<void> = migrate,
): Promise<TestDatabase> {
  const database = `test_${name.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_${randomBytes(4).toString('hex')}`.slice(
    -63,
  );
  await asOwner(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  const url = new URL(ownerUrl());
  url.pathname = `/${database}`;
  await bringUp(url.href);
  const roles = await ensureRoles(url.href);
  return {
    ownerUrl: url.href,
    ...roles,
    drop: () => asOwner(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`),
  };
}

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
