import { sql } from 'drizzle-orm';
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { CommandRequest } from '../../../domain/leads/lead/state.js';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';

/** What a person asked of a lead (assign, pause, resume, close): a row first, applied by the settlement. */
export const commands = pgTable(
  'commands',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    leadId: uuid('lead_id').notNull(),
    request: jsonb('request').$type<CommandRequest>().notNull(),
    actorType: text('actor_type').notNull(),
    actorId: text('actor_id'),
    requestedAt: instant('requested_at').notNull(),
    appliedAt: instant('applied_at'),
    /** Why it could not be applied any more when its turn came. */
    refusal: text('refusal'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }),
    index('commands_lead').on(t.orgId, t.leadId),
    index('commands_to_apply')
      .on(t.orgId, t.requestedAt, t.leadId)
      .where(sql`${t.appliedAt} is null`),
  ],
);
