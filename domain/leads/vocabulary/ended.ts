import type { LeadStatus } from './status.js';

/** Statuses in which nothing more happens to a lead. */
export const ENDED_STATUSES = ['CLOSED', 'UNQUALIFIED'] as const satisfies readonly LeadStatus[];

/** Whether nothing more happens to a lead; `db/leads/predicates.ts` says it in SQL. */
export const isEnded = (status: LeadStatus): boolean => (ENDED_STATUSES as readonly LeadStatus[]).includes(status);
