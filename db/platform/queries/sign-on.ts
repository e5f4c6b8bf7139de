import { and, asc, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { SignOnRules } from '../../../domain/platform/access/sign-on.js';
import type { WaysIn } from '../../../domain/platform/access/ways-in.js';
import type { Database, OrgTransaction } from '../../client.js';
import { identities, signOnAttempts, signOnDomains, singleSignOn } from '../schema/sign-on.js';
import { users } from '../schema/users.js';
import { signInRules } from './orgs.js';

export interface SignOnDomain {
  domain: string;
  /** When the domain's own DNS named the org; null: it only says so. */
  provedAt: Date | null;
}

/** What an org says about its single sign-on. */
export interface SignOnSettings extends Omit<SignOnRules, 'domains'> {
  issuer: string;
  clientId: string;
  /** Sealed. */
  clientSecret: string;
  active: boolean;
  breakGlassId: string | null;
}

export interface SignOnRow extends SignOnSettings {
  revision: number;
  changedAt: Date;
  usedAt: Date | null;
  problem: string | null;
  problemAt: Date | null;
}

/** @param lock for changes: whoever comes second sees what the first one did. */
export async function findSignOn(tx: OrgTransaction, lock = false): Promise<SignOnRow | null> {
  const rows = tx.select().from(singleSignOn).where(eq(singleSignOn.orgId, tx.orgId));
  const [row] = await (lock ? rows.for('update') : rows);
  if (!row) return null;
  const { orgId: _orgId, ...settings } = row;
  return settings;
}

/** Two admins who set it up at once: one of them changes what the other one made. */
export async function lockSignOn(tx: OrgTransaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('sign-on:' || ${tx.orgId}::text, 0))`);
}

/** Writes the settings; what failed before may be mended. @param usedAt when somebody last came in by this provider @returns the new revision */
export async function writeSignOn(
  tx: OrgTransaction,
  settings: SignOnSettings,
  { revision, usedAt, now }: { revision: number; usedAt: Date | null; now: Date },
): Promise<number> {
  const values = { ...settings, roles: [...settings.roles], teams: [...settings.teams], changedAt: now };
  const next = { ...values, revision: revision + 1, usedAt, problem: null, problemAt: null };
  await tx
    .insert(singleSignOn)
    .values({ ...next, orgId: tx.orgId })
    .onConflictDoUpdate({ target: singleSignOn.orgId, set: next });
  return next.revision;
}

/** Tells of a sign-in by it; what failed before is over. */
export async function noteSignOnUsed(tx: OrgTransaction, now: Date): Promise<void> {
  await tx
    .update(singleSignOn)
    .set({ usedAt: now, problem: null, problemAt: null })
    .where(eq(singleSignOn.orgId, tx.orgId));
}

/** Tells the admins what the provider failed by. */
export async function noteSignOnProblem(tx: OrgTransaction, problem: string, now: Date): Promise<void> {
  await tx.update(singleSignOn).set({ problem, problemAt: now }).where(eq(singleSignOn.orgId, tx.orgId));
}

export function listSignOnDomains(tx: OrgTransaction): Promise<SignOnDomain[]> {
  return tx
    .select({ domain: signOnDomains.domain, provedAt: signOnDomains.provedAt })
    .from(signOnDomains)
    .where(eq(signOnDomains.orgId, tx.orgId))
    .orderBy(asc(signOnDomains.domain));
}

/** Makes these the org's domains; one that stays keeps its proof. */
export async function writeSignOnDomains(tx: OrgTransaction, domains: readonly string[]): Promise<void> {
  const known = (await listSignOnDomains(tx)).map(({ domain }) => domain);
  const gone = known.filter((domain) => !domains.includes(domain));
  const added = domains.filter((domain) => !known.includes(domain));
  const ofOrg = eq(signOnDomains.orgId, tx.orgId);
  if (gone.length > 0) await tx.delete(signOnDomains).where(and(ofOrg, inArray(signOnDomains.domain, gone)));
  if (added.length > 0)
    await tx.insert(signOnDomains).values(added.map((domain) => ({ orgId: tx.orgId, domain, provedAt: null })));
}

/** @param provedAt null: its DNS does not name the org (any more). @returns false where the org has no such domain */
export async function writeDomainProof(tx: OrgTransaction, domain: string, provedAt: Date | null): Promise<boolean> {
  const rows = await tx
    .update(signOnDomains)
    .set({ provedAt })
    .where(and(eq(signOnDomains.orgId, tx.orgId), eq(signOnDomains.domain, domain)))
    .returning({ domain: signOnDomains.domain });
  return rows.length > 0;
}

/** The org whose single sign-on a domain leads to; null: none's. */
export async function findSignOnOrg(db: Database, domain: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ orgId: string }>('SELECT org_id AS "orgId" FROM find_sign_on($1)', [domain]);
  return rows[0]?.orgId ?? null;
}

export interface SignOnAttempt {
  stateHash: string;
  /** Of what only the browser knows that began it. */
  browserHash: string;
  revision: number;
  expireAt: Date;
}

/** Attempts that one more clears away: whoever makes rows by trying makes their removal, too. */
const CLEARED_AT_ONCE = 50;

export async function beginAttempt(tx: OrgTransaction, attempt: SignOnAttempt, now: Date): Promise<void> {
  await tx.client.query(
    `DELETE FROM sign_on_attempts WHERE org_id = $1 AND state_hash IN (
       SELECT state_hash FROM sign_on_attempts WHERE org_id = $1 AND expire_at < $2
       ORDER BY expire_at LIMIT ${CLEARED_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
    [tx.orgId, now],
  );
  await tx.insert(signOnAttempts).values({ ...attempt, orgId: tx.orgId });
}

/**
 * Uses an attempt up. Of two who come with it at once one is let go on; who comes from another browser uses nothing up.
 * @returns the revision that it was begun with; null: there is none, or not any more
 */
export async function useAttempt(
  tx: OrgTransaction,
  { stateHash, browserHash, now }: { stateHash: string; browserHash: string; now: Date },
): Promise<number | null> {
  const { rows } = await tx.client.query<{ revision: number }>(
    `UPDATE sign_on_attempts SET used_at = $4
     WHERE org_id = $1 AND state_hash = $2 AND browser_hash = $3 AND used_at IS NULL AND expire_at > $4
     RETURNING revision`,
    [tx.orgId, stateHash, browserHash, now],
  );
  return rows[0]?.revision ?? null;
}

export interface Identity {
  issuer: string;
  subject: string;
}

/** Who the org knows by that identity; null: nobody. */
export async function identifiedPerson(tx: OrgTransaction, { issuer, subject }: Identity): Promise<string | null> {
  const [row] = await tx
    .select({ userId: identities.userId })
    .from(identities)
    .where(and(eq(identities.orgId, tx.orgId), eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return row?.userId ?? null;
}

/** Whether the provider knows a person already, as whomever. */
export async function hasIdentity(tx: OrgTransaction, userId: string, issuer: string): Promise<boolean> {
  const rows = await tx
    .select({ subject: identities.subject })
    .from(identities)
    .where(and(eq(identities.orgId, tx.orgId), eq(identities.userId, userId), eq(identities.issuer, issuer)));
  return rows.length > 0;
}

export async function bindIdentity(tx: OrgTransaction, identity: Identity, userId: string, now: Date): Promise<void> {
  await tx.insert(identities).values({ ...identity, orgId: tx.orgId, userId, createdAt: now, usedAt: now });
}

export async function noteIdentityUsed(tx: OrgTransaction, { issuer, subject }: Identity, now: Date): Promise<void> {
  await tx
    .update(identities)
    .set({ usedAt: now })
    .where(and(eq(identities.orgId, tx.orgId), eq(identities.issuer, issuer), eq(identities.subject, subject)));
}

/** Lets go of who somebody is at the provider: the next sign-in binds them anew, by their e-mail. @returns how many there were */
export async function releaseIdentities(tx: OrgTransaction, userId: string): Promise<number> {
  const rows = await tx
    .delete(identities)
    .where(and(eq(identities.orgId, tx.orgId), eq(identities.userId, userId)))
    .returning({ subject: identities.subject });
  return rows.length;
}

export interface BoundPerson {
  userId: string;
  name: string;
  usedAt: Date;
}

/** Who is bound to an identity at this provider, by name. */
export function boundPeople(tx: OrgTransaction, issuer: string): Promise<BoundPerson[]> {
  return tx
    .select({ userId: identities.userId, name: users.name, usedAt: identities.usedAt })
    .from(identities)
    .innerJoin(users, and(eq(users.orgId, identities.orgId), eq(users.id, identities.userId)))
    .where(and(eq(identities.orgId, tx.orgId), eq(identities.issuer, issuer)))
    .orderBy(asc(users.name), asc(users.id))
    .limit(1_000);
}

/** Who of the org has this e-mail. @param folded as `foldEmail` folds it */
export async function personByEmail(tx: OrgTransaction, folded: string): Promise<string | null> {
  const [row] = await tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.orgId, tx.orgId),
        sql`(${users.emailFolded} = ${folded} OR (${users.emailFolded} IS NULL AND lower(${users.email}) = ${folded}))`,
      ),
    )
    .limit(1);
  return row?.id ?? null;
}

