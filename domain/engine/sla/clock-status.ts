/** Where a clock is on its way. One that is breached and met late stays `BREACHED`. */
export const CLOCK_STATUSES = ['RUNNING', 'PAUSED', 'MET', 'BREACHED', 'CANCELLED'] as const;
export type ClockStatus = (typeof CLOCK_STATUSES)[number];
