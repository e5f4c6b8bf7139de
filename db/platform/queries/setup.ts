import type { SetupLinkStanding } from '../../../domain/platform/orgs/setup-link.js';
import type { Database, OrgTransaction } from '../../client.js';

/** What an organisation is made of. */
export interface NewOrganisation {
  id: string;
  name: string;
  /** IANA. */
  timeZone: string;
  /** BCP 47. */
  locale: string;
  /** ISO 3166-1. */
  country: string | null;
}

/** How the setup link with this SHA-256 stands. @returns `expireAt` null: of a link that nobody made */
export async function setupLinkStanding(
  db: Pick<Database, 'pool'>,
  hash: string,
  now: Date,
): Promise<{ standing: SetupLinkStanding; expireAt: Date | null }> {
  const { rows } = await db.pool.query<{ standing: SetupLinkStanding; expireAt: Date }>(
    'SELECT standing, expire_at AS "expireAt" FROM setup_link_standing($1, $2)',
    [hash, now],
  );
  return rows[0] ?? { standing: 'UNKNOWN', expireAt: null };
}

/**
 * Uses a setup link up and makes the organisation. Of several at once one comes first.
 * @param tx of the organisation that is to be
 * @returns how the link stood: with anything but `GOOD`, nothing was done
 */
export async function foundOrganisation(
  tx: OrgTransaction,
  hash: string,
  { name, timeZone, locale, country }: NewOrganisation,
  now: Date,
): Promise<SetupLinkStanding> {
  const { rows } = await tx.client.query<{ standing: SetupLinkStanding }>(
    'SELECT found_organisation($1, $2, $3, $4, $5, $6, $7) AS standing',
    [hash, now, tx.orgId, name, timeZone, locale, country],
  );
  return rows[0]!.standing;
}
