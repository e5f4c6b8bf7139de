import { boolean, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { EscalationAction } from '../../../domain/leads/vocabulary/escalations.js';
import { clocks } from './clocks.js';
import { instant, orgId } from '../../columns.js';

/** One fired step of a ladder. The key `lead:clock:cycle:step:repeat` is what makes a second firing impossible. */
export const escalations = pgTable(
  'escalations',
  {
    orgId: orgId(),
    key: text('key').notNull(),
    leadId: uuid('lead_id').notNull(),
    clockId: uuid('clock_id').notNull(),
    clockKey: text('clock_key').notNull(),
    cycle: integer('cycle').notNull(),
    stepKey: text('step_key').notNull(),
    repeat: integer('repeat').notNull(),
    /** What was done: a `REASSIGN` beyond the flow's limit is done as a `MANAGER_ALERT`. */
    action: text('action').$type<EscalationAction>().notNull(),
    dueAt: instant('due_at').notNull(),
    firedAt: instant('fired_at').notNull(),
    overtaken: boolean('overtaken').notNull().default(false),
    compensatedAt: instant('compensated_at'),
    /** When a manager said that they know: its step repeats no more. */
    acknowledgedAt: instant('acknowledged_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.key] }),
    foreignKey({ columns: [t.orgId, t.clockId], foreignColumns: [clocks.orgId, clocks.id] }),
    index('escalations_lead').on(t.orgId, t.leadId),
    index('escalations_fired').on(t.orgId, t.firedAt),
  ],
);
