import { and, desc, eq, gt, isNull, ne, sql } from 'drizzle-orm';
import type { EndedWhy, SecondFactor, SignedInBy } from '../../../domain/platform/access/sessions.js';
import type { OrgTransaction } from '../../client.js';
import { refreshTokens } from '../schema/credentials.js';
import { sessions } from '../schema/sessions.js';

export type SessionRow = typeof sessions.$inferSelect;

/** What is known of where a session is used. */
export interface UsedFrom {
  browser: string | null;
  system: string | null;
  address: string | null;
}

export interface NewSession extends UsedFrom {
  signedInBy: SignedInBy | null;
  factor: SecondFactor | null;
  inCookie: boolean;
  needsFactor: boolean;
}

/**
 * What begins and ends sessions of a person waits here for each other: of a log-out (or a deactivation) and an exchange at the
 * same time, the one would else not see the token that the other makes.
 */
export async function lockSessions(tx: OrgTransaction, userId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('sessions:' || ${userId}::text, 0))`);
}

const isOf = (tx: OrgTransaction, userId: string) => and(eq(sessions.orgId, tx.orgId), eq(sessions.userId, userId));

/** One of a person's, whatever became of it; null: there is none. */
export async function findSession(tx: OrgTransaction, userId: string, id: string): Promise<SessionRow | null> {
  const [row] = await tx
    .select()
    .from(sessions)
    .where(and(isOf(tx, userId), eq(sessions.id, id)));
  return row ?? null;
}

/** Those of a person that go on, the one that was used last first. */
export function listSessions(tx: OrgTransaction, userId: string, now: Date): Promise<SessionRow[]> {
  return tx
    .select()
    .from(sessions)
    .where(and(isOf(tx, userId), isNull(sessions.revokedAt), gt(sessions.endsAt, now)))
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.id));
}

/** Writes down a session that begins, or one of the version before that was exchanged. */
export async function insertSession(
  tx: OrgTransaction,
  session: NewSession & { id: string; userId: string; now: Date; provedAt: Date | null; endsAt: Date },
): Promise<void> {
  const { now, ...row } = session;
  await tx.insert(sessions).values({ ...row, orgId: tx.orgId, createdAt: now, lastUsedAt: now });
}

/** What a session is, changed: of one that goes on. */
export async function updateSession(
  tx: OrgTransaction,
  id: string,
  change: Partial<
    Pick<
      SessionRow,
      'lastUsedAt' | 'browser' | 'system' | 'address' | 'endsAt' | 'needsFactor' | 'provedAt' | 'inCookie'
    >
  >,
): Promise<void> {
  await tx
    .update(sessions)
    .set(change)
    .where(and(eq(sessions.orgId, tx.orgId), eq(sessions.id, id), isNull(sessions.revokedAt)));
}

/**
 * Ends sessions of a person, with all their tokens, and says which there were of those that are written down.
 * @param which one, all, or all but one
 */
export async function endSessions(
  tx: OrgTransaction,
  userId: string,
  which: { only: string } | { but: string } | 'ALL',
  why: EndedWhy,
  now: Date,
): Promise<string[]> {
  await lockSessions(tx, userId);
  const of = <T>(only: (id: string) => T, but: (id: string) => T): T | undefined =>
    which === 'ALL' ? undefined : 'only' in which ? only(which.only) : but(which.but);
  await tx
    .update(refreshTokens)
    .set({ revokedAt: now })
    .where(
      and(
        eq(refreshTokens.orgId, tx.orgId),
        eq(refreshTokens.userId, userId),
        isNull(refreshTokens.revokedAt),
        of(
          (id) => eq(refreshTokens.familyId, id),
          (id) => ne(refreshTokens.familyId, id),
        ),
      ),
    );
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: now, revokedWhy: why })
    .where(
      and(
        isOf(tx, userId),
        isNull(sessions.revokedAt),
        gt(sessions.endsAt, now),
        of(
          (id) => eq(sessions.id, id),
          (id) => ne(sessions.id, id),
        ),
      ),
    )
    .returning({ id: sessions.id });
  return ended.map(({ id }) => id);
}

/** They have a second factor now: what waited for it may go on. */
export async function releaseSessions(tx: OrgTransaction, userId: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ needsFactor: false })
    .where(and(isOf(tx, userId), eq(sessions.needsFactor, true)));
}
