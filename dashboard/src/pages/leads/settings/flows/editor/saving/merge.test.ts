import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../changes/changes';
import { same, type Json, type JsonObject } from '../changes/json';
import { conflictKey, merge, type Side } from './merge';

const rule = (team: string, change: JsonObject = {}): JsonObject => ({
  when: { all: [] },
  teamId: team,
  strategy: 'BALANCED',
  mode: 'AUTO',
  ...change,
});
const clock = (key: string, change: JsonObject = {}): JsonObject => ({
  key,
  name: key,
  proofs: ['CALL_LOGGED'],
  ...change,
});
const BASE: JsonObject = {
  priority: 10,
  match: { all: [] },
  routing: { rules: [rule('north'), rule('south')], maxReassignments: 2 },
  clocks: [clock('first'), clock('second')],
};
const routing = (...rules: JsonObject[]): JsonObject => ({ ...BASE, routing: { rules, maxReassignments: 2 } });

describe('what two made of one draft', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      'of two parts',
      { ...BASE, priority: 20 },
      { ...BASE, match: { any: [] } },
      { ...BASE, priority: 20, match: { any: [] } },
    ],
    ['the same', { ...BASE, priority: 20 }, { ...BASE, priority: 20 }, { ...BASE, priority: 20 }],
    [
      'of one rule and another that is new',
      routing(rule('north', { mode: 'OFFER' }), rule('south')),
      routing(rule('new'), rule('north'), rule('south')),
      routing(rule('new'), rule('north', { mode: 'OFFER' }), rule('south')),
    ],
    [
      'of two members of one rule',
      routing(rule('north', { mode: 'OFFER' }), rule('south')),
      routing(rule('north', { strategy: 'WEIGHTED' }), rule('south')),
      routing(rule('north', { mode: 'OFFER', strategy: 'WEIGHTED' }), rule('south')),
    ],
    [
      'a rule of each, in the same place',
      routing(rule('north'), rule('south'), rule('mine')),
      routing(rule('north'), rule('south'), rule('theirs')),
      routing(rule('north'), rule('south'), rule('mine'), rule('theirs')),
    ],
    [
      'of a clock and the order of all',
      { ...BASE, clocks: [clock('first', { name: 'Contact' }), clock('second')] },
      { ...BASE, clocks: [clock('second'), clock('first')] },
      { ...BASE, clocks: [clock('second'), clock('first', { name: 'Contact' })] },
    ],
    [
      'a clock that is gone and one that is new',
      { ...BASE, clocks: [clock('first')] },
      { ...BASE, clocks: [clock('first'), clock('third'), clock('second')] },
      { ...BASE, clocks: [clock('first'), clock('third')] },
    ],
    [
      'a member that nobody knows',
      { ...BASE, later: { a: 1 } },
      { ...BASE, priority: 5 },
      { ...BASE, later: { a: 1 }, priority: 5 },
    ],
  ])('comes together where it is apart: %s', (_, mine, theirs, expected) => {
    const { draft, conflicts } = merge(BASE, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(draft).toEqual(expected);
    const other = merge(BASE, theirs, mine);
    expect(other.conflicts).toEqual([]);
  });

  it('is asked about where both changed the same, and nothing else', () => {
    const mine = { ...BASE, priority: 20, match: { any: [] } };
    const theirs = { ...BASE, priority: 30 };
    const { draft, conflicts } = merge(BASE, mine, theirs);
    expect(conflicts).toEqual([{ path: ['priority'], base: 10, mine: 20, theirs: 30 }]);
    expect(draft).toEqual(mine);
    expect(merge(BASE, mine, theirs, new Map([[conflictKey(conflicts[0]!), 'THEIRS']])).draft).toEqual({
      ...mine,
      priority: 30,
    });
  });

  it('is asked about what one removed and the other changed', () => {
    const mine = { ...BASE, clocks: [clock('first')] };
    const theirs = { ...BASE, clocks: [clock('first'), clock('second', { name: 'Other' })] };
    const { conflicts } = merge(BASE, mine, theirs);
    expect(conflicts).toMatchObject([{ path: ['clocks', 'second'], mine: undefined, theirs: { name: 'Other' } }]);
    expect(merge(BASE, mine, theirs, new Map([[conflictKey(conflicts[0]!), 'THEIRS']])).draft).toEqual(theirs);
  });

  it('is asked about the order where both moved something', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((key) => clock(key));
    const base = { clocks: [a!, b!, c!] };
    const { conflicts } = merge(base, { clocks: [b!, a!, c!] }, { clocks: [a!, c!, b!] });
    expect(conflicts.map(({ path }) => path)).toEqual([['clocks', '#order']]);
  });
});

const { draft } = fc.letrec<{ value: Json; draft: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json[]>(null, 1, 2, 'a', true),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), at: fc.constantFrom(1, 2, 3) }), { maxLength: 3 }),
    tie('draft'),
  ),
  draft: fc.dictionary(fc.constantFrom('key', 'rules', 'clocks', 'x', 'y'), tie('value'), { maxKeys: 4 }),
}));

describe('over drafts of any shape', () => {
  it('what only one changed is theirs, and what both changed alike is so', () => {
    fc.assert(
      fc.property(draft, draft, (base, other) => {
        expect(merge(base, other, base)).toEqual({ draft: other, conflicts: [] });
        expect(merge(base, base, other)).toEqual({ draft: other, conflicts: [] });
        expect(merge(base, other, other)).toEqual({ draft: other, conflicts: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('a choice decides each conflict, and leaves none out', () => {
    fc.assert(
      fc.property(draft, draft, draft, fc.constantFrom<Side[]>('MINE', 'THEIRS'), (base, mine, theirs, side) => {
        const first = merge(base, mine, theirs);
        const chosen = new Map(first.conflicts.map((conflict) => [conflictKey(conflict), side]));
        const { draft: decided, conflicts } = merge(base, mine, theirs, chosen);
        expect(conflicts.length).toBe(first.conflicts.length);
        if (conflicts.length === 0) expect(decided).toEqual(first.draft);
      }),
      { numRuns: 500 },
    );
  });

  it('the changes of two are none where they are the same, and only there', () => {
    fc.assert(
      fc.property(draft, draft, (before, after) => {
        expect(changesBetween(before, after).length === 0).toBe(same(before, after));
        expect(changesBetween(before, structuredClone(before))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
