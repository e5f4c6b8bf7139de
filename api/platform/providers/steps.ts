/** What a trial of single sign-on goes through, in this order. */
export const TRIAL_STEPS = ['REACHED', 'METADATA', 'CLOCK', 'KEYS', 'CLIENT'] as const;
export type TrialStep = (typeof TRIAL_STEPS)[number];
