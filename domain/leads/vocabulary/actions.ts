/** What people and integrations can do about a lead: record a proof, or ask for a command. */
export const LEAD_ACTIONS = [
  'ACCEPT',
  'DECLINE',
  'APPROVE',
  'DECLINE_APPROVAL',
  'RECORD_PROOF',
  'ASSIGN',
  'PAUSE',
  'RESUME',
  'CLOSE',
  'REOPEN',
  'ACKNOWLEDGE',
  'CANCEL_CLOCK',
] as const;
export type LeadAction = (typeof LEAD_ACTIONS)[number];
