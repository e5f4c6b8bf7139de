import { sql } from 'drizzle-orm';
import {
  boolean,
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
import type { ApprovalLapse } from '../../../domain/engine/routing/definition.js';
import type { Explanation } from '../../../domain/engine/routing/types.js';
import type { ActorType } from '../../../domain/platform/audit/actor.js';
import type { ApprovalStatus } from '../../../domain/leads/vocabulary/approvals.js';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';

/** A lead that a routing rule lets wait until somebody agrees. One is open at most: the unique index is the proof. */
export const approvals = pgTable(
  'approvals',
  {
    orgId: orgId(),
    leadId: uuid('lead_id').notNull(),
    /** 1 for the lead's first. */
    sequence: integer('sequence').notNull(),
    /** Which rule of the pinned version asks; 0 for the first. */
    ruleIndex: integer('rule_index').notNull(),
    teamId: uuid('team_id').notNull(),
    otherwise: text('otherwise').$type<ApprovalLapse>().notNull(),
    status: text('status').$type<ApprovalStatus>().notNull(),
    askedAt: instant('asked_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    askedUserIds: uuid('asked_user_ids').array().notNull(),
    asksManagers: boolean('asks_managers').notNull(),
    decidedByType: text('decided_by_type').$type<ActorType>(),
    decidedById: text('decided_by_id'),
    reason: text('reason'),
    /** Who would have got the lead when it was asked. */
    explanation: jsonb('explanation').$type<Explanation>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.leadId, t.sequence] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }),
    uniqueIndex('approvals_open')
      .on(t.orgId, t.leadId)
      .where(sql`${t.status} = 'OPEN'`),
    // Their list, those that lapse first first.
    index('approvals_waiting')
      .on(t.orgId, t.expiresAt, t.leadId)
      .where(sql`${t.status} = 'OPEN'`),
  ],
);
