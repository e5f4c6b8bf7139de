import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type {
  AccessMailKind,
  AccessMailStatus,
  LinkPurpose,
  MailFault,
} from '../../../domain/platform/access/links.js';
import { instant, orgId } from '../../columns.js';
import { users } from './users.js';

/**
 * Mails about getting in. What was asked for by an e-mail that may be nobody's belongs to the platform's org and names no person:
 * who sends it looks whom it meets.
 */
export const accessMails = pgTable(
  'access_mails',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    kind: text('kind').$type<AccessMailKind>().notNull(),
    /** Null: asked for by e-mail. */
    userId: uuid('user_id'),
    /** Of the person when it was asked for: one whose e-mail has changed since gets none. Of the platform's: until it was sent. */
    emailFolded: text('email_folded'),
    /** SHA-256 of what the browser keeps that asked; null: any may use the link. */
    browserHash: text('browser_hash'),
    status: text('status').$type<AccessMailStatus>().notNull(),
    statusAt: instant('status_at').notNull(),
    /** What the last try that failed came to. */
    fault: text('fault').$type<MailFault>(),
    tries: integer('tries').notNull().default(0),
    nextTryAt: instant('next_try_at'),
    /** Until then one try sends it, and no other does. */
    leaseUntil: instant('lease_until'),
    /** When the sweep last asked for its workflow, as nobody seemed to send it. */
    rungAt: instant('rung_at'),
    /** Who asked for it; null: the person themselves. */
    askedBy: uuid('asked_by'),
    createdAt: instant('created_at').notNull(),
    expireAt: instant('expire_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    index('access_mails_user').on(t.orgId, t.userId, t.kind, t.createdAt),
    index('access_mails_waiting')
      .on(t.nextTryAt)
      .where(sql`${t.status} = 'WAITING'`),
    index('access_mails_expire').on(t.expireAt),
    index('access_mails_given_up')
      .on(t.orgId, t.statusAt)
      .where(sql`${t.status} = 'GIVEN_UP'`),
  ],
);

/** Each link that was made for such a mail: only the SHA-256 of what is in it. The use of one ends all of its mail. */
export const oneTimeLinks = pgTable(
  'one_time_links',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    /** Of this org, or the platform's. */
    mailId: uuid('mail_id').notNull(),
    purpose: text('purpose').$type<LinkPurpose>().notNull(),
    userId: uuid('user_id').notNull(),
    /** Of the person when it was made: it is good for whoever still has this e-mail. */
    emailFolded: text('email_folded').notNull(),
    hash: text('hash').notNull(),
    browserHash: text('browser_hash'),
    /** The mail server refused the mail that it stood in: the next try makes it anew. */
    undelivered: boolean('undelivered').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    expireAt: instant('expire_at').notNull(),
    usedAt: instant('used_at'),
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    uniqueIndex('one_time_links_hash').on(t.hash),
    index('one_time_links_user').on(t.orgId, t.userId),
    index('one_time_links_mail').on(t.orgId, t.mailId),
    index('one_time_links_expire').on(t.expireAt),
  ],
);
