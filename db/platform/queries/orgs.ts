import { eq, sql } from 'drizzle-orm';
import type { Database, OrgTransaction } from '../../client.js';
import { signInRulesOf, type SignInRules } from '../../../domain/platform/access/sign-in-rules.js';
import { orgs } from '../schema/orgs.js';

export type OrgRow = typeof orgs.$inferSelect;

/** The org itself; null: there is no such org. */
export async function findOrg(tx: OrgTransaction): Promise<OrgRow | null> {
  const [row] = await tx.select().from(orgs).where(eq(orgs.id, tx.orgId));
  return row ?? null;
}

/** Whether operators have suspended the org, as of now. */
export async function orgIsSuspended(tx: OrgTransaction): Promise<boolean> {
  const [row] = await tx.select({ since: orgs.suspendedAt }).from(orgs).where(eq(orgs.id, tx.orgId));
  return row !== undefined && row.since !== null;
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

/** What of an org can be changed; what is left out stays. */
export type OrgPatch = Partial<
  Pick<OrgRow, 'name' | 'timeZone' | 'locale' | 'country' | 'weekStart' | 'signIn' | 'retention'>
>;

/** Locks the org for a change: whoever comes second sees what the first one did. */
export async function lockOrg(tx: OrgTransaction): Promise<OrgRow> {
  const [row] = await tx.select().from(orgs).where(eq(orgs.id, tx.orgId)).for('no key update');
  return row!;
}

/** Changes the org, which must be locked, and counts the change. */
export async function updateOrg(tx: OrgTransaction, patch: OrgPatch): Promise<OrgRow> {
  const [row] = await tx
    .update(orgs)
    .set({ ...patch, revision: sql`${orgs.revision} + 1` })
    .where(eq(orgs.id, tx.orgId))
    .returning();
  return row!;
}

/** All orgs. @param db as `pinggo_relay` */
export async function allOrgs(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>('SELECT id FROM orgs ORDER BY id');
  return rows.map(({ id }) => id);
}

/** Chooses rules by which the org lets its people in; what is not named stays as it is chosen. */
export async function writeSignInRule(tx: OrgTransaction, chosen: Partial<SignInRules>): Promise<void> {
  await tx
    .update(orgs)
    .set({ signIn: sql`${orgs.signIn} || ${JSON.stringify(chosen)}::jsonb` })
    .where(eq(orgs.id, tx.orgId));
}
