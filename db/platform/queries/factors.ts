import { and, asc, eq, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { FactorKind, OwnFactors } from '../../../domain/platform/access/factors.js';
import type { Database, OrgTransaction } from '../../client.js';
import { factors, recoveryCodes } from '../schema/sessions.js';

export type FactorRow = typeof factors.$inferSelect;

export type Passkey = FactorRow & { credentialId: string; publicKey: string; counter: number };

const isPasskey = (row: FactorRow): row is Passkey => row.kind === 'PASSKEY';
const isOf = (tx: OrgTransaction, userId: string) => and(eq(factors.orgId, tx.orgId), eq(factors.userId, userId));
const isOne = (tx: OrgTransaction, id: string) => and(eq(factors.orgId, tx.orgId), eq(factors.id, id));

/** What is changed of a person's factors is changed one after the other: none is lost, and none is one too many. */
export async function lockFactors(tx: OrgTransaction, userId: string): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('factors:' || ${userId}::text, 0))`);
}

/** A person's, oldest first, also one that is not confirmed yet. */
export function listFactors(tx: OrgTransaction, userId: string): Promise<FactorRow[]> {
  return tx.select().from(factors).where(isOf(tx, userId)).orderBy(asc(factors.createdAt), asc(factors.id));
}

/** What of a person's factors counts. */
export async function ownFactors(tx: OrgTransaction, userId: string): Promise<OwnFactors> {
  const { rows } = await tx.client.query<OwnFactors>({
    name: 'own_factors',
    text: `SELECT count(*) FILTER (WHERE kind = 'TOTP') > 0 AS totp, count(*) FILTER (WHERE kind = 'PASSKEY')::int AS passkeys,
        (SELECT count(*)::int FROM recovery_codes r WHERE r.org_id = $1 AND r.user_id = $2 AND r.used_at IS NULL) AS "recoveryCodes"
      FROM factors WHERE org_id = $1 AND user_id = $2 AND confirmed_at IS NOT NULL`,
    values: [tx.orgId, userId],
  });
  return rows[0]!;
}

/** An app that makes codes; it counts for nothing before it is confirmed. What was begun before is forgotten. */
export async function beginTotp(
  tx: OrgTransaction,
  userId: string,
  seal: (id: string) => string,
  now: Date,
): Promise<void> {
  await tx.delete(factors).where(and(isOf(tx, userId), eq(factors.kind, 'TOTP'), isNull(factors.confirmedAt)));
  const id = uuidv7();
  await tx
    .insert(factors)
    .values({ orgId: tx.orgId, id, userId, kind: 'TOTP', name: '', createdAt: now, secret: seal(id) });
}

/** @param confirmed whether the one that counts, or the one that waits to be confirmed */
export async function findTotp(
  tx: OrgTransaction,
  userId: string,
  confirmed: boolean,
): Promise<(FactorRow & { secret: string }) | null> {
  const [row] = await tx
    .select()
    .from(factors)
    .where(
      and(
        isOf(tx, userId),
        eq(factors.kind, 'TOTP'),
        confirmed ? isNotNull(factors.confirmedAt) : isNull(factors.confirmedAt),
      ),
    );
  return row?.secret ? { ...row, secret: row.secret } : null;
}

/** Uses a step up. @returns false: it was used before, or one after it */
export async function useStep(tx: OrgTransaction, id: string, step: number, now: Date): Promise<boolean> {
  const { rowCount } = await tx
    .update(factors)
    .set({
      lastStep: step,
      lastUsedAt: now,
      confirmedAt: sql`coalesce(${factors.confirmedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(and(isOne(tx, id), or(isNull(factors.lastStep), lt(factors.lastStep, step))));
  return rowCount === 1;
}

export interface NewPasskey {
  userId: string;
  name: string;
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: string[];
}

/** @returns its id; null: this passkey is somebody's already */
export async function insertPasskey(tx: OrgTransaction, passkey: NewPasskey, now: Date): Promise<string | null> {
  const id = uuidv7();
  const rows = await tx
    .insert(factors)
    .values({ ...passkey, orgId: tx.orgId, id, kind: 'PASSKEY', createdAt: now, confirmedAt: now })
    .onConflictDoNothing()
    .returning({ id: factors.id });
  return rows.length > 0 ? id : null;
}

/** By the id that browsers know it by. */
export async function findPasskey(tx: OrgTransaction, userId: string, credentialId: string): Promise<Passkey | null> {
  const [row] = await tx
    .select()
    .from(factors)
    .where(and(isOf(tx, userId), eq(factors.credentialId, credentialId)));
  return row && isPasskey(row) ? row : null;
}

/** Whose a passkey is, over all orgs; null: nobody's. */
export async function findPasskeyOwner(
  db: Pick<Database, 'pool'>,
  credentialId: string,
): Promise<{ orgId: string; userId: string } | null> {
  const { rows } = await db.pool.query<{ orgId: string; userId: string }>(
    'SELECT org_id AS "orgId", user_id AS "userId" FROM find_passkey($1)',
    [credentialId],
  );
  return rows[0] ?? null;
}

/**
 * Notes a use. @returns false: the counter is not ahead of what it was, so that this is a copy or a replay. Many passkeys
 * count nothing: theirs stays 0.
 */
export async function usePasskey(tx: OrgTransaction, id: string, counter: number, now: Date): Promise<boolean> {
  const { rowCount } = await tx
    .update(factors)
    .set({ counter, lastUsedAt: now })
    .where(and(isOne(tx, id), or(lt(factors.counter, counter), and(eq(factors.counter, 0), sql`${counter} = 0`))));
  return rowCount === 1;
}

/** @returns what it was called; null: this person has none with this id */
export async function renamePasskey(
  tx: OrgTransaction,
  userId: string,
  id: string,
  name: string,
): Promise<string | null> {
  const where = and(isOf(tx, userId), eq(factors.id, id), eq(factors.kind, 'PASSKEY'));
  const [row] = await tx.select({ name: factors.name }).from(factors).where(where).for('update');
  if (!row) return null;
  await tx.update(factors).set({ name }).where(where);
  return row.name;
}

/** @returns what was taken away; null: there is none */
export async function deleteFactor(
  tx: OrgTransaction,
  userId: string,
  which: { id: string } | { kind: FactorKind },
): Promise<FactorRow | null> {
  const one = 'id' in which ? eq(factors.id, which.id) : eq(factors.kind, which.kind);
  const [row] = await tx
    .delete(factors)
    .where(and(isOf(tx, userId), one, isNotNull(factors.confirmedAt)))
    .returning();
  return row ?? null;
}

/** Takes everything away that somebody set up. @returns how many factors there were that counted */
export async function deleteFactors(tx: OrgTransaction, userId: string): Promise<number> {
  const gone = await tx.delete(factors).where(isOf(tx, userId)).returning({ confirmedAt: factors.confirmedAt });
  await deleteRecoveryCodes(tx, userId);
  return gone.filter(({ confirmedAt }) => confirmedAt !== null).length;
}

export async function deleteRecoveryCodes(tx: OrgTransaction, userId: string): Promise<void> {
  await tx.delete(recoveryCodes).where(and(eq(recoveryCodes.orgId, tx.orgId), eq(recoveryCodes.userId, userId)));
}

/** New ones in the place of all that were there. */
export async function replaceRecoveryCodes(
  tx: OrgTransaction,
  userId: string,
  hashes: readonly string[],
  now: Date,
): Promise<void> {
  await deleteRecoveryCodes(tx, userId);
  await tx.insert(recoveryCodes).values(hashes.map((hash) => ({ orgId: tx.orgId, userId, hash, createdAt: now })));
}

/** Uses one up. @returns false: it was used before, or is none */
export async function useRecoveryCode(tx: OrgTransaction, userId: string, hash: string, now: Date): Promise<boolean> {
  const { rowCount } = await tx
    .update(recoveryCodes)
    .set({ usedAt: now })
    .where(
      and(
        eq(recoveryCodes.orgId, tx.orgId),
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.hash, hash),
        isNull(recoveryCodes.usedAt),
      ),
    );
  return rowCount === 1;
}
