import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { OrgTransaction } from '../client.js';
import { Owner } from '../platform/owner.js';
import { PLATFORM_ORG } from '../platform/platform-org.js';
import type { Role } from '../../domain/platform/access/roles.js';
import { createSecretBox } from '../platform/secret-box.js';
import { carpat } from './carpat.js';
import { deriveFrom } from './derive.js';
import { hudson } from './hudson.js';
import { demoId } from './ids.js';
import type { DemoOrg } from './types.js';
import { addNewPeople, writeOrg } from './write.js';

/** What people and scripts need to use the demo. */
export interface DemoAccess {
  /** `orgId` null: the operator. */
  users: { email: string; password: string; role: Role; orgId: string | null }[];
  /** Those that take Standard Webhooks: `secret` is `whsec_…`. Those of other adapters are signed by their providers. */
  endpoints: { id: string; orgId: string; secret: string }[];
}

/** The demo lead in which something happens within a minute of the first start. */
export const leadToWatch = { orgId: carpat.id, leadId: demoId('lead:carpat:breaching') };

/** One number for "somebody seeds this database". */
const SEED_LOCK = 7_446_602;

/** Where operators live; it is no tenant. */
const platform: DemoOrg = {
  id: PLATFORM_ORG,
  name: 'Platform',
  timeZone: 'UTC',
  locale: 'en',
  calendars: [],
  people: [{ id: demoId('user:operator'), email: 'operator@pinggo.example', name: 'Olga Petrov', role: 'OPERATOR' }],
  teams: [],
  flows: [],
  endpoints: [],
  leads: [],
};

const demoOrgs: readonly DemoOrg[] = [carpat, hudson, platform];

/**
 * Writes the demo: two orgs with every role, flows, endpoints and leads that are under way, and an operator. An org
 * that is there already is left alone, whatever became of it, but for people whom a later version brings: so a second run
 * changes nothing.
 * @param ownerUrl URL of a role that owns the tables; the schema is up to date.
 * @param options.secretsKey PINGGO_SECRETS_KEY: encrypts the endpoints' secrets, and demo credentials follow from it.
 */
export async function seedDemo(ownerUrl: string, options: { secretsKey: string }): Promise<DemoAccess> {
  const derive = deriveFrom(options.secretsKey);
  const box = createSecretBox(options.secretsKey);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [SEED_LOCK]);
    for (const org of demoOrgs) {
      const tools = { derive, box, now: new Date() };
      await inOrg(client, org, (tx, isNew) => (isNew ? writeOrg(tx, org, tools) : addNewPeople(tx, org, tools)));
    }
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
  return {
    users: demoOrgs.flatMap((org) =>
      org.people.map(({ id, email, role }) => ({
        email,
        password: derive.password(id),
        role,
        orgId: org.id === PLATFORM_ORG ? null : org.id,
      })),
    ),
    endpoints: demoOrgs.flatMap((org) =>
      org.endpoints
        .filter(({ adapter }) => adapter === 'standard')
        .map(({ id }) => ({ id, orgId: org.id, secret: derive.secret(id) })),
    ),
  };
}

/** What is in a database: the demo, organisations but not the demo's, or nothing. @param ownerUrl as for `seedDemo` */
export async function contentsOf(ownerUrl: string): Promise<'DEMO' | 'OTHERS' | 'NOTHING'> {
  const orgs = await Owner.of(ownerUrl, (owner) => owner.organisations());
  if (orgs.length === 0) return 'NOTHING';
  return orgs.some(({ id }) => demoOrgs.some((org) => org.id === id)) ? 'DEMO' : 'OTHERS';
}

/** All of an org in one transaction: a seed that was interrupted begins anew. */
async function inOrg(
  client: pg.Client,
  org: DemoOrg,
  write: (tx: OrgTransaction, isNew: boolean) => Promise<void>,
): Promise<void> {
  await client.query('BEGIN');
  try {
    // Row-level security is forced: it holds for an owner too, unless that is a superuser.
    await client.query("SELECT set_config('app.org_id', $1, true)", [org.id]);
    const { rowCount } = await client.query(
      'INSERT INTO orgs (id, name, time_zone, locale) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [org.id, org.name, org.timeZone, org.locale],
    );
    // The writers only need a connection; that this one is no pool's makes no difference to them.
    const tx = Object.assign(drizzle(client), {
      orgId: org.id,
      client: client as unknown as pg.PoolClient,
    });
    await write(tx, rowCount === 1);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
