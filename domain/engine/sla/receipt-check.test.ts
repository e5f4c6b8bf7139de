import { describe, expect, it } from 'vitest';
import { receiptFaults, type Receipted, type ReceiptFault } from './receipt-check.js';
import { schedule } from './schedule.js';

const HOUR = 3_600_000;
const startedAtMs = Date.parse('2026-11-30T09:00:00Z');

/** A clock of two hours that stood still for one. */
function clock(change: Partial<Receipted> = {}): Receipted {
  const pauses = [{ fromMs: startedAtMs + HOUR, toMs: startedAtMs + 2 * HOUR }];
  const targetMs = 2 * HOUR;
  const { deadlineAtMs, receipt } = schedule({
    startedAtMs,
    targetMs,
    calendar: null,
    pauses,
    atRiskShare: null,
    steps: [],
  });
  return { startedAtMs, targetMs, deadlineAtMs, receipt, ...change };
}

describe('a clock and its receipt', () => {
  it('agree as the schedule makes them, also where a pause has no end yet', () => {
    expect(receiptFaults(clock())).toEqual([]);
    expect(receiptFaults(clock({ deadlineAtMs: null, receipt: { ...clock().receipt, intervals: [] } }))).toEqual([]);
  });

  it.each<[string, Partial<Receipted>, ReceiptFault[]]>([
    ['another deadline', { deadlineAtMs: startedAtMs + 2 * HOUR }, ['TILES']],
    ['another start', { startedAtMs: startedAtMs - 1 }, ['TILES']],
    ['another target', { targetMs: HOUR }, ['TARGET']],
    ['a gap', { receipt: { ...clock().receipt, skipped: [] } }, ['TILES']],
    ['nothing counted', { receipt: { ...clock().receipt, intervals: [] } }, ['TILES', 'TARGET']],
  ])('do not with %s', (_, change, faults) => {
    expect(receiptFaults(clock(change))).toEqual(faults);
  });
});
