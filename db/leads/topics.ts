/** What of a lead is carried to its workflow. */
export const LEAD_TOPICS = ['LEAD_RECEIVED', 'PROOF_RECORDED', 'COMMAND_REQUESTED'] as const;
export type LeadTopic = (typeof LEAD_TOPICS)[number];
