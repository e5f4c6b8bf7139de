import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { LeadValues } from '../../../domain/leads/merging/values.js';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';

/** Two leads of one person that were made one. */
export const leadMerges = pgTable(
  'lead_merges',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    keptId: uuid('kept_id').notNull(),
    mergedId: uuid('merged_id').notNull(),
    /** The fields of the lead that stayed which the merge changed, as they were. */
    before: jsonb('before').$type<Partial<LeadValues>>().notNull(),
    /** The same fields, as the merge made them. */
    after: jsonb('after').$type<Partial<LeadValues>>().notNull(),
    reason: text('reason'),
    mergedAt: instant('merged_at').notNull(),
    mergedByType: text('merged_by_type').notNull(),
    mergedById: text('merged_by_id'),
    /** When the two were made two again. */
    undoneAt: instant('undone_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.keptId], foreignColumns: [leads.orgId, leads.id] }),
    foreignKey({ columns: [t.orgId, t.mergedId], foreignColumns: [leads.orgId, leads.id] }),
    // A lead is merged into one other at a time.
    uniqueIndex('lead_merges_merged')
      .on(t.orgId, t.mergedId)
      .where(sql`${t.undoneAt} is null`),
    index('lead_merges_kept')
      .on(t.orgId, t.keptId)
      .where(sql`${t.undoneAt} is null`),
  ],
);
