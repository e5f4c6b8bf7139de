import { eq } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { signInRulesOf, type SignInRules } from '../../../domain/platform/access/sign-in-rules.js';
import { orgs } from '../schema/orgs.js';

export type OrgRow = typeof orgs.$inferSelect;

/** The org itself; null: there is no such org. */
export async function findOrg(tx: OrgTransaction): Promise<OrgRow | null> {
  const [row] = await tx.select().from(orgs).where(eq(orgs.id, tx.orgId));
  return row ?? null;
}

/** How the org lets its people in. */
export async function signInRules(tx: OrgTransaction): Promise<SignInRules> {
  const [row] = await tx.select({ chosen: orgs.signIn }).from(orgs).where(eq(orgs.id, tx.orgId));
  return signInRulesOf(row?.chosen ?? {});
}

/** How the org's people and customers write numbers, as BCP 47. */
export async function orgLocale(tx: OrgTransaction): Promise<string> {
  const [row] = await tx.select({ locale: orgs.locale }).from(orgs).where(eq(orgs.id, tx.orgId));
  return row!.locale;
}

/**
 * The IANA zone in which somebody is told times: the one that they chose, else the org's.
 * @param readerId null: no person of the org; undefined is answered where there is no such org
 */
export async function readerTimeZone(tx: OrgTransaction, readerId: string | null): Promise<string | undefined> {
  const { rows } = await tx.client.query<{ timeZone: string }>({
    name: 'reader_time_zone',
    text: `SELECT coalesce((SELECT u.time_zone FROM users u WHERE u.org_id = g.id AND u.id = $2), g.time_zone) AS "timeZone"
      FROM orgs g WHERE g.id = $1`,
    values: [tx.orgId, readerId],
  });
  return rows[0]?.timeZone;
}

/** The IANA zone in which the org's people are told times; undefined: there is no such org. */
export async function orgTimeZone(tx: OrgTransaction): Promise<string | undefined> {
  const [row] = await tx.select({ timeZone: orgs.timeZone }).from(orgs).where(eq(orgs.id, tx.orgId));
  return row?.timeZone;
}
