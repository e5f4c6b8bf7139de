import { bigint, customType, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant, orgId, transaction } from '../../columns.js';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/**
 * Seals of the audit log, a chain for each org (docs/adr/0080): append-only as the log itself. Which entries one is of is written in it, and not
 * only from where to where: a database that was moved numbers its transactions anew.
 */
export const auditSeals = pgTable(
  'audit_seals',
  {
    orgId: orgId(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text('hash').notNull(),
    sealedAt: instant('sealed_at').notNull(),
    total: bigint('total', { mode: 'number' }).notNull(),
    completeAt: instant('complete_at'),
    entryCount: integer('entry_count').notNull(),
    /** In their order; and of each the SHA-256, 32 bytes, one after the other. */
    entryIds: bigint('entry_ids', { mode: 'number' }).array().notNull(),
    digests: bytes('digests').notNull(),
    firstId: bigint('first_id', { mode: 'number' }).notNull(),
    lastId: bigint('last_id', { mode: 'number' }).notNull(),
    /** Up to where the log was sealed in the order of its transactions: where the next one begins. No part of what is hashed. */
    xid: transaction('xid').notNull(),
    auditId: bigint('audit_id', { mode: 'number' }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.sequence] }),
    index('audit_seals_entries').on(t.orgId, t.lastId, t.firstId),
  ],
);
