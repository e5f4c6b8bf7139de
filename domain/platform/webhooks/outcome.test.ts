import { describe, expect, it } from 'vitest';
import { offReasonOf, standingOf, verdictOf } from './outcome.js';

it('takes any 2xx for an answer, and 410 for an end', () => {
  expect([200, 202, 204, 299].map(verdictOf)).toEqual(['TAKEN', 'TAKEN', 'TAKEN', 'TAKEN']);
  expect([300, 301, 308, 400, 404, 429, 500, null].every((status) => verdictOf(status) === 'REFUSED')).toBe(true);
  expect(verdictOf(410)).toBe('GONE');
});

describe('a webhook is switched off', () => {
  const failed = { verdict: 'REFUSED', isLast: true, firstTriedAtMs: 1_000, failingSinceMs: 1_000 } as const;

  it('at once when its receiver is gone', () => {
    expect(offReasonOf({ ...failed, verdict: 'GONE', isLast: false })).toBe('GONE');
  });

  it('when a delivery is given up and nothing arrived meanwhile', () => {
    expect(offReasonOf(failed)).toBe('FAILING');
    expect(offReasonOf({ ...failed, failingSinceMs: 500 })).toBe('FAILING');
  });

  it('not while there are tries left, nor when others arrived since the first one', () => {
    expect(offReasonOf({ ...failed, isLast: false })).toBeNull();
    expect(offReasonOf({ ...failed, failingSinceMs: 1_001 })).toBeNull();
  });
});

it('stands as it was left', () => {
  expect(standingOf({ offReason: null, failingSinceMs: null })).toBe('ACTIVE');
  expect(standingOf({ offReason: null, failingSinceMs: 1 })).toBe('FAILING');
  expect(standingOf({ offReason: 'PERSON', failingSinceMs: 1 })).toBe('OFF');
  expect(standingOf({ offReason: 'GONE', failingSinceMs: 1 })).toBe('DISABLED');
  expect(standingOf({ offReason: 'FAILING', failingSinceMs: 1 })).toBe('DISABLED');
});
