import { and, eq, isNull } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { mustHaveFactor } from '../../../domain/platform/access/factors.js';
import { sessionEnd, standingOf, unusedEnd, type EndedWhy } from '../../../domain/platform/access/sessions.js';
import type { SignInRules } from '../../../domain/platform/access/sign-in-rules.js';
import type { Database, OrgTransaction } from '../../client.js';
import { refreshTokens } from '../schema/credentials.js';
import { orgs } from '../schema/orgs.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { users } from '../schema/users.js';
import { type UserStatus } from '../../../domain/platform/people/user-status.js';
import { signInRules } from './orgs.js';
import {
  endSessions,
  findSession,
  insertSession,
  lockSessions,
  updateSession,
  type NewSession,
  type SessionRow,
  type UsedFrom,
} from './sessions.js';

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

interface NewRefreshToken {
  hash: string;
  userId: string;
  now: Date;
  expireAt: Date;
  /** Without one, it begins a family. */
  familyId?: string;
  /** SHA-256 of the token it is exchanged for and the key of that request; null without a key, and at log-in. */
  issuedFor: string | null;
}

/** @returns the new session's id, and when its token expires; null when the person was deactivated meanwhile, or their org deleted */
export async function beginSession(
  tx: OrgTransaction,
  { hash, userId, now }: Pick<NewRefreshToken, 'hash' | 'userId' | 'now'>,
  session: NewSession,
): Promise<{ id: string; expireAt: Date } | null> {
  await lockSessions(tx, userId);
  const [user] = await tx
    .select({ status: users.status, deletedAt: orgs.deletedAt })
    .from(users)
    .innerJoin(orgs, eq(orgs.id, users.orgId))
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, userId)));
  if (!user || user.status === 'INACTIVE' || user.deletedAt !== null) return null;
  const rules = await signInRules(tx);
  const endsAt = new Date(sessionEnd(now.getTime(), rules));
  const expireAt = new Date(Math.min(endsAt.getTime(), unusedEnd(now.getTime(), rules)));
  const id = await insertRefreshToken(tx, { hash, userId, now, expireAt, issuedFor: null });
  await insertSession(tx, { ...session, id, userId, now, provedAt: now, endsAt });
  return { id, expireAt };
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
  | { kind: 'ROTATED'; user: { id: string; name: string; role: Role; sessionId: string }; expireAt: Date }
  /** Used before: its family is revoked now. */
  | { kind: 'REUSED'; userId: string; familyId: string }
  | { kind: 'REFUSED' };

/**
 * Uses a refresh token up, and puts `next` in its place. The row is locked: of two uses at the same instant one rotates
 * and the other is a reuse. A reuse revokes the family; commit, also when the caller is refused. No reuse is the very
 * request that was answered before (`issuedFor`), unless the token of that answer was used: the answer was lost, and the
 * token in it is used up unseen.
 * @param used from where, and whether a browser keeps the next one as a cookie
 */
