import type { LeadStatus } from './status.js';

/** Statuses in which nothing more happens to a lead. */
export const isEnded = (status: LeadStatus): boolean => status === 'CLOSED' || status === 'UNQUALIFIED';
