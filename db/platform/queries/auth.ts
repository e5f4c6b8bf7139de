import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Database, OrgTransaction } from '../../client.js';
import { refreshTokens } from '../schema/credentials.js';
import { orgs } from '../schema/orgs.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { users } from '../schema/users.js';
import { type UserStatus } from '../../../domain/platform/people/user-status.js';

export interface Login {
  orgId: string;
  id: string;
  name: string;
  role: Role;
  status: UserStatus;
  passwordHash: string | null;
}

/** The people who have this e-mail, over all orgs, oldest first. @param email folded */
export async function findLogins(db: Database, email: string): Promise<Login[]> {
  const { rows } = await db.pool.query<Login>(
    `SELECT org_id AS "orgId", id, name, role, status, password_hash AS "passwordHash" FROM find_logins($1)`,
    [email],
  );
  return rows;
}

/** The org of a refresh token, by the SHA-256 of the token; null when it is unknown. */
export async function findRefreshTokenOrg(db: Database, hash: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ orgId: string }>('SELECT org_id AS "orgId" FROM find_refresh_token($1)', [
    hash,
  ]);
  return rows[0]?.orgId ?? null;
}

export interface NewRefreshToken {
  hash: string;
  userId: string;
  now: Date;
  expireAt: Date;
  /** Without one, it begins a family. */
  familyId?: string;
  /** SHA-256 of the token it is exchanged for and the key of that request; null without a key, and at log-in. */
  issuedFor: string | null;
}

/**
 * What begins and ends sessions of a person waits here for each other: of a log-out (or a deactivation) and an exchange at the
 * same time, the one would else not see the token that the other makes.
 */
async function lockSessions(tx: OrgTransaction, userId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('sessions:' || ${userId}::text, 0))`);
}

/** @returns the id of the new session; null when the person was deactivated meanwhile */
export async function beginSession(
  tx: OrgTransaction,
  token: Omit<NewRefreshToken, 'familyId' | 'issuedFor'>,
): Promise<string | null> {
  await lockSessions(tx, token.userId);
  const [user] = await tx
    .select({ status: users.status })
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, token.userId)));
  if (!user || user.status === 'INACTIVE') return null;
  return insertRefreshToken(tx, { ...token, issuedFor: null });
}

/** @returns the id of its family */
async function insertRefreshToken(tx: OrgTransaction, token: NewRefreshToken): Promise<string> {
  const id = uuidv7();
  await tx.insert(refreshTokens).values({
    orgId: tx.orgId,
    id,
    familyId: token.familyId ?? id,
    userId: token.userId,
    hash: token.hash,
    issuedFor: token.issuedFor,
    createdAt: token.now,
    expireAt: token.expireAt,
  });
  return token.familyId ?? id;
}

export type RefreshOutcome =
  | { kind: 'ROTATED'; user: { id: string; name: string; role: Role; sessionId: string } }
  /** Used before: its family is revoked now. */
  | { kind: 'REUSED'; userId: string; familyId: string }
  | { kind: 'REFUSED' };

/**
 * Uses a refresh token up, and puts `next` in its place. The row is locked: of two uses at the same instant one rotates
 * and the other is a reuse. A reuse revokes the family; commit, also when the caller is refused. No reuse is the very
 * request that was answered before (`issuedFor`), unless the token of that answer was used: the answer was lost, and the
 * token in it is used up unseen.
 */
export async function rotateRefreshToken(
  tx: OrgTransaction,
  hash: string,
  next: Omit<NewRefreshToken, 'userId' | 'familyId'>,
): Promise<RefreshOutcome> {
  const where = and(eq(refreshTokens.orgId, tx.orgId), eq(refreshTokens.hash, hash));
  const [known] = await tx.select({ userId: refreshTokens.userId }).from(refreshTokens).where(where);
  if (!known) return { kind: 'REFUSED' };
  await lockSessions(tx, known.userId);
  const [token] = await tx.select().from(refreshTokens).where(where).for('update');
  if (!token) return { kind: 'REFUSED' };
  const isUsed = token.usedAt !== null;
  if (token.revokedAt !== null || (isUsed && !(await useUpLost(tx, token.familyId, next)))) {
    await revokeFamily(tx, token.familyId, next.now);
    return isUsed ? { kind: 'REUSED', userId: token.userId, familyId: token.familyId } : { kind: 'REFUSED' };
  }
  if (token.expireAt <= next.now) return { kind: 'REFUSED' };
  const [user] = await tx
    .select({ id: users.id, name: users.name, role: users.role, status: users.status })
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, token.userId)));
  if (!user || user.status === 'INACTIVE') {
    await revokeFamily(tx, token.familyId, next.now);
    return { kind: 'REFUSED' };
  }
  await tx
    .update(refreshTokens)
    .set({ usedAt: next.now })
    .where(and(eq(refreshTokens.orgId, tx.orgId), eq(refreshTokens.id, token.id)));
  await insertRefreshToken(tx, { ...next, userId: token.userId, familyId: token.familyId });
  return { kind: 'ROTATED', user: { ...user, sessionId: token.familyId } };
}

/** @returns whether there was a token that the same request was answered with, and that nobody has used */
async function useUpLost(
  tx: OrgTransaction,
  familyId: string,
  { issuedFor, now }: Pick<NewRefreshToken, 'issuedFor' | 'now'>,
): Promise<boolean> {
  if (issuedFor === null) return false;
  const lost = await tx
    .update(refreshTokens)
    .set({ usedAt: now })
    .where(
      and(
        eq(refreshTokens.orgId, tx.orgId),
        eq(refreshTokens.familyId, familyId),
        eq(refreshTokens.issuedFor, issuedFor),
        isNull(refreshTokens.usedAt),
      ),
    )
    .returning({ id: refreshTokens.id });
  return lost.length > 0;
}

/**
 * Revokes the family of a token; does nothing for one that is unknown.
 * @returns whose it is
 */
export async function revokeRefreshToken(tx: OrgTransaction, hash: string, now: Date): Promise<string | null> {
  const [token] = await tx
    .select({ familyId: refreshTokens.familyId, userId: refreshTokens.userId })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.orgId, tx.orgId), eq(refreshTokens.hash, hash)));
  if (!token) return null;
  await lockSessions(tx, token.userId);
  await revokeFamily(tx, token.familyId, now);
  return token.userId;
}

/**
 * Ends every session of a person who was deactivated, also for when they are activated again.
 * @param exceptFamilyId a session that goes on
 */
export async function revokeRefreshTokensOf(
  tx: OrgTransaction,
  userId: string,
  now: Date,
  exceptFamilyId: string | null = null,
): Promise<void> {
  await lockSessions(tx, userId);
  await tx
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(
      and(
        eq(refreshTokens.orgId, tx.orgId),
        eq(refreshTokens.userId, userId),
        isNull(refreshTokens.revokedAt),
        exceptFamilyId === null ? undefined : ne(refreshTokens.familyId, exceptFamilyId),
      ),
    );
}

async function revokeFamily(tx: OrgTransaction, familyId: string, now: Date): Promise<void> {
  await tx
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(
      and(eq(refreshTokens.orgId, tx.orgId), eq(refreshTokens.familyId, familyId), isNull(refreshTokens.revokedAt)),
    );
}

/** A person with their org; null when there is none. */
export async function findPerson(tx: OrgTransaction, userId: string) {
  const [row] = await tx
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      role: users.role,
      status: users.status,
      org: { id: orgs.id, name: orgs.name, timeZone: orgs.timeZone },
    })
    .from(users)
    .innerJoin(orgs, eq(orgs.id, users.orgId))
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, userId)));
  return row ?? null;
}