export async function rotateRefreshToken(
  tx: OrgTransaction,
  hash: string,
  next: Pick<NewRefreshToken, 'hash' | 'issuedFor' | 'now'>,
  used: UsedFrom & { inCookie: boolean },
): Promise<RefreshOutcome> {
  const where = and(eq(refreshTokens.orgId, tx.orgId), eq(refreshTokens.hash, hash));
  const [known] = await tx.select({ userId: refreshTokens.userId }).from(refreshTokens).where(where);
  if (!known) return { kind: 'REFUSED' };
  await lockSessions(tx, known.userId);
  const [token] = await tx.select().from(refreshTokens).where(where).for('update');
  if (!token) return { kind: 'REFUSED' };
  const { userId, familyId } = token;
  const end = (why: EndedWhy) => endSessions(tx, userId, { only: familyId }, why, next.now);
  const isUsed = token.usedAt !== null;
  if (token.revokedAt !== null || (isUsed && !(await useUpLost(tx, familyId, next)))) {
    await end('TOKEN_REUSED');
    return isUsed ? { kind: 'REUSED', userId, familyId } : { kind: 'REFUSED' };
  }
  if (token.expireAt <= next.now) return { kind: 'REFUSED' };
  const [user] = await tx
    .select({ id: users.id, name: users.name, role: users.role, status: users.status })
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, userId)));
  if (!user || user.status === 'INACTIVE') {
    await end('DEACTIVATED');
    return { kind: 'REFUSED' };
  }
  const rules = await signInRules(tx);
  const session = await findSession(tx, userId, familyId);
  // Begun by the version before: its life counts from here.
  const lives = standingOf(session ? livesOf(session) : newLife(next.now, rules), rules, next.now.getTime());
  if (!lives.goesOn) {
    await end(lives.why);
    return { kind: 'REFUSED' };
  }
  const endsAt = new Date(lives.endsAtMs);
  if (session) {
    // Who is no admin any more, or of an org that asks for no factor any more, need not set one up.
    const needsFactor = session.needsFactor && mustHaveFactor(user.role, rules.factorForAdmins);
    await updateSession(tx, familyId, {
      ...used,
      lastUsedAt: next.now,
      ...(endsAt < session.endsAt && { endsAt }),
      ...(needsFactor !== session.needsFactor && { needsFactor }),
    });
  } else {
    const unknown = { signedInBy: null, factor: null, needsFactor: false, provedAt: null };
    await insertSession(tx, { ...used, ...unknown, id: familyId, userId, now: next.now, endsAt });
  }
  await tx
    .update(refreshTokens)
    .set({ usedAt: next.now })
    .where(and(eq(refreshTokens.orgId, tx.orgId), eq(refreshTokens.id, token.id)));
  const expireAt = new Date(lives.unusedAtMs);
  await insertRefreshToken(tx, { ...next, expireAt, userId, familyId });
  return { kind: 'ROTATED', user: { ...user, sessionId: familyId }, expireAt };
}

const livesOf = ({ createdAt, lastUsedAt, endsAt }: SessionRow) => ({
  createdAtMs: createdAt.getTime(),
  lastUsedAtMs: lastUsedAt.getTime(),
  endsAtMs: endsAt.getTime(),
});

function newLife(now: Date, rules: SignInRules) {
  const nowMs = now.getTime();
  return { createdAtMs: nowMs, lastUsedAtMs: nowMs, endsAtMs: sessionEnd(nowMs, rules) };
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
 * Ends the session of a token; does nothing for one that is unknown.
 * @returns whose it is
 */
export async function revokeRefreshToken(
  tx: OrgTransaction,
  hash: string,
  why: EndedWhy,
  now: Date,
): Promise<string | null> {
  const [token] = await tx
    .select({ familyId: refreshTokens.familyId, userId: refreshTokens.userId })
    .from(refreshTokens)
    .where(and(eq(refreshTokens.orgId, tx.orgId), eq(refreshTokens.hash, hash)));
  if (!token) return null;
  await endSessions(tx, token.userId, { only: token.familyId }, why, now);
  return token.userId;
}

/** Ends every session of a person who was deactivated, also for when they are activated again. */
export async function revokeRefreshTokensOf(tx: OrgTransaction, userId: string, now: Date): Promise<void> {
  await endSessions(tx, userId, 'ALL', 'DEACTIVATED', now);
}

/** Argon2id; null: they chose no password (yet), or there is no such person. */
export async function passwordHashOf(tx: OrgTransaction, userId: string): Promise<string | null> {
  const [row] = await tx
    .select({ hash: users.passwordHash })
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, userId)));
  return row?.hash ?? null;
}

/** What people change of themselves; what is left out stays. */
export type OwnProfile = Partial<Pick<typeof users.$inferSelect, 'name' | 'language' | 'timeZone'>>;

/** Changes what of oneself is one's own. @returns what it was; null: there is no such person */
export async function changeProfile(
  tx: OrgTransaction,
  userId: string,
  change: OwnProfile,
): Promise<Required<OwnProfile> | null> {
  const where = and(eq(users.orgId, tx.orgId), eq(users.id, userId));
  const [was] = await tx
    .select({ name: users.name, language: users.language, timeZone: users.timeZone })
    .from(users)
    .where(where)
    .for('no key update');
  if (was && Object.keys(change).length > 0) await tx.update(users).set(change).where(where);
  return was ?? null;
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
      language: users.language,
      timeZone: users.timeZone,
      org: {
        id: orgs.id,
        name: orgs.name,
        timeZone: orgs.timeZone,
        language: orgs.locale,
        country: orgs.country,
        weekStart: orgs.weekStart,
        suspendedAt: orgs.suspendedAt,
      },
    })
    .from(users)
    .innerJoin(orgs, eq(orgs.id, users.orgId))
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, userId)));
  return row ?? null;
}
