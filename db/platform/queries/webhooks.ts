import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../client.js';
import { endOfSecret, isActiveSecret, lastEndOf } from '../../secret-life.js';
import { webhooks, webhookSecrets } from '../schema/webhooks.js';

export type WebhookRow = typeof webhooks.$inferSelect;
export type WebhookSecretRow = Pick<typeof webhookSecrets.$inferSelect, 'id' | 'createdAt' | 'expireAt' | 'revokedAt'>;

/** What people say of a webhook. */
export type WebhookWishes = Pick<WebhookRow, 'name' | 'url' | 'events' | 'payload' | 'ordered'>;

export async function insertWebhook(
  tx: OrgTransaction,
  { now, ...wishes }: WebhookWishes & { id: string; now: Date },
): Promise<WebhookRow> {
  await beginAtPresent(tx);
  const [row] = await tx
    .insert(webhooks)
    .values({ ...wishes, orgId: tx.orgId, createdAt: now, activeFrom: now })
    .returning();
  return row!;
}

/** Where the org has no webhook that is told anything, what happened until now is nobody's: its events are looked through from here on. */
export async function beginAtPresent(tx: OrgTransaction): Promise<void> {
  await tx.client.query(
    `WITH last AS (
       SELECT a.xid, a.id FROM audit a WHERE a.org_id = $1 AND a.xid < pg_snapshot_xmin(pg_current_snapshot())
       ORDER BY a.xid DESC, a.id DESC LIMIT 1)
     INSERT INTO webhook_positions AS p (org_id, xid, audit_id)
     VALUES ($1, coalesce((SELECT xid FROM last), '0'), coalesce((SELECT id FROM last), 0))
     ON CONFLICT (org_id) DO UPDATE SET xid = excluded.xid, audit_id = excluded.audit_id
     WHERE NOT EXISTS (SELECT FROM webhooks w WHERE w.org_id = $1 AND w.off_at IS NULL AND w.deleted_at IS NULL)`,
    [tx.orgId],
  );
}

export type WebhookChange = Partial<
  WebhookWishes & Pick<WebhookRow, 'activeFrom' | 'offAt' | 'offReason' | 'failingSince' | 'deletedAt'>
>;

/** @param lock for changes to it or its secrets: two at the same instant go one after the other. @returns null: there is none, or no more */
export async function findWebhook(tx: OrgTransaction, id: string, lock = false): Promise<WebhookRow | null> {
  const query = tx
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.orgId, tx.orgId), eq(webhooks.id, id), isNull(webhooks.deletedAt)));
  const [row] = await (lock ? query.for('update') : query);
  return row ?? null;
}

/** @returns the row as it is now, of the next revision */
export async function updateWebhook(tx: OrgTransaction, id: string, change: WebhookChange): Promise<WebhookRow> {
  const [row] = await tx
    .update(webhooks)
    .set({ ...change, revision: sql`${webhooks.revision} + 1` })
    .where(and(eq(webhooks.orgId, tx.orgId), eq(webhooks.id, id)))
    .returning();
  return row!;
}

export function listWebhooks(tx: OrgTransaction, page: { limit: number; after: string | null }): Promise<WebhookRow[]> {
  return tx
    .select()
    .from(webhooks)
    .where(
      and(
        eq(webhooks.orgId, tx.orgId),
        isNull(webhooks.deletedAt),
        page.after === null ? undefined : gt(webhooks.id, page.after),
      ),
    )
    .orderBy(asc(webhooks.id))
    .limit(page.limit);
}

/** How many webhooks an org has. */
export async function countWebhooks(tx: OrgTransaction): Promise<number> {
  return tx.$count(webhooks, and(eq(webhooks.orgId, tx.orgId), isNull(webhooks.deletedAt)));
}

export async function insertWebhookSecret(
  tx: OrgTransaction,
  secret: { webhookId: string; ciphertext: string; now: Date },
): Promise<string> {
  const id = uuidv7();
  const { webhookId, ciphertext, now } = secret;
  await tx.insert(webhookSecrets).values({ orgId: tx.orgId, id, webhookId, ciphertext, createdAt: now });
  return id;
}

const isActive = (tx: OrgTransaction, webhookId: string, now: Date) =>
  and(eq(webhookSecrets.orgId, tx.orgId), eq(webhookSecrets.webhookId, webhookId), isActiveSecret(webhookSecrets, now));

/**
 * Gives the webhook's active secrets an end; one that ends earlier keeps its own.
 * @returns when the last of them ends; null when none was active.
 */
export async function expireWebhookSecrets(
  tx: OrgTransaction,
  webhookId: string,
  at: Date,
  now: Date,
): Promise<Date | null> {
  const ended = await tx
    .update(webhookSecrets)
    .set({ expireAt: endOfSecret(webhookSecrets, at) })
    .where(isActive(tx, webhookId, now))
    .returning({ expireAt: webhookSecrets.expireAt });
  return lastEndOf(ended);
}

/** Sealed, the newest first: each signs. */
export async function activeWebhookSecrets(tx: OrgTransaction, webhookId: string, now: Date): Promise<string[]> {
  const rows = await tx
    .select({ id: webhookSecrets.id, ciphertext: webhookSecrets.ciphertext })
    .from(webhookSecrets)
    .where(isActive(tx, webhookId, now));
  return rows.sort((a, b) => (a.id < b.id ? 1 : -1)).map(({ ciphertext }) => ciphertext);
}

export function listWebhookSecrets(
  tx: OrgTransaction,
  webhookId: string,
  page: { limit: number; after: string | null },
): Promise<WebhookSecretRow[]> {
  const { id, createdAt, expireAt, revokedAt } = webhookSecrets;
  return tx
    .select({ id, createdAt, expireAt, revokedAt })
    .from(webhookSecrets)
    .where(
      and(
        eq(webhookSecrets.orgId, tx.orgId),
        eq(webhookSecrets.webhookId, webhookId),
        page.after === null ? undefined : gt(webhookSecrets.id, page.after),
      ),
    )
    .orderBy(asc(webhookSecrets.id))
    .limit(page.limit);
}

/** @returns null when there is no such secret; false when it was revoked before. */
export async function revokeWebhookSecret(
  tx: OrgTransaction,
  webhookId: string,
  secretId: string,
  now: Date,
): Promise<boolean | null> {
  const where = and(
    eq(webhookSecrets.orgId, tx.orgId),
    eq(webhookSecrets.webhookId, webhookId),
    eq(webhookSecrets.id, secretId),
  );
  const [row] = await tx
    .select({ revokedAt: webhookSecrets.revokedAt })
    .from(webhookSecrets)
    .where(where)
    .for('update');
  if (!row) return null;
  if (row.revokedAt !== null) return false;
  await tx.update(webhookSecrets).set({ revokedAt: now }).where(where);
  return true;
}
