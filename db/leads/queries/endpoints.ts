import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../client.js';
import { endOfSecret, isActiveSecret, lastEndOf } from '../../secret-life.js';
import { endpoints, endpointSecrets } from '../schema/endpoints.js';

export type EndpointRow = typeof endpoints.$inferSelect;
export type SecretRow = Omit<typeof endpointSecrets.$inferSelect, 'ciphertext' | 'orgId' | 'endpointId'>;

const shownSecret = {
  id: endpointSecrets.id,
  createdAt: endpointSecrets.createdAt,
  expireAt: endpointSecrets.expireAt,
  revokedAt: endpointSecrets.revokedAt,
  lastUsedAt: endpointSecrets.lastUsedAt,
  uses: endpointSecrets.uses,
  usesUntilReplaced: endpointSecrets.usesUntilReplaced,
};

export async function insertEndpoint(
  tx: OrgTransaction,
  endpoint: Pick<
    EndpointRow,
    'id' | 'name' | 'source' | 'adapter' | 'flowId' | 'mapping' | 'kind' | 'proofsFor' | 'locale' | 'quotaPerMinute'
  > & { now: Date },
): Promise<EndpointRow> {
  const { now, ...values } = endpoint;
  const [row] = await tx
    .insert(endpoints)
    .values({ ...values, orgId: tx.orgId, createdAt: now })
    .returning();
  return row!;
}

export type EndpointChange = Partial<
  Pick<
    EndpointRow,
    | 'name'
    | 'source'
    | 'flowId'
    | 'mapping'
    | 'kind'
    | 'proofsFor'
    | 'locale'
    | 'quotaPerMinute'
    | 'switchedOffAt'
    | 'deletedAt'
  >
>;

/** @param lock for changes to it or its secrets: two rotations at the same instant go one after the other. */
export async function findEndpoint(tx: OrgTransaction, id: string, lock = false): Promise<EndpointRow | null> {
  const query = tx
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.orgId, tx.orgId), eq(endpoints.id, id)));
  const [row] = await (lock ? query.for('update') : query);
  return row ?? null;
}

/** @returns the row as it is now, of the next revision */
export async function updateEndpoint(tx: OrgTransaction, id: string, change: EndpointChange): Promise<EndpointRow> {
  const [row] = await tx
    .update(endpoints)
    .set({ ...change, revision: sql`${endpoints.revision} + 1` })
    .where(and(eq(endpoints.orgId, tx.orgId), eq(endpoints.id, id)))
    .returning();
  return row!;
}

/** @param deleted those that were deleted, else those that were not */
export function listEndpoints(
  tx: OrgTransaction,
  deleted: boolean,
  page: { limit: number; after: string | null },
): Promise<EndpointRow[]> {
  return tx
    .select()
    .from(endpoints)
    .where(
      and(
        eq(endpoints.orgId, tx.orgId),
        deleted ? isNotNull(endpoints.deletedAt) : isNull(endpoints.deletedAt),
        page.after === null ? undefined : gt(endpoints.id, page.after),
      ),
    )
    .orderBy(asc(endpoints.id))
    .limit(page.limit);
}

export async function insertSecret(
  tx: OrgTransaction,
  secret: { endpointId: string; ciphertext: string; now: Date },
): Promise<string> {
  const id = uuidv7();
  await tx.insert(endpointSecrets).values({
    orgId: tx.orgId,
    id,
    endpointId: secret.endpointId,
    ciphertext: secret.ciphertext,
    createdAt: secret.now,
  });
  return id;
}

/**
 * Gives the endpoint's active secrets an end; one that ends earlier keeps its own.
 * @returns when the last of them ends; null when none was active.
 */
export async function expireSecrets(tx: OrgTransaction, endpointId: string, at: Date, now: Date): Promise<Date | null> {
  const ended = await tx
    .update(endpointSecrets)
    .set({
      expireAt: endOfSecret(endpointSecrets, at),
      usesUntilReplaced: sql`coalesce(${endpointSecrets.usesUntilReplaced}, ${endpointSecrets.uses})`,
    })
    .where(
      and(
        eq(endpointSecrets.orgId, tx.orgId),
        eq(endpointSecrets.endpointId, endpointId),
        isActiveSecret(endpointSecrets, now),
      ),
    )
    .returning({ expireAt: endpointSecrets.expireAt });
  return lastEndOf(ended);
}

export function listSecrets(
  tx: OrgTransaction,
  endpointId: string,
  page: { limit: number; after: string | null },
): Promise<SecretRow[]> {
  return tx
    .select(shownSecret)
    .from(endpointSecrets)
    .where(
      and(
        eq(endpointSecrets.orgId, tx.orgId),
        eq(endpointSecrets.endpointId, endpointId),
        page.after === null ? undefined : gt(endpointSecrets.id, page.after),
      ),
    )
    .orderBy(asc(endpointSecrets.id))
    .limit(page.limit);
}

/** @returns null when there is no such secret; false when it was revoked before. */
export async function revokeSecret(
  tx: OrgTransaction,
  endpointId: string,
  secretId: string,
  now: Date,
): Promise<boolean | null> {
  const where = and(
    eq(endpointSecrets.orgId, tx.orgId),
    eq(endpointSecrets.endpointId, endpointId),
    eq(endpointSecrets.id, secretId),
  );
  const [row] = await tx.select(shownSecret).from(endpointSecrets).where(where).for('update');
  if (!row) return null;
  if (row.revokedAt !== null) return false;
  await tx.update(endpointSecrets).set({ revokedAt: now }).where(where);
  return true;
}
