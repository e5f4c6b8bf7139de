import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Channel } from '../../../domain/platform/notices/channels.js';
import type { DeliveryStatus } from '../../../domain/platform/notices/delivery.js';
import { instant, orgId } from '../../columns.js';
import { users } from './users.js';

/** The status of the delivery by mail; `NONE`: there is none. */
export type MailStatus = 'NONE' | DeliveryStatus;

/**
 * What a person was told. The word for it is notice; this table, the path `/api/notifications`, the topic `NOTIFICATION`
 * and the workflow `notificationWorkflow` keep the name that contract and histories know.
 */
export const notices = pgTable(
  'notifications',
  {
    orgId: orgId(),
    /** By `notice_id`, from whom it tells what: the same again, where a restored database tells it again. */
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    /** A word of the product that tells: the platform knows none of them. */
    kind: text('kind').notNull(),
    leadId: uuid('lead_id'),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    /** What caused it, per recipient: the same cause cannot tell a person twice. */
    dedupeKey: text('dedupe_key').notNull(),
    /**
     * For processes of the version before, which deliver by it: written as long as they may run, read by nobody else.
     * Triggers of migration 0012 bring what they write into the deliveries.
     */
    mailStatus: text('mail_status').$type<MailStatus>().notNull(),
    createdAt: instant('created_at').notNull(),
    /** As `mailStatus`. */
    sentAt: instant('sent_at'),
    readAt: instant('read_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    uniqueIndex('notifications_dedupe').on(t.orgId, t.userId, t.dedupeKey),
    index('notifications_user').on(t.orgId, t.userId, t.createdAt),
    index('notifications_lead').on(t.orgId, t.userId, t.leadId, t.createdAt),
    index('notifications_unread')
      .on(t.orgId, t.userId)
      .where(sql`${t.readAt} is null`),
    // What is old is deleted, the oldest first: read and unread ones have their own times.
    index('notifications_read')
      .on(t.readAt)
      .where(sql`${t.readAt} is not null`),
    index('notifications_not_read')
      .on(t.createdAt)
      .where(sql`${t.readAt} is null`),
    // An org may keep them shorter than the installation does.
    index('notifications_org_read')
      .on(t.orgId, t.readAt)
      .where(sql`${t.readAt} is not null`),
    index('notifications_org_not_read')
      .on(t.orgId, t.createdAt)
      .where(sql`${t.readAt} is null`),
  ],
);

/** What becomes of a notice on each channel that it goes by. */
export const noticeDeliveries = pgTable(
  'notice_deliveries',
  {
    orgId: orgId(),
    noticeId: uuid('notice_id').notNull(),
    channel: text('channel').$type<Channel>().notNull(),
    status: text('status').$type<DeliveryStatus>().notNull(),
    /** Since when it has that status. */
    statusAt: instant('status_at').notNull(),
    /** What the last try that failed came to. */
    error: text('error'),
    /** Until then one try sends it, and no other does. */
    leaseUntil: instant('lease_until'),
    /** Its person wants no mail before: until then it waits. */
    notBefore: instant('not_before'),
    /** When the sweep last asked for its workflow, as nobody seemed to send it. */
    rungAt: instant('rung_at'),
    /** Tries that failed since it was last asked for. */
    attempts: integer('attempts').notNull().default(0),
    /** When it is tried next, after a try that failed. */
    nextTryAt: instant('next_try_at'),
    /** How often somebody had it tried again after it was given up: each time is a workflow of its own. */
    requeues: integer('requeues').notNull().default(0),
  },
  (t) => [
    // Written with its notice by one statement, and deleted with it by one: to check each was a tenth of a settlement.
    primaryKey({ columns: [t.orgId, t.noticeId, t.channel] }),
    index('notice_deliveries_pending')
      .on(t.statusAt)
      .where(sql`${t.status} = 'PENDING'`),
    index('notice_deliveries_failed')
      .on(t.orgId, t.statusAt)
      .where(sql`${t.status} = 'FAILED'`),
  ],
);
