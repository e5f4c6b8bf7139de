/** What became of a lead that is closed. */
export const OUTCOMES = ['WON', 'LOST', 'INVALID', 'DUPLICATE'] as const;
export type LeadOutcome = (typeof OUTCOMES)[number];
