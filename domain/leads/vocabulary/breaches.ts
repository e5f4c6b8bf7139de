/** The worst that any of a lead's clocks came to. */
export const BREACHES = ['none', 'at_risk', 'breached'] as const;
export type Breach = (typeof BREACHES)[number];
