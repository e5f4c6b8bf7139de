/** What a person can be. An operator runs the installation and belongs to no org; all others are people of one. */
export const ROLES = ['REP', 'MANAGER', 'ADMIN', 'AUDITOR', 'OPERATOR'] as const;
export type Role = (typeof ROLES)[number];

/** What a person of an org can be. */
export type OrgRole = Exclude<Role, 'OPERATOR'>;
export const ORG_ROLES: readonly OrgRole[] = ROLES.filter((role) => role !== 'OPERATOR');

/** Of these roles are those whom routing chooses from, and whose hours count as a team's. */
export const ROUTED_ROLES: readonly Role[] = ['REP'];

/** Of these roles are those who are told where a team has no manager of its own. */
export const MANAGING_ROLES: readonly Role[] = ['MANAGER'];
