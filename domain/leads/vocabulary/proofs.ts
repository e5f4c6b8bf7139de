/** Evidence of contact, by its kind. */
export const PROOF_KINDS = ['WHATSAPP_SENT', 'EMAIL_SENT', 'CALL_LOGGED', 'MEETING_BOOKED'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];
