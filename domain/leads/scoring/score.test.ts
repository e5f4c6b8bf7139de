import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newLead } from '../../../test/support/lead-engine.js';
import { type ScoringRule, score } from './score.js';

const facts = { ...newLead({ attributes: { budget: 500 } }), score: null };
const rule = (points: number, holds = true): ScoringRule => ({
  when: holds ? { all: [] } : { any: [] },
  points,
  reason: `${points} points`,
});

describe('scoring', () => {
  it('qualifies strictly above the threshold', () => {
    const at = (threshold: number) => score({ threshold, rules: [rule(10)] }, facts).qualified;
    expect([9, 9.99, 10, 10.01, 11].map(at)).toEqual([true, true, false, false, false]);
    expect(score({ threshold: 0, rules: [] }, facts)).toEqual({
      value: 0,
      threshold: 0,
      qualified: false,
      reasons: [],
    });
    expect(score({ threshold: -1, rules: [] }, facts).qualified).toBe(true);
  });

  it('keeps a reason for each rule that held, in the order of the flow, and none for the others', () => {
    const rules: ScoringRule[] = [
      { when: { field: 'attributes.budget', op: 'gte', value: 400 }, points: 30, reason: 'budget' },
      { when: { field: 'country', op: 'eq', value: 'RO' }, points: 50, reason: 'country' },
      { when: { field: 'email', op: 'exists' }, points: -5, reason: 'has mail' },
    ];
    expect(score({ threshold: 24, rules }, facts)).toEqual({
      value: 25,
      threshold: 24,
      qualified: true,
      reasons: [
        { points: 30, reason: 'budget' },
        { points: -5, reason: 'has mail' },
      ],
    });
  });

  it('says of a typed number how it was read, and why it counts for nothing', () => {
    const rules: ScoringRule[] = [
      { when: { field: 'attributes.price', op: 'gte', value: 400 }, points: 30, reason: 'price' },
      { when: { not: { field: 'attributes.price', op: 'lt', value: 1 } }, points: 0, reason: 'no gift' },
      { when: { field: 'attributes.rooms', op: 'in', value: [3, 4] }, points: 7, reason: 'rooms' },
    ];
    const told = (price: unknown, locale: string, rooms: unknown = 3) =>
      score({ threshold: 0, rules }, { ...facts, attributes: { price, rooms }, locale }).reasons.flatMap(
        ({ points, reason, note }) => (note ? [[points, reason]] : []),
      );
    expect(told('12.500', 'ro')).toEqual([[0, 'attributes.price “12.500” was read as 12500']]);
    expect(told('12.500', 'en')).toEqual([
      [0, 'attributes.price “12.500” can be read in two ways (12.5 or 12500): not counted'],
    ]);
    expect(told('about 500', 'en')).toEqual([[0, 'attributes.price “about 500” is no number: not counted']]);
    for (const plain of [500, '500', '500.5', '', ' ', null, undefined, ['500']]) expect(told(plain, 'ro')).toEqual([]);
    expect(told(500, 'en', 'many')).toEqual([]);
    expect(String(told('x'.repeat(1000), 'en')[0]![1]).length).toBeLessThan(100);
  });

  it('is the sum of its reasons, whatever the rules', () => {
    const rules = fc.array(fc.tuple(fc.integer({ min: -100, max: 100 }), fc.boolean()));
    fc.assert(
      fc.property(rules, fc.integer({ min: -200, max: 200 }), (made, threshold) => {
        const result = score({ threshold, rules: made.map(([points, holds]) => rule(points, holds)) }, facts);
        const points = made.flatMap(([each, holds]) => (holds ? [each] : []));
        expect(result.reasons.map((reason) => reason.points)).toEqual(points);
        expect(result.value).toBe(points.reduce((sum, each) => sum + each, 0));
        expect(result.qualified).toBe(result.value > threshold);
      }),
    );
  });
});
