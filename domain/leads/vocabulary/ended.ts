import type { LeadStatus } from '../lead/state.js';

/** Statuses in which nothing more happens to a lead. */
export const isEnded = (status: LeadStatus): boolean => status === 'CLOSED' || status === 'UNQUALIFIED';
