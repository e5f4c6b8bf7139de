import { foreignKey, index, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import type { SaidAgain } from '../../../domain/leads/vocabulary/sent-again.js';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';

/** What later deliveries of a known lead said that the lead did not have yet. Written by `take_in_again` alone. */
export const laterDeliveries = pgTable(
  'later_deliveries',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    leadId: uuid('lead_id').notNull(),
    receivedAt: instant('received_at').notNull(),
    said: jsonb('said').$type<SaidAgain>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }),
    index('later_deliveries_lead').on(t.orgId, t.leadId, t.receivedAt),
  ],
);
