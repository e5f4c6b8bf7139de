import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { SETUP_LINK_MS } from '../../domain/platform/orgs/setup-link.js';
import type { OrgTransaction } from '../client.js';
import { PLATFORM_ORG } from './platform-org.js';
import type { NewOrganisation } from './queries/setup.js';
import { hashOfSetupToken, newSetupToken } from './setup-token.js';

/** One number for "somebody makes an organisation"; `found_organisation` has the same. */
const FOUNDING_LOCK = 7_446_603;

/** What only the owner of the database may do: make organisations, and the links by which the first one is made. */
export class Owner {
  private constructor(private readonly client: pg.Client) {}

  /** Connects, does the work and lets go. @param ownerUrl as for `npm run migrate` */
  static async of<T>(ownerUrl: string, work: (owner: Owner) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: ownerUrl, application_name: 'pinggo_admin' });
    await client.connect();
    try {
      return await work(new Owner(client));
    } finally {
      await client.end();
    }
  }

  async hasOrganisation(): Promise<boolean> {
    const { rows } = await this.client.query<{ has: boolean }>('SELECT has_organisation() AS has');
    return rows[0]!.has;
  }

  /** The oldest first. */
  async organisations(): Promise<{ id: string; name: string }[]> {
    return (await this.client.query<{ id: string; name: string }>('SELECT id, name FROM organisations()')).rows;
  }

  /**
   * Makes a setup link; those before it are of no use from now on.
   * @returns its token, of which nothing but a hash is kept; null: there is an organisation already
   */
  async newSetupLink(now: Date): Promise<{ token: string; expireAt: Date } | null> {
    return this.transaction(async () => {
      if (await this.hasOrganisation()) return null;
      const token = newSetupToken();
      const expireAt = new Date(now.getTime() + SETUP_LINK_MS);
      await this.client.query('UPDATE setup_links SET replaced_at = $1 WHERE used_at IS NULL AND replaced_at IS NULL', [
        now,
      ]);
      await this.client.query('INSERT INTO setup_links (hash, created_at, expire_at) VALUES ($1, $2, $3)', [
        hashOfSetupToken(token),
        now,
        expireAt,
      ]);
      return { token, expireAt };
    });
  }

  /** Makes an organisation, whatever others there are, and furnishes it in the same transaction. */
  newOrganisation<T>(
    { id, name, timeZone, locale, country }: NewOrganisation,
    now: Date,
    furnish: (tx: OrgTransaction) => Promise<T>,
  ): Promise<T> {
    return this.inOrg(id, async (tx) => {
      await this.client.query(
        'INSERT INTO orgs (id, name, time_zone, locale, country, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
        [id, name, timeZone, locale, country, now],
      );
      return furnish(tx);
    });
  }

  /** Works in the platform's own org, where operators live, and makes it where it is not there. Whoever is in it needs a second factor. */
  inPlatform<T>(now: Date, work: (tx: OrgTransaction) => Promise<T>): Promise<T> {
    return this.inOrg(PLATFORM_ORG, async (tx) => {
      await this.client.query(
        `INSERT INTO orgs (id, name, created_at, sign_in) VALUES ($1, 'Platform', $2, '{"factorForAdmins": true}')
         ON CONFLICT (id) DO UPDATE SET sign_in = orgs.sign_in || excluded.sign_in`,
        [PLATFORM_ORG, now],
      );
      return work(tx);
    });
  }

  /** Row-level security is forced: it holds for an owner too, unless that is a superuser. */
  inOrg<T>(orgId: string, work: (tx: OrgTransaction) => Promise<T>): Promise<T> {
    return this.transaction(async () => {
      await this.client.query("SELECT set_config('app.org_id', $1, true)", [orgId]);
      const client = this.client as unknown as pg.PoolClient;
      return work(Object.assign(drizzle(this.client), { orgId, client }));
    });
  }

  private async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    try {
      await this.client.query('SELECT pg_advisory_xact_lock($1)', [FOUNDING_LOCK]);
      const result = await work();
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}
