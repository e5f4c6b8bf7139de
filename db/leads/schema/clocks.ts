import { sql } from 'drizzle-orm';
import {
  bigint,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ClockPause, StepDue, Receipt } from '../../../domain/engine/sla/clock.js';
import type { ClockStatus } from '../../../domain/engine/sla/clock-status.js';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';

/** SLA clocks. Deadlines are absolute instants with their receipt. */
export const clocks = pgTable(
  'clocks',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    leadId: uuid('lead_id').notNull(),
    key: text('key').notNull(),
    cycle: integer('cycle').notNull().default(1),
    status: text('status').$type<ClockStatus>().notNull(),
    startedAt: instant('started_at').notNull(),
    targetMs: bigint('target_ms', { mode: 'number' }).notNull(),
    atRiskAt: instant('at_risk_at'),
    /** When the at-risk instant was noticed and told. */
    atRiskSeenAt: instant('at_risk_seen_at'),
    deadlineAt: instant('deadline_at'),
    breachedAt: instant('breached_at'),
    metAt: instant('met_at'),
    correctedAt: instant('corrected_at'),
    /** When a later cycle took this one's place: its ladder is over. */
    supersededAt: instant('superseded_at'),
    cancelledAt: instant('cancelled_at'),
    pauses: jsonb('pauses').$type<ClockPause[]>().notNull().default([]),
    steps: jsonb('steps').$type<StepDue[]>().notNull().default([]),
    receipt: jsonb('receipt').$type<Receipt>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }),
    uniqueIndex('clocks_cycle').on(t.orgId, t.leadId, t.key, t.cycle),
    // The check of the counts goes through them by when they happened.
    index('clocks_breached')
      .on(t.orgId, t.breachedAt)
      .where(sql`${t.breachedAt} is not null`),
  ],
);
