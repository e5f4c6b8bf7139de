import { and, eq, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { idempotencyKeys } from '../schema/idempotency-keys.js';

export type IdempotencyKeyRow = typeof idempotencyKeys.$inferSelect;

/** One try of a request with a key. */
export interface KeyTry {
  /** Of the key. */
  id: string;
  tryId: string;
}

type NewTry = Pick<IdempotencyKeyRow, 'id' | 'request' | 'tryId' | 'createdAt' | 'leaseUntil'>;

const isTry = (tx: OrgTransaction, { id, tryId }: KeyTry) =>
  and(eq(idempotencyKeys.orgId, tx.orgId), eq(idempotencyKeys.id, id), eq(idempotencyKeys.tryId, tryId));

/** @returns null: it has the key; else what is known of it. Undefined: it was there, and was given up this moment. */
export async function claimKey(tx: OrgTransaction, first: NewTry): Promise<IdempotencyKeyRow | null | undefined> {
  const { rowCount } = await tx
    .insert(idempotencyKeys)
    .values({ ...first, orgId: tx.orgId })
    .onConflictDoNothing();
  if (rowCount === 1) return null;
  const [known] = await tx
    .select()
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.orgId, tx.orgId), eq(idempotencyKeys.id, first.id)));
  return known;
}

/** Takes a key from a try that is over. @returns false: somebody else was faster */
export async function takeKeyOver(tx: OrgTransaction, from: KeyTry, next: NewTry): Promise<boolean> {
  const { rowCount } = await tx
    .update(idempotencyKeys)
    .set({ ...next, committedAt: null, answer: null })
    .where(isTry(tx, from));
  return rowCount === 1;
}

/**
 * Said in each transaction of a try, as its last word: that it has written something goes with what it wrote.
 * @returns false: the key was taken from it, and it may not commit
 */
export async function commitUnderKey(tx: OrgTransaction, mine: KeyTry, at: Date): Promise<boolean> {
  const { rowCount } = await tx
    .update(idempotencyKeys)
    // A transaction that has only read has no number yet.
    .set({
      committedAt: sql`CASE WHEN pg_current_xact_id_if_assigned() IS NULL THEN ${idempotencyKeys.committedAt}
        ELSE coalesce(${idempotencyKeys.committedAt}, ${at.toISOString()}::timestamptz) END`,
    })
    .where(isTry(tx, mine));
  return rowCount === 1;
}

/** Says that it is still under way. */
export async function prolongKey(tx: OrgTransaction, mine: KeyTry, leaseUntil: Date): Promise<void> {
  await tx.update(idempotencyKeys).set({ leaseUntil }).where(isTry(tx, mine));
}

export async function keepAnswer(tx: OrgTransaction, mine: KeyTry, answer: string): Promise<void> {
  await tx.update(idempotencyKeys).set({ answer }).where(isTry(tx, mine));
}

/** Forgets a try that did nothing. */
export async function freeKey(tx: OrgTransaction, mine: KeyTry): Promise<void> {
  await tx.delete(idempotencyKeys).where(isTry(tx, mine));
}

/** A try broke off: what did nothing is forgotten, what did something is over. */
export async function breakOff(tx: OrgTransaction, mine: KeyTry, at: Date): Promise<void> {
  await tx.delete(idempotencyKeys).where(and(isTry(tx, mine), sql`${idempotencyKeys.committedAt} IS NULL`));
  await prolongKey(tx, mine, at);
}
