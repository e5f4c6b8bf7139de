import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';

/** What people write down about a lead. */
export const leadNotes = pgTable(
  'lead_notes',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    leadId: uuid('lead_id').notNull(),
    authorType: text('author_type').notNull(),
    authorId: text('author_id'),
    /** Markdown. */
    text: text('text').notNull(),
    createdAt: instant('created_at').notNull(),
    editedAt: instant('edited_at'),
    /** Its text stays, so that the deletion can be taken back. */
    deletedAt: instant('deleted_at'),
    /** Counts the changes; its ETag. */
    revision: integer('revision').notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }),
    index('lead_notes_lead').on(t.orgId, t.leadId, t.createdAt),
  ],
);
