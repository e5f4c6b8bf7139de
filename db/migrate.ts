import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { fillFoldedEmails, fillLeadWords } from './after-migrations.js';

/** One number for "somebody migrates this database"; any constant does. */
const MIGRATION_LOCK = 7_446_601;
const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

/**
 * Brings the schema up to date, under an advisory lock: a second process waits and then finds nothing to do.
 * @param ownerUrl URL of a role that may create tables and roles.
 */
export async function migrate(ownerUrl: string, log: (line: string) => void = () => undefined): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('SET client_min_messages = warning');
    await applyMigrations(drizzle(client), { migrationsFolder });
    await fillLeadWords(client, log);
    await fillFoldedEmails(client);
    log('the schema is up to date');
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

const MOST_TRIES = 10;

/** Roles are the cluster's, while the lock is the database's: who prepares another one may alter them at the same time. */
async function alterRole(client: pg.Client, change: string): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      await client.query(`ALTER ROLE ${change}`);
      return;
    } catch (error) {
      if (!(error as Error).message.includes('concurrently updated') || tries === MOST_TRIES) throw error;
    }
}

/**
 * Lets the processes' roles log in. Their passwords are derived from the owner's credentials, so that several
 * databases of one cluster, and several starts, agree on them without a place to keep them.
 * @returns the URLs under which the API and the activities (`appUrl`) and the relay and the sweep (`relayUrl`) connect.
 */
export async function ensureRoles(ownerUrl: string): Promise<{ appUrl: string; relayUrl: string }> {
  const owner = new URL(ownerUrl);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const urlOf = async (role: string): Promise<string> => {
      const key = `${decodeURIComponent(owner.username)}:${decodeURIComponent(owner.password)}`;
      const password = createHmac('sha256', key).update(role).digest('base64url');
      await alterRole(client, `${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
      const url = new URL(ownerUrl);
      url.username = role;
      url.password = password;
      return url.href;
    };
    return { appUrl: await urlOf('pinggo_app'), relayUrl: await urlOf('pinggo_relay') };
  } finally {
    await client.end();
  }
}
