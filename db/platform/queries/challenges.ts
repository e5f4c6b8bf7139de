import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../client.js';
import { challenges } from '../schema/sessions.js';

export type ChallengeRow = typeof challenges.$inferSelect;

/** Rows that one new challenge clears away. */
const CLEARED_AT_ONCE = 50;

/** @param details what whoever answers it must not change */
export async function insertChallenge(
  tx: OrgTransaction,
  challenge: { hash: string; userId: string | null; purpose: string; details: object; now: Date; expireAt: Date },
): Promise<void> {
  const { now, ...row } = challenge;
  // Whoever makes rows by asking makes their removal, too.
  await tx.execute(sql`DELETE FROM challenges WHERE org_id = ${tx.orgId} AND id IN (
    SELECT id FROM challenges WHERE org_id = ${tx.orgId} AND expire_at < ${now.toISOString()}::timestamptz - interval '1 hour'
    ORDER BY expire_at LIMIT ${CLEARED_AT_ONCE} FOR UPDATE SKIP LOCKED)`);
  await tx.insert(challenges).values({ ...row, orgId: tx.orgId, id: uuidv7(), createdAt: now });
}

const isOpen = (tx: OrgTransaction, hash: string, purpose: string, now: Date) =>
  and(
    eq(challenges.orgId, tx.orgId),
    eq(challenges.hash, hash),
    eq(challenges.purpose, purpose),
    isNull(challenges.usedAt),
    gt(challenges.expireAt, now),
  );

/**
 * One that may still be answered, with one answer more counted against it: of many answers at once no more are looked at than one
 * after the other.
 * @returns null: unknown, used, expired, or answered wrong too often
 */
export async function tryChallenge(
  tx: OrgTransaction,
  { hash, purpose, most, now }: { hash: string; purpose: string; most: number; now: Date },
): Promise<ChallengeRow | null> {
  const [row] = await tx
    .update(challenges)
    .set({ failures: sql`${challenges.failures} + 1` })
    .where(and(isOpen(tx, hash, purpose, now), lt(challenges.failures, most)))
    .returning();
  return row ?? null;
}

/** @returns false: somebody else was faster */
export async function useUpChallenge(tx: OrgTransaction, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await tx
    .update(challenges)
    .set({ usedAt: now })
    .where(and(eq(challenges.orgId, tx.orgId), eq(challenges.id, id), isNull(challenges.usedAt)));
  return rowCount === 1;
}
