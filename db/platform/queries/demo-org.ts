import type { OrgTransaction } from '../../client.js';
import type { NewOrganisation } from './setup.js';

/**
 * Makes the organisation that is another one's demo.
 * @param tx of the organisation that is to be
 * @param of whose demo
 * @returns false: there is one already, or that organisation is a demo itself
 */
export async function foundDemoOrganisation(
  tx: OrgTransaction,
  of: string,
  { name, timeZone, locale, country }: NewOrganisation,
  now: Date,
): Promise<boolean> {
  const { rows } = await tx.client.query<{ made: boolean }>(
    'SELECT found_demo_organisation($1, $2, $3, $4, $5, $6, $7) AS made',
    [of, now, tx.orgId, name, timeZone, locale, country],
  );
  return rows[0]!.made;
}

/** The id of the org's demo; null: it has none. */
export async function demoOf(tx: OrgTransaction): Promise<string | null> {
  const { rows } = await tx.client.query<{ id: string | null }>('SELECT demo_organisation_of($1) AS id', [tx.orgId]);
  return rows[0]!.id;
}

/**
 * Deletes the org's demo with every row of it. It can reach nothing else: the role that does it sees rows of demos only.
 * @returns how many rows; 0: there was none
 */
export async function deleteDemoOrganisation(tx: OrgTransaction): Promise<number> {
  const { rows } = await tx.client.query<{ rows: number }>('SELECT delete_demo_organisation($1) AS rows', [tx.orgId]);
  return Number(rows[0]!.rows);
}
