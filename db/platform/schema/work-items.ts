import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';

/** Something a person must do because the machine could not. */
export const workItems = pgTable(
  'work_items',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    /** A product's, or `DEAD_LETTER`. */
    kind: text('kind').notNull(),
    leadId: uuid('lead_id'),
    summary: text('summary').notNull(),
    details: jsonb('details').$type<Record<string, unknown>>().notNull().default({}),
    /** This one occurrence of its cause: a second try writes no second item. */
    dedupeKey: text('dedupe_key').notNull(),
    /** What makes it the same piece of work: one is open at a time. Null: written by a version that knew none. */
    cause: text('cause'),
    createdAt: instant('created_at').notNull(),
    resolvedAt: instant('resolved_at'),
    /** Null in one that is resolved: it was, by itself, when its cause was gone. */
    resolvedBy: text('resolved_by'),
    resolution: text('resolution'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('work_items_dedupe').on(t.orgId, t.dedupeKey),
    uniqueIndex('work_items_open_cause')
      .on(t.orgId, t.cause)
      .where(sql`${t.resolvedAt} is null`),
    index('work_items_open').on(t.orgId, t.resolvedAt, t.createdAt),
    // A settlement asks for those of its lead.
    index('work_items_open_lead')
      .on(t.orgId, t.leadId)
      .where(sql`${t.resolvedAt} is null`),
    // The relay asks with each batch; mostly there are none.
    index('work_items_dead_letters')
      .on(t.orgId)
      .where(sql`${t.kind} = 'DEAD_LETTER' and ${t.resolvedAt} is null`),
  ],
);
