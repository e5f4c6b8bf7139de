/**
 * What can lie dead of the platform's: it could not be processed after its tries, and waits for somebody. A product has kinds of its
 * own. A new one compiles when it says what its rows are and how one is tried again (`DeadLetterSource`).
 */
export const DEAD_LETTER_KINDS = [
  /** A message of the outbox that Temporal refused for good. */
  'MESSAGE',
  /** A notice that could not be delivered by a channel. */
  'NOTICE',
  /** A mail about getting in that was given up while its link still holds. */
  'ACCESS_MAIL',
  /** An event that was given up on its way to a webhook. */
  'WEBHOOK',
] as const;
export type DeadLetterKind = (typeof DEAD_LETTER_KINDS)[number];

/** What somebody decided about one. */
export const DEAD_LETTER_DECISIONS = ['REQUEUED', 'DISCARDED'] as const;
export type DeadLetterDecision = (typeof DEAD_LETTER_DECISIONS)[number];
