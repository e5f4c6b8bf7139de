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
    /** What makes it the same piece of work: a second try writes no second item. */
    dedupeKey: text('dedupe_key').notNull(),
    createdAt: instant('created_at').notNull(),
    resolvedAt: instant('resolved_at'),
    resolvedBy: text('resolved_by'),
    resolution: text('resolution'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('work_items_dedupe').on(t.orgId, t.dedupeKey),
    index('work_items_open').on(t.orgId, t.resolvedAt, t.createdAt),
  ],
);
