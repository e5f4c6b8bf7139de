import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { CallOutcome, ProofKind } from '../../../domain/leads/vocabulary/proofs.js';
import { instant, orgId } from '../../columns.js';
import { leads } from './leads.js';

/** Evidence of contact. A row first; it is applied to the clocks by the settlement. */
export const proofs = pgTable(
  'proofs',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    leadId: uuid('lead_id').notNull(),
    kind: text('kind').$type<ProofKind>().notNull(),
    /** Of a call: what it came to; null: the sender does not say. */
    outcome: text('outcome').$type<CallOutcome>(),
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    externalId: text('external_id'),
    actorType: text('actor_type').notNull(),
    actorId: text('actor_id'),
    note: text('note'),
    appliedAt: instant('applied_at'),
    /** The clocks that it stopped or corrected. */
    clockKeys: text('clock_keys').array().notNull().default([]),
    /** Of one that came with a merged lead: which proof of that one it is. */
    ofProofId: uuid('of_proof_id'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }),
    uniqueIndex('proofs_external').on(t.orgId, t.leadId, t.externalId),
    index('proofs_to_apply')
      .on(t.orgId, t.receivedAt, t.leadId)
      .where(sql`${t.appliedAt} is null`),
    index('proofs_lead').on(t.orgId, t.leadId, t.receivedAt),
  ],
);
