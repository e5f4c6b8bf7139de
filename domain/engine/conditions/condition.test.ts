import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newLead } from '../../../test/support/lead-engine.js';
import { factOf, holds, type Facts } from './condition.js';
import type { Condition, ConditionOp, ConditionValue } from './definition.js';

const facts: Facts = {
  ...newLead({
    country: 'RO',
    tags: ['vip', 'web'],
    attributes: { budget: '1500', rooms: 3, empty: '', none: null, deep: { city: 'Cluj' }, list: [1, '2'], yes: true },
    consents: { sms: true },
  }),
  score: 80,
};
const is = (field: string, op: ConditionOp, value?: ConditionValue): boolean =>
  holds({ field, op, ...(value === undefined ? {} : { value }) }, facts);

describe('a condition', () => {
  it.each<[string, ConditionOp, ConditionValue | undefined, boolean]>([
    ['country', 'eq', 'RO', true],
    ['country', 'eq', 'ro', false],
    ['country', 'ne', 'DE', true],
    ['country', 'in', ['DE', 'RO'], true],
    ['country', 'in', ['DE'], false],
    ['tags', 'in', ['vip', 'other'], true],
    ['tags', 'contains', 'vip', true],
    ['tags', 'contains', ['vip', 'web'], true],
    ['tags', 'contains', ['vip', 'other'], false],
    ['source', 'contains', 'WE', true],
    ['score', 'gte', 80, true],
    ['score', 'gt', 80, false],
    ['score', 'lt', 80, false],
    ['score', 'lte', 80, true],
    ['attributes.deep.city', 'eq', 'Cluj', true],
    ['consents.sms', 'eq', true, true],
    ['consents.email', 'eq', true, false],
    ['attributes.yes', 'eq', true, true],
    ['attributes.yes', 'eq', 'true', false],
    ['attributes.list', 'contains', 2, true],
    ['attributes.list', 'in', [1], true],
    ['country', 'lt', 'RU', true],
  ])('%s %s %j is %s', (field, op, value, expected) => expect(is(field, op, value)).toBe(expected));

  it('takes a number that a form sent as text for a number', () => {
    expect(is('attributes.budget', 'gt', 900)).toBe(true);
    expect(is('attributes.budget', 'gt', '900')).toBe(false);
    expect(is('attributes.budget', 'eq', 1500)).toBe(true);
    expect(is('attributes.empty', 'lt', 1)).toBe(false);
    expect(is('attributes.deep.city', 'gt', 0)).toBe(false);
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (left, right) => {
        const sent = { ...facts, attributes: { left: ` ${left} ` } };
        for (const [op, expected] of [
          ['gt', left > right],
          ['gte', left >= right],
          ['lt', left < right],
          ['lte', left <= right],
          ['eq', left === right],
          ['ne', left !== right],
        ] as const)
          expect(holds({ field: 'attributes.left', op, value: right }, sent)).toBe(expected);
      }),
    );
  });

  it('fails over a missing field, but for `ne` and `exists: false`', () => {
    const ops: ConditionOp[] = ['eq', 'in', 'gt', 'gte', 'lt', 'lte', 'contains', 'exists'];
    for (const field of ['attributes.missing', 'attributes.missing.deeper', 'attributes.rooms.deeper', 'unknown'])
      for (const value of ['x', 0, '', true]) {
        for (const op of ops) expect(is(field, op, value), `${field} ${op} ${value}`).toBe(false);
        expect(is(field, 'ne', value)).toBe(true);
        expect(is(field, 'exists', false)).toBe(true);
      }
  });

  it('counts null, nothing and no entries as missing', () => {
    for (const field of ['attributes.none', 'attributes.empty', 'phone']) {
      expect(is(field, 'exists')).toBe(false);
      expect(is(field, 'exists', false)).toBe(true);
    }
    expect(holds({ field: 'tags', op: 'exists' }, { ...facts, tags: [] })).toBe(false);
    expect(is('attributes.rooms', 'exists')).toBe(true);
    expect(is('attributes.none', 'eq', null)).toBe(true);
  });

  it('sees what the lead sent and never what every object has', () => {
    const sent = JSON.parse('{"__proto__": {"polluted": 1}, "own": {}}') as Record<string, unknown>;
    const attributes = { ...facts, attributes: sent };
    for (const path of ['constructor', 'own.__proto__', 'own.constructor.name', 'toString', 'own.hasOwnProperty'])
      expect(factOf(attributes, `attributes.${path}`), path).toBeUndefined();
    for (const field of ['__proto__', 'constructor', 'toString', 'attributes.__proto__', '__proto__.polluted'])
      expect(factOf(facts, field), field).toBeUndefined();
    // Sent as a key of its own it is a plain value, and harmless.
    expect(factOf(attributes, 'attributes.__proto__.polluted')).toBe(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(factOf({ ...facts, attributes: { text: 'abc' } }, 'attributes.text.length')).toBeUndefined();
  });

  it('joins: all of none holds, any of none does not, and the laws of De Morgan hold', () => {
    expect(holds({ all: [] }, facts)).toBe(true);
    expect(holds({ any: [] }, facts)).toBe(false);
    const leaf: fc.Arbitrary<Condition> = fc.constantFrom<Condition[]>(
      { field: 'country', op: 'eq', value: 'RO' },
      { field: 'score', op: 'gt', value: 90 },
      { field: 'attributes.missing', op: 'eq', value: 1 },
    );
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('tree'), { maxLength: 3 }).map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    }));
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), (parts) => {
        expect(holds({ not: { all: parts } }, facts)).toBe(holds({ any: parts.map((not) => ({ not })) }, facts));
        expect(holds({ all: parts }, facts)).toBe(parts.every((part) => holds(part, facts)));
      }),
    );
  });
});
