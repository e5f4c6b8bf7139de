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
