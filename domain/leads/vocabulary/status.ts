/** Where a lead is on its way. */
export const LEAD_STATUSES = [
  'RECEIVED',
  'QUALIFIED',
  'UNQUALIFIED',
  'PENDING_APPROVAL',
  'OFFERED',
  'ASSIGNED',
  'UNROUTED',
  'CONTACTED',
  'CLOSED',
] as const;
export type LeadStatus = (typeof LEAD_STATUSES)[number];
