import type { Permission } from './permissions.js';
import { ROLES, type Role } from './roles.js';
import type { SupportLevel } from './support.js';

/** Everybody's who is signed in. */
const ONESELF = ['profile.own', 'factors.own', 'notices.own'] as const;
/** Everybody's of an org: none shows more leads than they see. */
const FOLLOW = ['leads.search', 'live.read', 'views.read'] as const;

const WORK = ['leads.write', 'offers.answer'] as const;
const SAVE_VIEWS = ['views.save'] as const;

const READ = [
  'organisation.read',
  'leads.read.all',
  'tower.read',
  'workflows.read',
  'work_items.read',
  'audit.read',
  'flows.read',
  'calendars.read',
  'people.read',
  'teams.read',
  'time_off.read.all',
  'endpoints.read',
] as const;
const READ_DEAD_LETTERS = ['dead_letters.read', 'workings.read'] as const;
const READ_LOCKS = [
  'sign_on.read',
  'webhooks.read',
  'secrets.read',
  'keys.read',
  'sessions.read',
  'support.read',
] as const;

const DIRECT = [
  'leads.assign',
  'leads.merge',
  'leads.acknowledge',
  'notes.moderate',
  'clocks.cancel',
  'work_items.resolve',
  'time_off.plan',
  'views.share',
] as const;
const MAKE_RULES = ['flows.draft', 'flows.publish'] as const;

const ADMINISTER = [
  'organisation.administer',
  'calendars.administer',
  'people.administer',
  'teams.administer',
  'endpoints.administer',
  'sign_on.administer',
  'webhooks.administer',
  'keys.administer',
  'dead_letters.inspect',
  'dead_letters.decide',
  'workings.repair',
  'support.grant',
] as const;

/** What each role may do. What is not here, it may not. */
const ROLE_GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  /** Works on what is theirs. */
  REP: [...ONESELF, ...FOLLOW, ...WORK, ...SAVE_VIEWS, 'leads.read.own', 'time_off.read.own', 'time_off.plan.own'],
  /** Sees everything that goes on, directs who does what, and makes the rules. */
  MANAGER: [...ONESELF, ...FOLLOW, ...WORK, ...SAVE_VIEWS, ...READ, ...DIRECT, ...MAKE_RULES],
  /** A manager who looks after people, calendars and the ways in, too. */
  ADMIN: [
    ...ONESELF,
    ...FOLLOW,
    ...WORK,
    ...SAVE_VIEWS,
    ...READ,
    ...READ_LOCKS,
    ...READ_DEAD_LETTERS,
    ...DIRECT,
    ...MAKE_RULES,
    ...ADMINISTER,
  ],
  /** Reads everything of the org and changes nothing. */
  AUDITOR: [...ONESELF, ...FOLLOW, ...READ, ...READ_LOCKS, ...READ_DEAD_LETTERS],
  /** Runs the installation: sees which orgs there are and how they are, and nothing of what is in them. */
  OPERATOR: [...ONESELF, 'tenants.read', 'tenants.administer', 'support.leave'],
};

/** What an API key can be given: words of the HTTP contract, each a set of the same permissions. */
export const SCOPES = ['leads:read', 'leads:write', 'tower:read', 'operations:read', 'operations:write'] as const;
export type Scope = (typeof SCOPES)[number];

const SCOPE_GRANTS: Readonly<Record<Scope, readonly Permission[]>> = {
  'leads:read': ['leads.read.all'],
  'leads:write': ['leads.read.all', 'leads.assign', 'leads.merge', 'leads.acknowledge', 'clocks.cancel', ...WORK],
  'tower:read': ['tower.read', 'live.read'],
  // Not whom it is about: that is for the org's admin.
  'operations:read': ['dead_letters.read', 'workings.read'],
  'operations:write': ['dead_letters.read', 'dead_letters.decide', 'workings.read', 'workings.repair'],
};

/**
 * What an operator may do in an organisation that lets them look in: nothing of one's own, as they are nobody there, and nothing that
 * would outlast the session: no keys, people, secrets or other grants.
 */
const SUPPORT_GRANTS: Readonly<Record<SupportLevel, ReadonlySet<Permission>>> = {
  READ: new Set<Permission>([...FOLLOW, ...READ, ...READ_LOCKS, ...READ_DEAD_LETTERS, 'support.leave']),
  ACT: new Set<Permission>([
    ...FOLLOW,
    ...READ,
    ...READ_LOCKS,
    ...READ_DEAD_LETTERS,
    'support.leave',
    'leads.write',
    ...DIRECT.filter((permission) => permission !== 'views.share'),
    ...MAKE_RULES,
  ]),
};
export const supportMay = (level: SupportLevel, permission: Permission): boolean =>
  SUPPORT_GRANTS[level].has(permission);

/** What can still be done in an org that is suspended: read, and look after oneself. */
const WHILE_SUSPENDED: ReadonlySet<Permission> = new Set<Permission>([
  ...ONESELF,
  ...FOLLOW,
  ...READ,
  ...READ_LOCKS,
  ...READ_DEAD_LETTERS,
  'leads.read.own',
  'time_off.read.own',
]);
export const mayWhileSuspended = (permission: Permission): boolean => WHILE_SUSPENDED.has(permission);

export const roleMay = (role: Role, permission: Permission): boolean => ROLE_GRANTS[role].includes(permission);

/** @returns the roles that have at least one of the permissions */
export const rolesWith = (anyOf: readonly Permission[]): Role[] =>
  ROLES.filter((role) => anyOf.some((permission) => roleMay(role, permission)));

/** @returns the scopes that have at least one of the permissions */
export const scopesWith = (anyOf: readonly Permission[]): Scope[] =>
  SCOPES.filter((scope) => anyOf.some((permission) => SCOPE_GRANTS[scope].includes(permission)));
