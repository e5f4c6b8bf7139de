import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant, orgId } from '../../columns.js';
import { orgs } from './orgs.js';
import { users } from './users.js';

/** Keys of integrations: only the SHA-256 of the key is kept. */
export const apiKeys = pgTable(
  'api_keys',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    hash: text('hash').notNull(),
    /** The first characters, so that people can tell keys apart. */
    prefix: text('prefix').notNull(),
    scopes: text('scopes').array().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** Null: nobody knows any more. */
    createdBy: uuid('created_by'),
    /** To the minute. */
    lastUsedAt: instant('last_used_at'),
    expireAt: instant('expire_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    uniqueIndex('api_keys_hash').on(t.hash),
  ],
);

/** Refresh tokens, rotated at each use; a reused one revokes its whole family. Only the SHA-256 is kept. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    familyId: uuid('family_id').notNull(),
    userId: uuid('user_id').notNull(),
    hash: text('hash').notNull(),
    /** SHA-256 of the token it was exchanged for and the key of that request: who repeats it lost the answer. */
    issuedFor: text('issued_for'),
    createdAt: instant('created_at').notNull().defaultNow(),
    expireAt: instant('expire_at').notNull(),
    usedAt: instant('used_at'),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    uniqueIndex('refresh_tokens_hash').on(t.hash),
    index('refresh_tokens_family').on(t.orgId, t.familyId),
    // What has expired is deleted, the oldest first.
    index('refresh_tokens_expire').on(t.expireAt),
  ],
);
