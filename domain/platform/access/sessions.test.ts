import { describe, expect, it } from 'vitest';
import { isProved, PROOF_MS, sessionEnd, standingOf } from './sessions.js';

const DAY = 24 * 60 * 60_000;
const RULES = { sessionIdleDays: 30, sessionLifeDays: 90 };
const NOW = Date.parse('2026-11-20T10:00:00Z');
const session = (createdDaysAgo: number, usedDaysAgo: number) => {
  const createdAtMs = NOW - createdDaysAgo * DAY;
  return { createdAtMs, lastUsedAtMs: NOW - usedDaysAgo * DAY, endsAtMs: sessionEnd(createdAtMs, RULES) };
};

describe('a session', () => {
  it('goes on while it is used, and each use puts off its end', () => {
    expect(standingOf(session(10, 1), RULES, NOW)).toEqual({
      goesOn: true,
      endsAtMs: NOW + 80 * DAY,
      unusedAtMs: NOW + 30 * DAY,
    });
    expect(standingOf(session(80, 1), RULES, NOW)).toMatchObject({ unusedAtMs: NOW + 10 * DAY });
  });

  it('ends on the instant when it was not used for so long', () => {
    expect(standingOf(session(40, 30), RULES, NOW - 1)).toMatchObject({ goesOn: true });
    expect(standingOf(session(40, 30), RULES, NOW)).toEqual({ goesOn: false, why: 'UNUSED' });
  });

  it('ends on the instant when its life is over, however much it is used', () => {
    expect(standingOf(session(90, 0), RULES, NOW - 1)).toMatchObject({ goesOn: true });
    expect(standingOf(session(90, 0), RULES, NOW)).toEqual({ goesOn: false, why: 'LIFE_OVER' });
  });

  it('is under rules that are stricter now, and not under milder ones', () => {
    expect(standingOf(session(10, 1), { sessionIdleDays: 30, sessionLifeDays: 7 }, NOW)).toEqual({
      goesOn: false,
      why: 'LIFE_OVER',
    });
    expect(standingOf(session(10, 3), { sessionIdleDays: 2, sessionLifeDays: 90 }, NOW)).toMatchObject({
      why: 'UNUSED',
    });
    expect(standingOf(session(89, 1), { sessionIdleDays: 30, sessionLifeDays: 365 }, NOW)).toMatchObject({
      endsAtMs: NOW + DAY,
    });
  });
});

describe('what somebody showed', () => {
  it.each([
    [null, false],
    [NOW - PROOF_MS, false],
    [NOW - PROOF_MS + 1, true],
    [NOW, true],
  ])('at %s counts for five minutes', (at, counts) => {
    expect(isProved(at, NOW)).toBe(counts);
  });
});
