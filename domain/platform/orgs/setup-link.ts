const HOUR_MS = 60 * 60_000;

/** How long a setup link is good. */
export const SETUP_LINK_HOURS = 24;
export const SETUP_LINK_MS = SETUP_LINK_HOURS * HOUR_MS;

/**
 * How a setup link stands. `REPLACED`: a later one was made. `NOT_NEEDED`: there is an organisation, made in another way.
 */
export const SETUP_LINK_STANDINGS = ['GOOD', 'USED', 'EXPIRED', 'REPLACED', 'NOT_NEEDED', 'UNKNOWN'] as const;
export type SetupLinkStanding = (typeof SETUP_LINK_STANDINGS)[number];
