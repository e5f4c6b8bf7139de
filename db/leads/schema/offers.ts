import type { OfferMode } from '../../../domain/engine/routing/definition.js';
import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { OfferAnswer } from '../../../domain/leads/lead/state.js';
import type { OfferStatus } from '../../../domain/leads/vocabulary/offers.js';
import type { Explanation } from '../../../domain/engine/routing/types.js';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';
import { users } from '../../platform/schema/users.js';

/** A lead put before one rep or all that could take it. */
export const offers = pgTable(
  'offers',
  {
    orgId: orgId(),
    leadId: uuid('lead_id').notNull(),
    /** 1 for the lead's first. */
    sequence: integer('sequence').notNull(),
    mode: text('mode').$type<OfferMode>().notNull(),
    teamId: uuid('team_id').notNull(),
    status: text('status').$type<OfferStatus>().notNull(),
    offeredAt: instant('offered_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    endedAt: instant('ended_at'),
    explanation: jsonb('explanation').$type<Explanation>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.leadId, t.sequence] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }),
    uniqueIndex('offers_open')
      .on(t.orgId, t.leadId)
      .where(sql`${t.status} = 'OPEN'`),
  ],
);

/** Who was asked and what they said. The unique index is the proof that one at most wins. */
export const offerAnswers = pgTable(
  'offer_answers',
  {
    orgId: orgId(),
    leadId: uuid('lead_id').notNull(),
    sequence: integer('sequence').notNull(),
    userId: uuid('user_id').notNull(),
    status: text('status').$type<OfferAnswer['status']>().notNull(),
    answeredAt: instant('answered_at'),
    reason: text('reason'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.leadId, t.sequence, t.userId] }),
    foreignKey({
      name: 'offer_answers_offer',
      columns: [t.orgId, t.leadId, t.sequence],
      foreignColumns: [offers.orgId, offers.leadId, offers.sequence],
    }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    uniqueIndex('offer_answers_winner')
      .on(t.orgId, t.leadId, t.sequence)
      .where(sql`${t.status} = 'ACCEPTED'`),
    index('offer_answers_pending')
      .on(t.orgId, t.userId)
      .where(sql`${t.status} = 'PENDING'`),
  ],
);
