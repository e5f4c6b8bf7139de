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
import type { RoleByValue, TeamByValue } from '../../../domain/platform/access/sign-on.js';
import type { OrgRole } from '../../../domain/platform/access/roles.js';
import { instant, orgId } from '../../columns.js';
import { orgs } from './orgs.js';
import { users } from './users.js';

/** Single sign-on of an org, by OpenID Connect. */
export const singleSignOn = pgTable(
  'single_sign_on',
  {
    orgId: orgId().primaryKey(),
    issuer: text('issuer').notNull(),
    clientId: text('client_id').notNull(),
    /** Sealed for the org (`signOnPlace`). */
    clientSecret: text('client_secret').notNull(),
    active: boolean('active').notNull().default(false),
    /** The provider does not say whether it verified an e-mail, and has. */
    trustsEmail: boolean('trusts_email').notNull().default(false),
    justInTime: boolean('just_in_time').notNull().default(false),
    /** Of whom no claim says what they are; null: they stay out. */
    defaultRole: text('default_role').$type<OrgRole>(),
    roleClaim: text('role_claim'),
    roles: jsonb('roles').$type<RoleByValue[]>().notNull().default([]),
    adminByClaim: boolean('admin_by_claim').notNull().default(false),
    teamClaim: text('team_claim'),
    teams: jsonb('teams').$type<TeamByValue[]>().notNull().default([]),
    /** The one admin who keeps a password where single sign-on is required. */
    breakGlassId: uuid('break_glass_id'),
    revision: integer('revision').notNull().default(1),
    changedAt: instant('changed_at').notNull(),
    /** When somebody last signed in by it. */
    usedAt: instant('used_at'),
    /** What the provider last failed by, for the admin; null: nothing since it was last used. */
    problem: text('problem'),
    problemAt: instant('problem_at'),
  },
  (t) => [
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    foreignKey({ columns: [t.orgId, t.breakGlassId], foreignColumns: [users.orgId, users.id] }),
  ],
);

/** Whose e-mails an org lets in. */
export const signOnDomains = pgTable(
  'sign_on_domains',
  {
    orgId: orgId(),
    domain: text('domain').notNull(),
    /** When the domain's own DNS named the org; null: it only says so. */
    provedAt: instant('proved_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.domain] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [orgs.id] }),
    index('sign_on_domains_domain').on(t.domain),
  ],
);

/** Who somebody is at their org's provider: bound at first use, whatever their e-mail becomes. */
export const identities = pgTable(
  'identities',
  {
    orgId: orgId(),
    issuer: text('issuer').notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id').notNull(),
    createdAt: instant('created_at').notNull(),
    usedAt: instant('used_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.issuer, t.subject] }),
    foreignKey({ columns: [t.orgId, t.userId], foreignColumns: [users.orgId, users.id] }),
    uniqueIndex('identities_person').on(t.orgId, t.userId, t.issuer),
  ],
);

/** Sign-ins that are under way at a provider: hashes of the state and of the browser's secret. */
export const signOnAttempts = pgTable(
  'sign_on_attempts',
  {
    orgId: orgId(),
    stateHash: text('state_hash').notNull(),
    browserHash: text('browser_hash').notNull(),
    /** Of the settings it was begun with. */
    revision: integer('revision').notNull(),
    expireAt: instant('expire_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.stateHash] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [singleSignOn.orgId] }),
    index('sign_on_attempts_expire').on(t.orgId, t.expireAt),
  ],
);
