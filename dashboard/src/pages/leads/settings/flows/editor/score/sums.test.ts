import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { possibleSums } from './sums.js';

const some = { field: 'source', op: 'eq', value: 'web' };
const rules = (...points: number[]) => points.map((each) => ({ when: some, points: each, reason: 'r' }));

describe('the sums that are possible', () => {
  it.each([
    [{ threshold: 40, rules: rules(50, 20, -10) }, [-10, 0, 10, 20, 40, 50, 60, 70], 'SOME'],
    [{ threshold: 70, rules: rules(50, 20) }, [0, 20, 50, 70], 'NONE'],
    [{ threshold: 0, rules: [{ when: { all: [] }, points: 10 }] }, [10], 'ALL'],
    [{ rules: rules(5) }, [0, 5], null],
  ])('of %j are %j', (scoring, all, qualified) => {
    expect(possibleSums(scoring)).toMatchObject({ all, qualified });
  });

  it('are a range where they are many', () => {
    expect(possibleSums({ threshold: 1, rules: rules(1, 2, 4, 8, 16) })).toEqual({
      lowest: 0,
      highest: 31,
      all: null,
      qualified: 'SOME',
    });
  });

  it('are told of any JSON, and quickly', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => void possibleSums({ threshold: json, rules: [json, json] })));
    expect(possibleSums(null)).toBeNull();
    expect(possibleSums({ rules: 'none' })).toBeNull();
    const many = Array.from({ length: 200 }, (_, index) => 1.1 ** index);
    expect(possibleSums({ rules: rules(...many) })!.all).toBeNull();
  });
});
