/** What became of a delivery of which no lead could be made. */
export const DEAD_LETTER_STATUSES = [
  'OPEN',
  /** Somebody mended it: it is a lead. */
  'REPLAYED',
  /** Somebody said that it is nothing. */
  'DISCARDED',
] as const;
export type DeadLetterStatus = (typeof DEAD_LETTER_STATUSES)[number];

/** What can lie dead of leads, beside the platform's kinds: a delivery of which no lead could be made. */
export const LEAD_DEAD_LETTER_KINDS = ['DELIVERY'] as const;
export type LeadDeadLetterKind = (typeof LEAD_DEAD_LETTER_KINDS)[number];
