import { index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';

/** What was taken in already, by the sender's message id. Kept for weeks: a sender's retries outlive any short window. */
export const inboxKeys = pgTable(
  'inbox_keys',
  {
    orgId: orgId(),
    /** Who chose the key: an endpoint, or a route and its caller. */
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of the body: the same key with another body is refused. */
    bodyHash: text('body_hash').notNull(),
    leadId: uuid('lead_id'),
    response: jsonb('response').$type<Record<string, unknown>>(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  // What is old is deleted, the oldest first.
  (t) => [primaryKey({ columns: [t.orgId, t.scope, t.key] }), index('inbox_keys_created').on(t.createdAt)],
);
