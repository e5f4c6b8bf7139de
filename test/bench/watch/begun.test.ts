import { describe, expect, it } from 'vitest';
import { begunInParts, type Begun } from './begun.js';

const lead = (assignedAtMs: number | null, clocksAtMs: number | null): Begun => ({
  leadId: 'l',
  assignedAtMs,
  clocksAtMs,
});

describe('leads that a reader could see half begun', () => {
  it('are those whose owner and whose clocks came by two commits', () => {
    expect(begunInParts([lead(10.125, 10.125), lead(10.125, 10.126), lead(10, 30)])).toBe(2);
  });

  it('are those that have an owner and no clock yet', () => expect(begunInParts([lead(10, null)])).toBe(1));

  it('are none that nobody has taken up, or that nobody could get', () => {
    expect(begunInParts([lead(null, null), lead(null, 10)])).toBe(0);
  });
});