/** Who can keep a password where single sign-on is required. */
export function keepersOf(tx: OrgTransaction): Promise<{ id: string; name: string }[]> {
  return tx
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(
      and(
        eq(users.orgId, tx.orgId),
        eq(users.role, 'ADMIN'),
        ne(users.status, 'INACTIVE'),
        isNotNull(users.passwordHash),
      ),
    )
    .orderBy(asc(users.name), asc(users.id));
}

/** Whether the installation is this org's alone: then there is nobody whom its domains could lead away. */
export async function isOnlyOrg(tx: OrgTransaction): Promise<boolean> {
  const { rows } = await tx.client.query<{ alone: boolean }>('SELECT is_only_org() AS alone');
  return rows[0]!.alone;
}

/** How a person may come in. */
export async function waysIn(tx: OrgTransaction): Promise<WaysIn> {
  const { password, magicLink, singleSignOnOnly } = await signInRules(tx);
  const signOn = await findSignOn(tx);
  return {
    password,
    magicLink,
    singleSignOnOnly,
    singleSignOnActive: signOn?.active ?? false,
    breakGlassId: signOn?.breakGlassId ?? null,
  };
}

/** Whether it is this person who lets the org in where the provider fails. */
export async function keepsTheWayIn(tx: OrgTransaction, userId: string): Promise<boolean> {
  const { singleSignOnOnly, breakGlassId } = await waysIn(tx);
  return singleSignOnOnly && breakGlassId === userId;
}
