import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { noticeDeliveries, notices } from '../schema/notices.js';

type NoticeRow = typeof notices.$inferSelect;
type Delivery = Pick<typeof noticeDeliveries.$inferSelect, 'channel' | 'status' | 'statusAt'>;

/** What a person was told, and what became of it on each channel. */
export interface Notice extends Omit<NoticeRow, 'mailStatus' | 'sentAt'> {
  deliveries: Delivery[];
}

async function withDeliveries(tx: OrgTransaction, rows: NoticeRow[]): Promise<Notice[]> {
  const { noticeId, channel, status, statusAt } = noticeDeliveries;
  const ids = rows.map(({ id }) => id);
  const found = await tx
    .select({ noticeId, channel, status, statusAt })
    .from(noticeDeliveries)
    .where(and(eq(noticeDeliveries.orgId, tx.orgId), inArray(noticeId, ids)))
    .orderBy(asc(channel));
  return rows.map((row) => ({ ...row, deliveries: found.filter((one) => one.noticeId === row.id) }));
}

/** One person's, newest first. @param before where the page before ended. */
export async function listNotices(
  tx: OrgTransaction,
  userId: string,
  filter: { unread?: boolean | undefined },
  page: { limit: number; before: { at: Date; id: string } | null },
): Promise<Notice[]> {
  const { before } = page;
  const rows = await tx
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.orgId, tx.orgId),
        eq(notices.userId, userId),
        filter.unread === undefined ? undefined : filter.unread ? isNull(notices.readAt) : isNotNull(notices.readAt),
        before === null
          ? undefined
          : or(lt(notices.createdAt, before.at), and(eq(notices.createdAt, before.at), lt(notices.id, before.id))),
      ),
    )
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(page.limit);
  return withDeliveries(tx, rows);
}

/** Marks one as read; read before, it keeps its instant. @returns null when this person has no such notice. */
export async function markRead(tx: OrgTransaction, userId: string, id: string, now: Date): Promise<Notice | null> {
  const [row] = await tx
    .update(notices)
    .set({ readAt: sql`coalesce(${notices.readAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(eq(notices.orgId, tx.orgId), eq(notices.userId, userId), eq(notices.id, id)))
    .returning();
  return row ? (await withDeliveries(tx, [row]))[0]! : null;
}

const unreadOf = (tx: OrgTransaction, userId: string) =>
  and(eq(notices.orgId, tx.orgId), eq(notices.userId, userId), isNull(notices.readAt));

export async function countUnread(tx: OrgTransaction, userId: string): Promise<number> {
  const [row] = await tx.select({ unread: count() }).from(notices).where(unreadOf(tx, userId));
  return row!.unread;
}

/** Marks all that came until then as read. @returns how many there were */
export async function markAllRead(tx: OrgTransaction, userId: string, until: Date, now: Date): Promise<number> {
  const { rowCount } = await tx
    .update(notices)
    .set({ readAt: now })
    .where(and(unreadOf(tx, userId), lte(notices.createdAt, until)));
  return rowCount ?? 0;
}
