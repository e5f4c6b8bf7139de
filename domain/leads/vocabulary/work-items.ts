/** What of a lead a person must do because the machine could not. */
export const LEAD_WORK_ITEM_KINDS = [
  'UNROUTED',
  'NO_FLOW',
  'CLOCK_NOT_STARTED',
  'RECIPIENT_MISSING',
  'UNREADABLE_LEAD',
] as const;
export type LeadWorkItemKind = (typeof LEAD_WORK_ITEM_KINDS)[number];
