import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
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
import { instant, orgId } from '../../columns.js';
import type { FactorKind } from '../../../domain/platform/access/factors.js';
import type { EndedWhy, SecondFactor, SignedInBy } from '../../../domain/platform/access/sessions.js';
import { users } from './users.js';

/**
 * Where somebody is signed in. Its id is that of the family of its refresh tokens, and the `sid` of its access tokens. Families
 * that the version before began have none until they are exchanged.
 */
export const sessions = pgTable(
  'sessions',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    /** Null: nobody wrote it down. */
    signedInBy: text('signed_in_by').$type<SignedInBy>(),
    /** What was shown besides; null: nothing. */
    factor: text('factor').$type<SecondFactor>(),
    /** `Chrome`, and `Android`; null: none that is known. */
    browser: text('browser'),
    system: text('system'),
    /** Where it was used last. Shown to its person, and to nobody else. */
    address: text('address'),
    /** Whether a browser keeps its refresh token as a cookie. */
    inCookie: boolean('in_cookie').notNull().default(false),
    /** The org asks for a second factor, and there was none: until there is, nothing else may be done. */
    needsFactor: boolean('needs_factor').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    /** Of its last exchange of tokens. */
    lastUsedAt: instant('last_used_at').notNull(),
    /** When its person last showed who they are. */
    provedAt: instant('proved_at'),
    /** Whatever happens, it does not last longer. */
    endsAt: instant('ends_at').notNull(),
    revokedAt: instant('revoked_at'),
    revokedWhy: text('revoked_why').$type<EndedWhy>(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    index('sessions_of_person').on(t.orgId, t.userId),
    // What has ended is deleted, the oldest first.
    index('sessions_end').on(t.endsAt),
  ],
);

/** What shows, beside a password or in its place, that somebody is who they say. */
export const factors = pgTable(
  'factors',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    kind: text('kind').$type<FactorKind>().notNull(),
    name: text('name').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Null: it counts for nothing yet. */
    confirmedAt: instant('confirmed_at'),
    lastUsedAt: instant('last_used_at'),
    /** Of an app that makes codes: sealed for this person. */
    secret: text('secret'),
    /** The last of its steps of 30 seconds that was used: none counts twice. */
    lastStep: bigint('last_step', { mode: 'number' }),
    /** Of a passkey, base64url as browsers say it. */
    credentialId: text('credential_id'),
    /** COSE, base64url. */
    publicKey: text('public_key'),
    counter: bigint('counter', { mode: 'number' }),
    transports: text('transports').array().notNull().default([]),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    uniqueIndex('factors_one_totp')
      .on(t.orgId, t.userId)
      .where(sql`${t.kind} = 'TOTP'`),
    index('factors_of_person').on(t.orgId, t.userId),
    uniqueIndex('factors_credential').on(t.credentialId),
    check(
      'factors_whole',
      sql`CASE kind
		WHEN 'TOTP' THEN secret IS NOT NULL
		WHEN 'PASSKEY' THEN credential_id IS NOT NULL AND public_key IS NOT NULL AND counter IS NOT NULL AND confirmed_at IS NOT NULL
		ELSE false END`,
    ),
  ],
);

/** For who lost their factor: each works once. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    orgId: orgId(),
    userId: uuid('user_id').notNull(),
    hash: text('hash').notNull(),
    createdAt: instant('created_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.userId, t.hash] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
  ],
);

/** What somebody was asked for and has some minutes to answer, once. Its org is the platform's where nobody is known yet. */
export const challenges = pgTable(
  'challenges',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    /** Null: whoever answers says who they are. */
    userId: uuid('user_id'),
    /** SHA-256 of the token that was given out with it. */
    hash: text('hash').notNull(),
    purpose: text('purpose').notNull(),
    details: jsonb('details').notNull(),
    failures: integer('failures').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    expireAt: instant('expire_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex('challenges_hash').on(t.orgId, t.hash),
    index('challenges_expire').on(t.orgId, t.expireAt),
  ],
);
