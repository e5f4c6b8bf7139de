import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { calendars } from './calendars.js';
import { instant, orgId } from '../../columns.js';
import { orgs } from './orgs.js';
import { users } from './users.js';

export const teams = pgTable(
  'teams',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    managerId: uuid('manager_id'),
    calendarId: uuid('calendar_id'),
    /** Who is told in the manager's place while they are not there, in this order. */
    onCall: uuid('on_call').array().notNull().default([]),
    /** Who is asked when nobody of the team and of the rule's overflow can take a lead. */
    fallbackTeamId: uuid('fallback_team_id'),
    /** Counts the edits of what a form shows. */
    revision: integer('revision').notNull().default(1),
    /** Its people get no more leads by it. */
    archivedAt: instant('archived_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    foreignKey({ columns: [t.orgId, t.managerId], foreignColumns: [users.orgId, users.id] }),
    foreignKey({ columns: [t.orgId, t.calendarId], foreignColumns: [calendars.orgId, calendars.id] }),
    foreignKey({
      name: 'teams_fallback_fk',
      columns: [t.orgId, t.fallbackTeamId],
      foreignColumns: [t.orgId, t.id],
    }),
    check('teams_not_own_fallback', sql`fallback_team_id <> id`),
    uniqueIndex('teams_name').on(t.orgId, t.name),
  ],
);

/** Who belongs to which team. */
export const memberships = pgTable(
  'memberships',
  { orgId: orgId(), teamId: uuid('team_id').notNull(), userId: uuid('user_id').notNull() },
  (t) => [
    primaryKey({ columns: [t.orgId, t.teamId, t.userId] }),
    foreignKey({ columns: [t.orgId, t.teamId], foreignColumns: [teams.orgId, teams.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    index('memberships_user').on(t.orgId, t.userId),
  ],
);
