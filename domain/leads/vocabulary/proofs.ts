/** Evidence of contact, by its kind. */
export const PROOF_KINDS = ['WHATSAPP_SENT', 'EMAIL_SENT', 'CALL_LOGGED', 'MEETING_BOOKED'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

/** What a logged call came to. */
export const CALL_OUTCOMES = ['REACHED', 'NO_ANSWER', 'VOICEMAIL', 'BUSY', 'WRONG_NUMBER'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];
