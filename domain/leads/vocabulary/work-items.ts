/** What of a lead a person must do because the machine could not. */
export const LEAD_WORK_ITEM_KINDS = [
  'UNROUTED',
  'NOT_REASSIGNED',
  'NO_FLOW',
  'CLOCK_NOT_STARTED',
  'RECIPIENT_MISSING',
  'UNREADABLE_LEAD',
  'NOT_SETTLED',
] as const;
export type LeadWorkItemKind = (typeof LEAD_WORK_ITEM_KINDS)[number];

/** What was tried when nobody could be found for a lead. */
export const ROUTING_TRIES = ['FIRST_ROUTING', 'APPROVAL', 'OFFERS', 'REASSIGNMENT', 'ABSENCE'] as const;
export type RoutingTry = (typeof ROUTING_TRIES)[number];

/** What of a work item says when its cause is gone; each kind has its own of these. */
export interface WorkItemDetails extends Record<string, unknown> {
  /** Whose lead it was. */
  ownerId?: string | null;
  clockKey?: string;
  cycle?: number;
  /** Whom the flow or the lead misses: back among the active, they are missed no more. */
  missing?: string[];
}
