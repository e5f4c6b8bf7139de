import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';
import { users } from './users.js';

export type NotificationKind =
  'ASSIGNED' | 'OFFERED' | 'REMINDER' | 'REASSIGNED' | 'MANAGER_ALERT' | 'UNROUTED' | 'SAME_PERSON';
/** `NONE`: in the app only. `LOGGED`: a mail was due, but no SMTP server is configured. */
export type MailStatus = 'NONE' | 'LOGGED' | 'PENDING' | 'SENT' | 'FAILED';

/** What a person was told. In the app always; by mail when the step names that channel. */
export const notifications = pgTable(
  'notifications',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    kind: text('kind').$type<NotificationKind>().notNull(),
    leadId: uuid('lead_id'),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    /** What caused it, per recipient: the same cause cannot tell a person twice. */
    dedupeKey: text('dedupe_key').notNull(),
    mailStatus: text('mail_status').$type<MailStatus>().notNull(),
    createdAt: instant('created_at').notNull(),
    sentAt: instant('sent_at'),
    readAt: instant('read_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    uniqueIndex('notifications_dedupe').on(t.orgId, t.userId, t.dedupeKey),
    index('notifications_user').on(t.orgId, t.userId, t.createdAt),
    index('notifications_unread')
      .on(t.orgId, t.userId)
      .where(sql`${t.readAt} is null`),
  ],
);
