/**
 * What an administrator sees of a person first. `INVITED`: they have not chosen a password yet. `AWAY`: on time off, or until
 * further notice.
 */
export const PERSON_STATES = ['ACTIVE', 'AWAY', 'INVITED', 'DEACTIVATED'] as const;
export type PersonState = (typeof PERSON_STATES)[number];
