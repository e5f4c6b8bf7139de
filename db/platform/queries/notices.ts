import { and, count, desc, eq, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { notifications } from '../schema/notices.js';

export type NotificationRow = typeof notifications.$inferSelect;

/** One person's, newest first. @param before where the page before ended. */
export function listNotifications(
  tx: OrgTransaction,
  userId: string,
  filter: { unread?: boolean | undefined },
  page: { limit: number; before: { at: Date; id: string } | null },
): Promise<NotificationRow[]> {
  const { before } = page;
  return tx
    .select()
    .from(notifications)
    .where(
      and(
        eq(notifications.orgId, tx.orgId),
        eq(notifications.userId, userId),
        filter.unread === undefined
          ? undefined
          : filter.unread
            ? isNull(notifications.readAt)
            : isNotNull(notifications.readAt),
        before === null
          ? undefined
          : or(
              lt(notifications.createdAt, before.at),
              and(eq(notifications.createdAt, before.at), lt(notifications.id, before.id)),
            ),
      ),
    )
    .orderBy(desc(notifications.createdAt), desc(notifications.id))
    .limit(page.limit);
}

/** Marks one as read; read before, it keeps its instant. @returns null when this person has no such notification. */
export async function markRead(
  tx: OrgTransaction,
  userId: string,
  id: string,
  now: Date,
): Promise<NotificationRow | null> {
  const [row] = await tx
    .update(notifications)
    .set({ readAt: sql`coalesce(${notifications.readAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(eq(notifications.orgId, tx.orgId), eq(notifications.userId, userId), eq(notifications.id, id)))
    .returning();
  return row ?? null;
}

const unreadOf = (tx: OrgTransaction, userId: string) =>
  and(eq(notifications.orgId, tx.orgId), eq(notifications.userId, userId), isNull(notifications.readAt));

export async function countUnread(tx: OrgTransaction, userId: string): Promise<number> {
  const [row] = await tx.select({ unread: count() }).from(notifications).where(unreadOf(tx, userId));
  return row!.unread;
}

/** Marks all that came until then as read. @returns how many there were */
export async function markAllRead(tx: OrgTransaction, userId: string, until: Date, now: Date): Promise<number> {
  const { rowCount } = await tx
    .update(notifications)
    .set({ readAt: now })
    .where(and(unreadOf(tx, userId), lte(notifications.createdAt, until)));
  return rowCount ?? 0;
}
