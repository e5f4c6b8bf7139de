import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCandidate } from '../../../test/support/lead-engine.js';
import type { RoutingTarget } from './definition.js';
import { rank, whyFirst } from './rank.js';
import type { Candidate } from './types.js';
import { weigh, WEIGHT_NAMES } from './weighted.js';

const NOUN = { one: 'lead', many: 'leads' };
const NOW = Date.UTC(2026, 10, 23, 9);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const target = (change: Partial<RoutingTarget>): RoutingTarget => ({
  teamId: 'team-1',
  strategy: 'BALANCED',
  ...change,
});
const order = (people: Candidate[], change: Partial<RoutingTarget>) =>
  rank(people, target(change), NOW).map(({ candidate }) => candidate.userId);

describe('the strategies', () => {
  it('BALANCED: most free capacity, of equals the one who waited longest, then the id', () => {
    const busy = newCandidate('a', { capacity: 10, load: 6 });
    const free = newCandidate('b', { capacity: 10, load: 5 });
    expect(order([busy, free], {})).toEqual(['b', 'a']);
    const [early, late] = [{ lastAssignedAtMs: NOW - HOUR }, { lastAssignedAtMs: NOW - MINUTE }];
    expect(
      order(
        [
          { ...busy, load: 5, ...late },
          { ...free, ...early },
        ],
        {},
      ),
    ).toEqual(['b', 'a']);
    expect(order([{ ...free, userId: 'c' }, { ...busy, load: 5, ...late }, free], {})).toEqual(['b', 'c', 'a']);
    // 0.1 + 0.2 must not lose against 0.3.
    const sums = [newCandidate('y', { load: 0.3, ...late }), newCandidate('x', { load: 0.1 + 0.2, ...early })];
    expect(order(sums, {})).toEqual(['x', 'y']);
  });

  it('ROUND_ROBIN: longest since the last assignment, whoever never had one first', () => {
    const people = [
      newCandidate('a', { lastAssignedAtMs: NOW - 10, capacity: 1_000 }),
      newCandidate('b', { lastAssignedAtMs: NOW - 30 }),
      newCandidate('c', { lastAssignedAtMs: NOW - 20 }),
    ];
    expect(order(people, { strategy: 'ROUND_ROBIN' })).toEqual(['b', 'c', 'a']);
    expect(order([...people, newCandidate('z')], { strategy: 'ROUND_ROBIN' })[0]).toBe('z');
    const words = (candidate: Candidate) => whyFirst.ROUND_ROBIN(rank([candidate], target({}), NOW)[0]!, NOUN);
    expect(words(people[0]!)).toBe('longest since the last assignment (2026-11-23T08:59:59.990Z)');
    expect(words(newCandidate('z'))).toBe('never had a lead yet');
  });

  it('WEIGHTED: adds up the terms, the best of each with its whole weight', () => {
    const people = [
      newCandidate('ana', { capacity: 10, load: 4, skills: { solar: 5 }, lastAssignedAtMs: NOW - 30 * MINUTE }),
      newCandidate('bob', { capacity: 20, load: 4, skills: { solar: 3 }, lastAssignedAtMs: NOW - 60 * MINUTE }),
    ];
    const weights = { freeCapacity: 2, skillLevel: 1, waiting: 1 };
    expect(weigh(people, target({ weights, skills: ['solar'] }), NOW)).toEqual([
      { freeCapacity: 1.5, skillLevel: 1, shiftLeft: 0, waiting: 0.5, total: 3 },
      { freeCapacity: 2, skillLevel: 0.6, shiftLeft: 0, waiting: 1, total: 3.6 },
    ]);
    const [first] = rank(people, target({ strategy: 'WEIGHTED', weights, skills: ['solar'] }), NOW);
    expect(whyFirst.WEIGHTED(first!, NOUN)).toBe('highest total 3.6 (freeCapacity 2 + skillLevel 0.6 + waiting 1)');
  });

  it('WEIGHTED: free capacity alone without weights, and the longest wait where totals are equal', () => {
    const people = [
      newCandidate('a', { capacity: 10, load: 5 }),
      newCandidate('b', { capacity: 4, load: 1, lastAssignedAtMs: NOW - 1 }),
      newCandidate('c', { capacity: 4, load: 1, lastAssignedAtMs: NOW - 2 }),
    ];
    expect(order(people, { strategy: 'WEIGHTED' })).toEqual(['c', 'b', 'a']);
  });

  it('WEIGHTED: no end of a shift, and no lead yet, count as a day', () => {
    const people = [
      newCandidate('none', {}),
      newCandidate('some', { shiftLeftMs: 6 * HOUR, lastAssignedAtMs: NOW - 12 * HOUR }),
      newCandidate('more', { shiftLeftMs: 90 * HOUR, lastAssignedAtMs: NOW - 90 * HOUR }),
    ];
    const weighed = weigh(people, target({ weights: { shiftLeft: 1, waiting: 1 } }), NOW);
    expect(weighed.map(({ shiftLeft, waiting }) => [shiftLeft, waiting])).toEqual([
      [1, 1],
      [0.25, 0.5],
      [1, 1],
    ]);
  });

  it('WEIGHTED: whatever the weights, no term is more than its weight, one has all of it, and they make the total', () => {
    const weight = fc.option(
      fc.integer({ min: 0, max: 10 }).map((quarters) => quarters / 4),
      { nil: undefined },
    );
    const person = fc.record({
      capacity: fc.integer({ min: 1, max: 9 }),
      load: fc.integer({ min: 0, max: 8 }),
      skills: fc.record({ solar: fc.integer({ min: 1, max: 5 }) }),
      shiftLeftMs: fc.option(fc.integer({ min: 1, max: 30 * HOUR })),
      lastAssignedAtMs: fc.option(fc.integer({ min: 1, max: 30 * HOUR }).map((ago) => NOW - ago)),
    });
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 1, maxLength: 6 }),
        fc.record({ freeCapacity: weight, skillLevel: weight, shiftLeft: weight, waiting: weight }),
        (made, weights) => {
          const people = made.map((one, index) =>
            newCandidate(String(index), { ...one, load: Math.min(one.load, one.capacity) }),
          );
          const asked = target({ strategy: 'WEIGHTED', weights, skills: ['solar'] });
          const weighed = weigh(people, asked, NOW);
          for (const name of WEIGHT_NAMES) {
            const terms = weighed.map((one) => one[name]);
            expect(Math.min(...terms)).toBeGreaterThanOrEqual(0);
            // Everybody may be full to the brim: then nobody has any free capacity to scale.
            const allFull = name === 'freeCapacity' && people.every(({ load, capacity }) => load === capacity);
            expect(Math.max(...terms)).toBe(allFull ? 0 : (weights[name] ?? 0));
          }
          for (const one of weighed)
            expect(one.total).toBeCloseTo(
              WEIGHT_NAMES.reduce((sum, name) => sum + one[name], 0),
              3,
            );
          const totals = rank(people, asked, NOW).map((one) => one.weighed!.total);
          expect(totals).toEqual([...totals].sort((a, b) => b - a));
        },
      ),
    );
  });
});
