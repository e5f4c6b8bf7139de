import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, lte, not, or, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { noticeDeliveries, notices } from '../schema/notices.js';

type NoticeRow = typeof notices.$inferSelect;
type Delivery = Pick<typeof noticeDeliveries.$inferSelect, 'channel' | 'status' | 'statusAt' | 'notBefore'>;

/** What a person was told, and what became of it on each channel. */
export interface Notice extends Omit<NoticeRow, 'mailStatus' | 'sentAt'> {
  deliveries: Delivery[];
  /** Of a line: what else it tells, newest first. */
  others: NoticeRow[];
}

/** What a person is told of one lead within one minute is one line; the newest of it stands for it. */
const SAME_LINE = sql`m.org_id = notifications.org_id AND m.user_id = notifications.user_id
  AND m.lead_id = notifications.lead_id AND m.id <> notifications.id
  AND m.created_at >= date_trunc('minute', notifications.created_at)
  AND m.created_at < date_trunc('minute', notifications.created_at) + interval '1 minute'`;
const IS_NEWEST = sql`NOT EXISTS (SELECT FROM notifications m WHERE ${SAME_LINE}
  AND (m.created_at, m.id) > (notifications.created_at, notifications.id))`;
const IS_UNREAD = sql`(${notices.readAt} IS NULL OR EXISTS (SELECT FROM notifications m WHERE ${SAME_LINE} AND m.read_at IS NULL))`;

async function withDeliveries(tx: OrgTransaction, rows: NoticeRow[]): Promise<Notice[]> {
  const { noticeId, channel, status, statusAt, notBefore } = noticeDeliveries;
  const ids = rows.map(({ id }) => id);
  const found = await tx
    .select({ noticeId, channel, status, statusAt, notBefore })
    .from(noticeDeliveries)
    .where(and(eq(noticeDeliveries.orgId, tx.orgId), inArray(noticeId, ids)))
    .orderBy(asc(channel));
  return rows.map((row) => ({ ...row, deliveries: found.filter((one) => one.noticeId === row.id), others: [] }));
}

/** Adds to each line what else it tells. */
async function withOthers(tx: OrgTransaction, userId: string, lines: Notice[]): Promise<Notice[]> {
  const ofLeads = lines.filter(({ leadId }) => leadId !== null);
  if (ofLeads.length === 0) return lines;
  const minuteOf = (at: Date): number => Math.floor(at.getTime() / 60_000);
  const rows = await tx
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.orgId, tx.orgId),
        eq(notices.userId, userId),
        inArray(
          notices.leadId,
          ofLeads.map(({ leadId }) => leadId!),
        ),
        sql`date_trunc('minute', ${notices.createdAt}) IN (${sql.join(
          ofLeads.map(({ createdAt }) => sql`${new Date(minuteOf(createdAt) * 60_000).toISOString()}::timestamptz`),
          sql`, `,
        )})`,
      ),
    )
    .orderBy(desc(notices.createdAt), desc(notices.id));
  return lines.map((line) => ({
    ...line,
    others: rows.filter(
      ({ id, leadId, createdAt }) =>
        id !== line.id && leadId === line.leadId && minuteOf(createdAt) === minuteOf(line.createdAt),
    ),
  }));
}

/**
 * One person's, newest first.
 * @param filter.lines what was told of a lead within a minute as one
 * @param page.before where the page before ended
 */
export async function listNotices(
  tx: OrgTransaction,
  userId: string,
  { unread, lines = false }: { unread?: boolean | undefined; lines?: boolean | undefined },
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
        lines ? IS_NEWEST : undefined,
        unread === undefined ? undefined : lines ? unreadLine(unread) : unreadRow(unread),
        before === null
          ? undefined
          : or(lt(notices.createdAt, before.at), and(eq(notices.createdAt, before.at), lt(notices.id, before.id))),
      ),
    )
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(page.limit);
  const told = await withDeliveries(tx, rows);
  return lines ? withOthers(tx, userId, told) : told;
}

const unreadRow = (unread: boolean) => (unread ? isNull(notices.readAt) : isNotNull(notices.readAt));
const unreadLine = (unread: boolean) => (unread ? IS_UNREAD : not(IS_UNREAD));

/**
 * Marks one as read, and with it what was told of the same lead before; read before, each keeps its instant.
 * @returns null when this person has no such notice
 */
export async function markRead(tx: OrgTransaction, userId: string, id: string, now: Date): Promise<Notice | null> {
  const [row] = await tx
    .update(notices)
    .set({ readAt: sql`coalesce(${notices.readAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(eq(notices.orgId, tx.orgId), eq(notices.userId, userId), eq(notices.id, id)))
    .returning();
  if (!row) return null;
  if (row.leadId !== null) await markAllRead(tx, userId, { until: row.createdAt, leadId: row.leadId }, now);
  return (await withDeliveries(tx, [row]))[0]!;
}

const unreadOf = (tx: OrgTransaction, userId: string) =>
  and(eq(notices.orgId, tx.orgId), eq(notices.userId, userId), isNull(notices.readAt));

/** Lines, not notices: what was told of a lead within a minute counts once. */
export async function countUnread(tx: OrgTransaction, userId: string): Promise<number> {
  const line = sql`(coalesce(${notices.leadId}, ${notices.id}), date_trunc('minute', ${notices.createdAt}))`;
  const [row] = await tx
    .select({ unread: sql<number>`count(DISTINCT ${line})`.mapWith(Number) })
    .from(notices)
    .where(unreadOf(tx, userId));
  return row!.unread;
}

/** Marks all that came until then as read, of one lead or of all. @returns how many notices there were */
export async function markAllRead(
  tx: OrgTransaction,
  userId: string,
  { until, leadId }: { until: Date; leadId?: string | undefined },
  now: Date,
): Promise<number> {
  const { rowCount } = await tx
    .update(notices)
    .set({ readAt: now })
    .where(
      and(
        unreadOf(tx, userId),
        lte(notices.createdAt, until),
        leadId === undefined ? undefined : eq(notices.leadId, leadId),
      ),
    );
  return rowCount ?? 0;
}
