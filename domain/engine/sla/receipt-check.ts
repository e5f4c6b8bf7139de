import type { ClockState, Receipt } from './clock.js';

/** What can be wrong between a clock and the receipt of its deadline. */
export const RECEIPT_FAULTS = [
  /** What was counted and what was skipped does not fill the time from the start to the deadline, or overlaps. */
  'TILES',
  /** What was counted is not the target. */
  'TARGET',
] as const;
export type ReceiptFault = (typeof RECEIPT_FAULTS)[number];

/** A clock as far as its receipt tells of it. */
export type Receipted = Pick<ClockState, 'startedAtMs' | 'deadlineAtMs' | 'targetMs'> & { receipt: Receipt };

/**
 * Whether a deadline is what its receipt says. Nothing is counted anew: no calendar is asked.
 * @returns nothing for a clock without a deadline, which stands still
 */
export function receiptFaults({ startedAtMs, deadlineAtMs, targetMs, receipt }: Receipted): ReceiptFault[] {
  if (deadlineAtMs === null) return [];
  const tiles = [...receipt.intervals, ...receipt.skipped].sort((a, b) => a.fromMs - b.fromMs);
  let filledToMs = startedAtMs;
  let fills = true;
  for (const { fromMs, toMs } of tiles) {
    if (fromMs !== filledToMs || toMs < fromMs) fills = false;
    filledToMs = toMs;
  }
  const countedMs = receipt.intervals.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
  return [
    ...(fills && filledToMs === deadlineAtMs ? [] : (['TILES'] as const)),
    ...(countedMs === targetMs ? [] : (['TARGET'] as const)),
  ];
}
