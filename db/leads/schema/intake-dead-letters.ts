import { foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DeadLetterStatus } from '../../../domain/leads/vocabulary/dead-letters.js';
import { instant, orgId } from '../../columns.js';
import { endpoints } from './endpoints.js';

/** A person in a delivery of whom no lead could be made: kept until somebody mends it, or says that it is nothing. */
export const intakeDeadLetters = pgTable(
  'intake_dead_letters',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    endpointId: uuid('endpoint_id').notNull(),
    adapter: text('adapter').notNull(),
    /** SHA-256 of `body`: the same sent again is no second dead letter. */
    contentHash: text('content_hash').notNull(),
    /** What was sent of them. */
    body: text('body').notNull(),
    issues: jsonb('issues').$type<{ path: string; message: string }[]>().notNull(),
    /** What could be read, as the lead that it is not. */
    draft: jsonb('draft').$type<Record<string, unknown>>(),
    receivedAt: instant('received_at').notNull(),
    status: text('status').$type<DeadLetterStatus>().notNull().default('OPEN'),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    /** Why it was discarded. */
    reason: text('reason'),
    /** The lead that it became. */
    leadId: uuid('lead_id'),
    traceId: text('trace_id'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.endpointId], foreignColumns: [endpoints.orgId, endpoints.id] }),
    uniqueIndex('intake_dead_letters_content').on(t.orgId, t.endpointId, t.contentHash),
    index('intake_dead_letters_received').on(t.orgId, t.receivedAt, t.id),
  ],
);
