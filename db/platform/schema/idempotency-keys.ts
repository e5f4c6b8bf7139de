import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';

/** What callers' `Idempotency-Key`s stand for: a request under way, or one that was done, with its answer. Kept for a day. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    orgId: orgId(),
    /** SHA-256 of caller, operation and key: what people make their keys of is not kept. */
    id: text('id').notNull(),
    /** SHA-256 of the request, sealed: it may be one of a password. */
    request: text('request').notNull(),
    /** The try that has it now. */
    tryId: uuid('try_id').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Until then that try is taken to be under way. */
    leaseUntil: instant('lease_until').notNull(),
    /** When that try first committed something; null: nothing yet. */
    committedAt: instant('committed_at'),
    /** What was answered, sealed: it may hold a secret that is shown once, or a person. Null: nothing yet. */
    answer: text('answer'),
  },
  // What is old is deleted, the oldest first.
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), index('idempotency_keys_created').on(t.createdAt)],
);
