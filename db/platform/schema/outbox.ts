import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { DeadLetterDecision } from '../../../domain/platform/dead-letters/kinds.js';
import { instant, orgId } from '../../columns.js';

/** What must leave the transaction that wrote it. */
export const outbox = pgTable(
  'outbox',
  {
    orgId: orgId(),
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity(),
    /** Plain text: a process of a newer version may write what this one has no word for. */
    topic: text('topic').notNull(),
    leadId: uuid('lead_id'),
    /** The proof, the command, the notification or the absence that it is about. */
    subjectId: uuid('subject_id'),
    createdAt: instant('created_at').notNull().defaultNow(),
    availableAt: instant('available_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    leaseUntil: instant('lease_until'),
    deliveredAt: instant('delivered_at'),
    deadAt: instant('dead_at'),
    lastError: text('last_error'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    // By org first: a claim goes from org to org, however many rows each of them has.
    index('outbox_waiting')
      .on(t.orgId, t.availableAt, t.id)
      .where(sql`${t.deliveredAt} is null and ${t.deadAt} is null`),
    // The sweep's questions: whether something is on its way, and what has waited for long.
    index('outbox_undelivered_lead')
      .on(t.orgId, t.leadId, t.topic)
      .where(sql`${t.deliveredAt} is null`),
    index('outbox_undelivered_subject')
      .on(t.orgId, t.subjectId)
      .where(sql`${t.deliveredAt} is null`),
    index('outbox_waiting_since')
      .on(t.createdAt)
      .where(sql`${t.deliveredAt} is null and ${t.deadAt} is null`),
    // What was delivered is deleted, the oldest first.
    index('outbox_delivered')
      .on(t.deliveredAt)
      .where(sql`${t.deliveredAt} is not null`),
  ],
);

/** Outbox rows that can never be delivered as they are. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    outboxId: bigint('outbox_id', { mode: 'number' }).notNull(),
    topic: text('topic').notNull(),
    leadId: uuid('lead_id'),
    subjectId: uuid('subject_id'),
    error: text('error').notNull(),
    attempts: integer('attempts').notNull(),
    createdAt: instant('created_at').notNull(),
    requeuedAt: instant('requeued_at'),
    payload: jsonb('payload').$type<Record<string, unknown>>(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), index('dead_letters_created').on(t.orgId, t.createdAt)],
);

/**
 * What somebody decided about what lay dead, of every kind: each death of a letter is decided once, by the primary key. It says nothing
 * that its own row says; so nobody's data outlives that.
 */
export const deadLetterDecisions = pgTable(
  'dead_letter_decisions',
  {
    orgId: orgId(),
    /** The platform's, or a product's. */
    kind: text('kind').notNull(),
    letterId: uuid('letter_id').notNull(),
    /** Which of its deaths: what is sent again may die again. */
    diedAt: instant('died_at').notNull(),
    decision: text('decision').$type<DeadLetterDecision>().notNull(),
    decidedAt: instant('decided_at').notNull(),
    decidedByType: text('decided_by_type').notNull(),
    decidedBy: text('decided_by'),
    /** Why it was discarded. */
    reason: text('reason'),
    /** The topic of a message, the kind of a notice or a mail. */
    what: text('what').notNull(),
    leadId: uuid('lead_id'),
    attempts: integer('attempts').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.kind, t.letterId, t.diedAt] }),
    index('dead_letter_decisions_decided').on(t.orgId, t.decidedAt, t.letterId),
  ],
);
