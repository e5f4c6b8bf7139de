import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { apiKeys } from '../schema/credentials.js';

/** Everything but the hash. */
const shown = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  createdAt: apiKeys.createdAt,
  createdBy: apiKeys.createdBy,
  createdByName: sql<
    string | null
  >`(SELECT u.name FROM users u WHERE u.org_id = api_keys.org_id AND u.id = api_keys.created_by)`,
  lastUsedAt: apiKeys.lastUsedAt,
  expireAt: apiKeys.expireAt,
  revokedAt: apiKeys.revokedAt,
};

export type ApiKeyRow = Pick<typeof apiKeys.$inferSelect, Exclude<keyof typeof shown, 'createdByName'>> & {
  createdByName: string | null;
};

export async function insertApiKey(
  tx: OrgTransaction,
  key: {
    id: string;
    name: string;
    hash: string;
    prefix: string;
    scopes: string[];
    createdBy: string | null;
    expireAt: Date | null;
    now: Date;
  },
): Promise<ApiKeyRow> {
  const { now, ...values } = key;
  const [row] = await tx
    .insert(apiKeys)
    .values({ ...values, orgId: tx.orgId, createdAt: now })
    .returning(shown);
  return row!;
}

export function listApiKeys(tx: OrgTransaction, page: { limit: number; after: string | null }): Promise<ApiKeyRow[]> {
  return tx
    .select(shown)
    .from(apiKeys)
    .where(and(eq(apiKeys.orgId, tx.orgId), page.after === null ? undefined : gt(apiKeys.id, page.after)))
    .orderBy(asc(apiKeys.id))
    .limit(page.limit);
}

/** @returns null when there is no such key; a key that is revoked already stays as it is. */
export async function revokeApiKey(
  tx: OrgTransaction,
  id: string,
  now: Date,
): Promise<{ row: ApiKeyRow; changed: boolean } | null> {
  const where = and(eq(apiKeys.orgId, tx.orgId), eq(apiKeys.id, id));
  const [row] = await tx.select(shown).from(apiKeys).where(where).for('update');
  if (!row) return null;
  if (row.revokedAt !== null) return { row, changed: false };
  await tx.update(apiKeys).set({ revokedAt: now }).where(where);
  return { row: { ...row, revokedAt: now }, changed: true };
}

/**
 * Gives a key an end; one that ends earlier keeps its own.
 * @returns the key as it is now; `OVER` when it has ended or was revoked; null when there is none.
 */
export async function expireApiKey(
  tx: OrgTransaction,
  id: string,
  at: Date,
  now: Date,
): Promise<ApiKeyRow | 'OVER' | null> {
  const where = and(eq(apiKeys.orgId, tx.orgId), eq(apiKeys.id, id));
  const [row] = await tx.select(shown).from(apiKeys).where(where).for('update');
  if (!row) return null;
  if (row.revokedAt !== null || (row.expireAt !== null && row.expireAt <= now)) return 'OVER';
  const expireAt = row.expireAt !== null && row.expireAt < at ? row.expireAt : at;
  await tx.update(apiKeys).set({ expireAt }).where(where);
  return { ...row, expireAt };
}

/** Writes down that a key was used, unless that was done less than `everyMs` ago. */
export async function noteApiKeyUse(tx: OrgTransaction, id: string, now: Date, everyMs: number): Promise<void> {
  const before = new Date(now.getTime() - everyMs);
  await tx
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(
      and(
        eq(apiKeys.orgId, tx.orgId),
        eq(apiKeys.id, id),
        or(isNull(apiKeys.lastUsedAt), lte(apiKeys.lastUsedAt, before)),
      ),
    );
}
