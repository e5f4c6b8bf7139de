import { sql } from 'drizzle-orm';
import { boolean, foreignKey, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';
import { users } from '../../platform/schema/users.js';

/** A list of leads as somebody wants to see it again. Columns and filters are kept as given, also those of a newer version. */
export interface LeadViewDefinition {
  filters: Record<string, string>;
  sort: string | null;
  order: string | null;
  /** Null: those that the person has chosen for all lists. */
  columns: string[] | null;
}

/** Views of the list of leads, a person's own and those that are shared with everybody of the org. */
export const leadViews = pgTable(
  'lead_views',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    ownerId: uuid('owner_id').notNull(),
    name: text('name').notNull(),
    shared: boolean('shared').notNull().default(false),
    definition: jsonb('definition').$type<LeadViewDefinition>().notNull(),
    revision: integer('revision').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
    /** It can be taken back for a while. */
    deletedAt: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.ownerId], foreignColumns: [users.orgId, users.id] }),
    uniqueIndex('lead_views_own_name')
      .on(t.orgId, t.ownerId, sql`lower(${t.name})`)
      .where(sql`not ${t.shared} and ${t.deletedAt} is null`),
    uniqueIndex('lead_views_shared_name')
      .on(t.orgId, sql`lower(${t.name})`)
      .where(sql`${t.shared} and ${t.deletedAt} is null`),
  ],
);

/** How a person wants the list of leads where no view says it. */
export const leadListChoices = pgTable(
  'lead_list_choices',
  {
    orgId: orgId(),
    userId: uuid('user_id').notNull(),
    /** What the list opens with; one that is gone, or not theirs to see any more, counts as none. */
    defaultViewId: uuid('default_view_id'),
    columns: text('columns').array(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.userId] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
  ],
);
