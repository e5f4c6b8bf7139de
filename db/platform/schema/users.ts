import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { calendars } from './calendars.js';
import { instant, orgId } from '../../columns.js';
import type { QuietHours } from '../../../domain/platform/notices/quiet-hours.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { orgs } from './orgs.js';
import type { UserStatus } from '../../../domain/platform/people/user-status.js';

/** People. An e-mail is unique in its org only: a global key would tell one tenant about another's people. */
export const users = pgTable(
  'users',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    email: text('email').notNull(),
    /**
     * As `foldEmail` folds it: people are found by it. Null: of a row that SQL or the version before wrote, or that is as good as
     * another's of the org; those are found by the e-mail in lower case.
     */
    emailFolded: text('email_folded'),
    name: text('name').notNull(),
    /** BCP 47 primary tag of what they read; null: the org's. */
    language: text('language'),
    /** IANA zone in which they are told times; null: the org's. */
    timeZone: text('time_zone'),
    role: text('role').$type<Role>().notNull(),
    status: text('status').$type<UserStatus>().notNull().default('ACTIVE'),
    /** Argon2id, PHC string; null until an invitation is taken up. */
    passwordHash: text('password_hash'),
    /** Most open leads at a time. */
    capacity: integer('capacity').notNull().default(20),
    calendarId: uuid('calendar_id'),
    /** BCP 47 primary tags, e.g. `ro`. */
    languages: text('languages').array().notNull().default([]),
    /** ISO 3166-1 codes, e.g. `RO`; none: everywhere. */
    territories: text('territories').array().notNull().default([]),
    /** Said so when declining an offer: nothing is given to them before. */
    busyUntil: instant('busy_until'),
    /** When they came back from their last absence: routing does not flood them. */
    backAt: instant('back_at'),
    lastAssignedAt: instant('last_assigned_at'),
    /** When no mail is to reach them; null: at any hour. */
    quietHours: jsonb('quiet_hours').$type<QuietHours>(),
    /** Counts the edits of what a form shows. */
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    foreignKey({ columns: [t.orgId, t.calendarId], foreignColumns: [calendars.orgId, calendars.id] }),
    uniqueIndex('users_email').on(t.orgId, sql`lower(${t.email})`),
    index('users_email_lookup').on(sql`lower(${t.email})`),
    uniqueIndex('users_email_folded').on(t.orgId, t.emailFolded),
    index('users_email_folded_lookup').on(t.emailFolded),
    index('users_by_name').on(t.orgId, sql`folded(${t.name})`, t.id),
  ],
);

/** What a person can do, and how well: 1 to 5. */
export const skills = pgTable(
  'skills',
  {
    orgId: orgId(),
    userId: uuid('user_id').notNull(),
    skill: text('skill').notNull(),
    level: integer('level').notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.userId, t.skill] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
  ],
);
