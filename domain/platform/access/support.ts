/** What an operator may do whom an organisation lets in: look at it, or work in it as a manager does. */
export const SUPPORT_LEVELS = ['READ', 'ACT'] as const;
export type SupportLevel = (typeof SUPPORT_LEVELS)[number];

/** Who ended a support session; null, once it is over: its time did. */
export const SUPPORT_ENDERS = ['ADMIN', 'OPERATOR'] as const;
export type SupportEnder = (typeof SUPPORT_ENDERS)[number];

/** No grant lasts longer: who needs more asks again, and is asked why. */
export const MOST_SUPPORT_HOURS = 24;

export const supportEndsAt = (grantedAt: Date, hours: number): Date =>
  new Date(grantedAt.getTime() + hours * 60 * 60_000);

/** How a grant stands. */
export const SUPPORT_STATES = ['GRANTED', 'ENTERED', 'ENDED', 'EXPIRED'] as const;
export type SupportState = (typeof SUPPORT_STATES)[number];

export function supportState(
  { endsAt, endedAt, enteredAt }: { endsAt: Date; endedAt: Date | null; enteredAt: Date | null },
  now: Date,
): SupportState {
  if (endedAt !== null && endedAt < endsAt) return 'ENDED';
  if (endsAt <= now) return 'EXPIRED';
  return enteredAt === null ? 'GRANTED' : 'ENTERED';
}
