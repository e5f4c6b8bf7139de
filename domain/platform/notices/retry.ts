/** How a notice is tried again: its workflow goes by it, and its row tells by it when. */
export const NOTICE_RETRY = { firstWaitMs: 2_000, factor: 2, longestWaitMs: 15 * 60_000 } as const;
