import { customType, foreignKey, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { orgId } from '../../columns.js';
import { orgs } from '../../platform/schema/orgs.js';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** What a lead is found by; a trigger of `leads` keeps it (0017). */
export const leadWords = pgTable(
  'lead_words',
  {
    orgId: orgId(),
    leadId: uuid('lead_id').notNull(),
    words: tsvector('words').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.leadId] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    index('lead_words_words').using('gin', t.words).with({ gin_pending_list_limit: 1024 }),
  ],
);
