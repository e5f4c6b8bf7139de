import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCandidate, newLead } from '../../../test/support/lead-engine.js';
import type { RoutingStrategy, RoutingTarget } from './definition.js';
import { RAMP_UP_MS } from './ramp-up.js';
import { route } from './route.js';
import type { Candidate } from './types.js';

const MINUTE = 60_000;
const NOUN = { one: 'lead', many: 'leads' };
const BACK = Date.UTC(2026, 10, 23, 9);
const facts = { ...newLead(), score: 50 };

/** Gives leads one a minute, as settlements do; returns how many each got. */
function give(people: Candidate[], target: Partial<RoutingTarget>, leads: number, fromMs = BACK) {
  const got = new Map(people.map(({ userId }) => [userId, 0]));
  const rule = { when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED' as RoutingStrategy, ...target };
  for (let lead = 0; lead < leads; lead += 1) {
    const nowMs = fromMs + lead * MINUTE;
    const { userId } = route({ rules: [rule] }, facts, people, { nowMs, noun: NOUN });
    const chosen = people.find((one) => one.userId === userId)!;
    chosen.load += 1;
    chosen.lastAssignedAtMs = nowMs;
    chosen.recentlyAssignedAtMs.push(nowMs);
    got.set(chosen.userId, got.get(chosen.userId)! + 1);
  }
  return got;
}

const busy = (userId: string, change: Partial<Candidate> = {}) => newCandidate(userId, { load: 50, ...change });
const back = (change: Partial<Candidate> = {}) => newCandidate('back', { backAtMs: BACK, ...change });

describe('a rep who comes back from an absence', () => {
  it('would get every lead for the empty desk, and gets their share', () => {
    const others = () => [busy('a'), busy('b'), busy('c')];
    expect(give([back({ backAtMs: null }), ...others()], {}, 40).get('back')).toBe(40);
    expect(give([back(), ...others()], {}, 40).get('back')).toBe(10);
  });

  it.each([
    ['of most free places', [90, 90, 99]],
    ['of one free desk', [90, 99, 99]],
  ])('gets a share that the median of free capacity would not give: %s', (_, loads) => {
    const people = [back(), ...loads.map((load, index) => busy(String(index), { load }))];
    const got = give(people, {}, 9).get('back')!;
    expect(got).toBeGreaterThanOrEqual(1);
    expect(got).toBeLessThanOrEqual(4);
  });

  it('of N gets of the next K leads neither more than ⌈K/N⌉ + 1 nor less than ⌊K/N⌋ − 1', () => {
    const other = fc.record({
      load: fc.integer({ min: 0, max: 600 }),
      lastAssignedAtMs: fc.option(fc.integer({ min: 1, max: 600 }).map((minutes) => BACK - minutes * MINUTE)),
    });
    const target = fc.oneof(
      fc.constantFrom<Partial<RoutingTarget>>(
        { strategy: 'BALANCED' },
        { strategy: 'ROUND_ROBIN' },
        { strategy: 'WEIGHTED' },
      ),
      fc
        .record({ freeCapacity: fc.integer({ min: 1, max: 5 }), waiting: fc.integer({ min: 0, max: 5 }) })
        .map((weights): Partial<RoutingTarget> => ({ strategy: 'WEIGHTED', weights })),
    );
    fc.assert(
      fc.property(
        fc.array(other, { minLength: 1, maxLength: 8 }),
        fc.option(fc.integer({ min: 1, max: 30 }).map((days) => BACK - days * 24 * 60 * MINUTE)),
        target,
        fc.integer({ min: 1, max: 90 }),
        (others, lastAssignedAtMs, strategy, leads) => {
          const capacity = 1_000;
          const people = [
            back({ capacity, lastAssignedAtMs }),
            ...others.map((one, index) => newCandidate(String(index), { capacity, ...one })),
          ];
          const share = leads / people.length;
          const got = give(people, strategy, leads).get('back')!;
          expect(got).toBeLessThanOrEqual(Math.ceil(share) + 1);
          expect(got).toBeGreaterThanOrEqual(Math.floor(share) - 1);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is held back for four hours and no longer, and says so', () => {
    const people = () => [back({ recentlyAssignedAtMs: [BACK] }), busy('a')];
    const decide = (nowMs: number) =>
      route({ rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED' }] }, facts, people(), {
        nowMs,
        noun: NOUN,
      });
    const held = decide(BACK + RAMP_UP_MS - 1);
    expect(held.userId).toBe('a');
    expect(held.explanation.candidates[1]).toMatchObject({
      userId: 'back',
      outcome: 'PASSED',
      reason: 'ranked behind a by BALANCED: back since 2026-11-23T09:00Z, 1 of 1 lead since then',
      terms: { rampUp: 'back since 2026-11-23T09:00Z, 1 of 1 lead since then' },
    });
    expect(decide(BACK + RAMP_UP_MS).userId).toBe('back');
  });

  it('is never pushed: a full desk stays last, and an empty team still has somebody', () => {
    expect(give([back({ load: 80 }), busy('a'), busy('b')], {}, 30).get('back')).toBe(0);
    expect(give([back(), busy('a', { load: 100 })], {}, 5).get('back')).toBe(5);
  });

  it('counts what others were given and closed since', () => {
    const since = [1, 2, 3].map((minute) => BACK + minute * MINUTE);
    // Emptier than it was: all were closed at once.
    const quick = busy('quick', { load: 0, lastAssignedAtMs: BACK + 3 * MINUTE, recentlyAssignedAtMs: since });
    const people = [back({ load: 1, recentlyAssignedAtMs: [BACK] }), quick];
    expect(give(people, {}, 4, BACK + 4 * MINUTE).get('back')).toBe(2);
  });

  it('waits since coming back, not since the last lead before', () => {
    const earlier = BACK - 60 * MINUTE;
    const people = [back({ lastAssignedAtMs: BACK - 1e9 }), busy('a', { lastAssignedAtMs: earlier })];
    expect(give(people, { strategy: 'ROUND_ROBIN' }, 1).get('a')).toBe(1);
    const { explanation } = route(
      { rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'ROUND_ROBIN' }] },
      facts,
      [back({ lastAssignedAtMs: BACK - 1e9 })],
      { nowMs: BACK + MINUTE, noun: NOUN },
    );
    expect(explanation.text).toContain('longest since coming back (2026-11-23T09:00:00.000Z)');
  });
});
