import { MANAGING_ROLES, ROUTED_ROLES, type Role } from '../../../domain/platform/access/roles.js';

const among = (person: string, roles: readonly Role[]): string =>
  `${person}.role IN (${roles.map((role) => `'${role}'`).join(', ')})`;

/** Routing may choose this person. @param person what a statement calls the row of `users` */
export const isRouted = (person: string): string => among(person, ROUTED_ROLES);

/** This person is told where a team has no manager of its own. @param person what a statement calls the row of `users` */
export const isManaging = (person: string): string => among(person, MANAGING_ROLES);
