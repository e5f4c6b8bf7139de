import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { AssignmentMode, Explanation } from '../../../domain/engine/routing/types.js';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';

/** Who owns or owned a lead, why, and who else was considered. */
export const assignments = pgTable(
  'assignments',
  {
    orgId: orgId(),
    leadId: uuid('lead_id').notNull(),
    /** 1 for the first owner. */
    sequence: integer('sequence').notNull(),
    ownerId: uuid('owner_id').notNull(),
    teamId: uuid('team_id'),
    mode: text('mode').$type<AssignmentMode>().notNull(),
    assignedAt: instant('assigned_at').notNull(),
    endedAt: instant('ended_at'),
    explanation: jsonb('explanation').$type<Explanation>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.leadId, t.sequence] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }),
    index('assignments_owner').on(t.orgId, t.ownerId, t.assignedAt),
  ],
);
