import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { fillFoldedEmails, fillLeadWords, letOrgsGo } from './after-migrations.js';
import { applyMigrations, PATIENCE, type Patience } from './migrating/apply.js';
import { readMigrations } from './migrating/files.js';

/** One number for "somebody migrates this database"; any constant does. */
const MIGRATION_LOCK = 7_446_601;
const TURN_MS = 100;
const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

export interface MigrateOptions {
  log?: (line: string) => void;
  /** Number of the last migration to apply, as a version that had no later ones; without it all. */
  through?: number;
  patience?: Patience;
}

/** Number of a migration: 16 of `0016_identity`. */
const numberOf = (name: string): number => Number(name.slice(0, 4));

/**
 * Waits until nobody else migrates this database. Asked for again and again instead of waited for in one statement: that
 * would be a transaction, which an index that is made beside the work would wait for, and neither would ever end.
 */
async function takeTurn(client: pg.Client, log: (line: string) => void): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [MIGRATION_LOCK]);
    if (rows[0]!.mine) return;
    if (tries === 20) log('somebody else migrates this database; waiting …');
    await delay(TURN_MS);
  }
}

/**
 * Brings the schema up to date beside whoever works with it. A second process waits for its turn and then finds nothing to do.
 * @param ownerUrl URL of a role that may create tables and roles.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<void> {
  const { log = () => undefined, through, patience = PATIENCE } = options;
  const connect = () => new pg.Client({ connectionString: ownerUrl, application_name: 'pinggo_migrate' });
  const [client, watcher] = [connect(), connect()];
  // A statement that is under way hears of it too.
  watcher.on('error', () => undefined);
  try {
    await client.connect();
    await watcher.connect();
    await takeTurn(client, log);
    // What a role or a database may be set to is meant for the work.
    await client.query(
      'SET client_min_messages = warning; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0',
    );
    const wanted = readMigrations(migrationsFolder).filter(({ name }) => numberOf(name) <= (through ?? Infinity));
    for (const name of await applyMigrations({ client, watcher, log, patience }, wanted)) log(`${name} is applied`);
    if (through !== undefined) return;
    await fillLeadWords(client, log);
    await fillFoldedEmails(client);
    await letOrgsGo(client);
    log('the schema is up to date');
  } finally {
    // Ending the session gives the turn back.
    await Promise.all([client.end(), watcher.end()]);
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

/** Roles that processes connect as. */
type ProcessRole = 'pinggo_app' | 'pinggo_relay';

/** The password of a role, derived from the owner's credentials: whoever knows those needs no other place to keep it. */
export const passwordOf = (role: ProcessRole, owner: { user: string; password: string }): string =>
  createHmac('sha256', `${owner.user}:${owner.password}`).update(role).digest('base64url');

/** The owner's URL as a role's. */
export function urlOf(role: ProcessRole, ownerUrl: string): string {
  const { username, password } = new URL(ownerUrl);
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = passwordOf(role, { user: decodeURIComponent(username), password: decodeURIComponent(password) });
  return url.href;
}

/**
 * Lets the processes' roles log in. Their passwords are derived from the owner's credentials, so that several
 * databases of one cluster, and several starts, agree on them without a place to keep them.
 * @returns the URLs under which the API and the activities (`appUrl`) and the relay and the sweep (`relayUrl`) connect.
 */
export async function ensureRoles(ownerUrl: string): Promise<{ appUrl: string; relayUrl: string }> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await takeTurn(client, () => undefined);
    const letIn = async (role: ProcessRole): Promise<string> => {
      const url = urlOf(role, ownerUrl);
      await alterRole(client, `${role} LOGIN PASSWORD ${client.escapeLiteral(new URL(url).password)}`);
      return url;
    };
    return { appUrl: await letIn('pinggo_app'), relayUrl: await letIn('pinggo_relay') };
  } finally {
    await client.end();
  }
}
