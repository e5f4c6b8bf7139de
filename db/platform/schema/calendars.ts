import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import { instant, orgId } from '../../columns.js';
import { orgs } from './orgs.js';

/** Business time. */
export const calendars = pgTable(
  'calendars',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    definition: jsonb('definition').$type<CalendarDefinition>().notNull(),
    /** Counts the edits; the ETag. */
    revision: integer('revision').notNull().default(1),
    /** Clocks that started before this may count by earlier hours; null: all count by these. */
    olderHoursUntil: instant('older_hours_until'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] })],
);

/** Changed hours that are applied to leads that run, and how far that is. It outlives its calendar. */
export const calendarChanges = pgTable(
  'calendar_changes',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    calendarId: uuid('calendar_id').notNull(),
    calendarName: text('calendar_name').notNull(),
    /** Of the calendar that is applied. */
    revision: integer('revision').notNull(),
    actorType: text('actor_type').notNull(),
    actorId: text('actor_id'),
    createdAt: instant('created_at').notNull(),
    /** Leads that had to be looked at; null: not counted yet. */
    leadsFound: integer('leads_found'),
    leadsDone: integer('leads_done').notNull().default(0),
    clocksMoved: integer('clocks_moved').notNull().default(0),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    index('calendar_changes_calendar').on(t.orgId, t.calendarId, t.createdAt),
    // The sweep's question goes over all orgs.
    index('calendar_changes_pending')
      .on(t.createdAt)
      .where(sql`${t.finishedAt} is null`),
  ],
);
