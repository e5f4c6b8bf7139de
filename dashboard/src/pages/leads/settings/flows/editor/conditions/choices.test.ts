import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_KINDS, OPERATORS } from '../../../../../../../../domain/engine/vocabulary/conditions.js';
import { CONDITION_PHASES, plainFields } from '../../../../../../../../domain/leads/vocabulary/condition-fields.js';
import { checkCondition } from '../../../../../../../../domain/leads/flow/validate-condition.js';
import { anyCondition, anyField, anyScalar } from '../../../../../../../../test/support/any-condition.js';
import type { Condition } from '../../../../../../../../domain/engine/conditions/definition.js';
import { canShow, choiceOf, choicesOf, kindOf, NEW_COMPARISON, shapeOf, withChoice, withField } from './choices.js';
import { pillOf, valueOf } from './pills.js';
import { readCondition } from './read.js';

const context = { calendars: new Map([['c1', { hasWorkingTime: true }]]) };
const issuesOf = (condition: unknown) => {
  const issues: string[] = [];
  checkCondition(condition as Condition, 'when', (path) => void issues.push(path), 'LADDER', context);
  return issues;
};

describe('what can be chosen', () => {
  it('is every operator of the domain, whatever the kind of field', () => {
    for (const kind of FIELD_KINDS) {
      const ops = new Set(choicesOf(kind).map((choice) => withChoice({ field: 'attributes.x' }, choice)['op']));
      expect([...ops].sort()).toEqual([...OPERATORS[kind]].sort());
    }
  });

  it('says of each comparison what it is, and gives it back by that choice', () => {
    fc.assert(
      fc.property(anyField, fc.constantFrom(...Object.values(OPERATORS).flat()), anyScalar, (field, op, value) => {
        const choice = choiceOf({ op, value })!;
        const again = withChoice({ field, op, value }, choice);
        expect(again['op']).toBe(op);
        expect(choiceOf({ op: again['op'] as string, value: again['value'] })).toBe(choice);
      }),
    );
  });

  it('leaves what a newer version adds', () => {
    expect(choiceOf({ op: 'near', value: 1 })).toBeNull();
    expect(withChoice({ field: 'score', op: 'near', value: 5, within: 2 }, 'gte')).toEqual({
      field: 'score',
      op: 'gte',
      value: 5,
      within: 2,
    });
  });

  it('is always a value that its control can show', () => {
    fc.assert(
      fc.property(anyCondition, anyField, fc.nat(), (condition, field, pick) => {
        const start = 'field' in condition ? condition : { ...NEW_COMPARISON };
        const moved = withField(start, field) as { field: string };
        expect(moved.field).toBe(field);
        const choices = choicesOf(kindOf(field));
        const changed = withChoice(moved, choices[pick % choices.length]!);
        for (const one of [moved, changed] as Record<string, unknown>[]) {
          const choice = choiceOf({ op: one['op'] as string, value: one['value'] })!;
          expect(choices).toContain(choice);
          expect(canShow(shapeOf(field, choice), one['value'])).toBe(true);
          // What is wrong, if anything, is the value alone: nothing was offered that cannot be asked.
          expect(issuesOf(one).every((path) => path === 'when.value')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ field: 'source', op: 'eq', value: 'web' }, 'in', ['web']],
    [{ field: 'source', op: 'in', value: ['web', 'ads'] }, 'eq', 'web'],
    [{ field: 'source', op: 'in', value: [] }, 'eq', ''],
    [{ field: 'score', op: 'eq', value: 80 }, 'between', [80]],
    [{ field: 'score', op: 'between', value: [10, 80] }, 'gte', 10],
    [{ field: 'score', op: 'eq', value: 80 }, 'exists', undefined],
    [{ field: 'score', op: 'exists' }, 'missing', false],
    [{ field: 'email', op: 'contains', value: '@gmail' }, 'matches', '@gmail'],
    [{ field: 'attributes.x', op: 'eq', value: '12' }, 'gt', '12'],
    [{ field: 'receivedAt', op: 'gt', value: '2026-11-20T10:00:00Z' }, 'between', ['2026-11-20T10:00:00Z']],
  ] as const)('keeps of the value what fits: %j, then %s', (before, choice, value) => {
    expect(withChoice(before, choice)['value']).toEqual(value);
  });

  it('takes no name of one thing for another’s', () => {
    expect(withField({ field: 'ownerId', op: 'eq', value: 'u1' }, 'source')).toEqual({
      field: 'source',
      op: 'eq',
      value: '',
    });
    expect(withField({ field: 'source', op: 'eq', value: 'web' }, 'language')['value']).toBe('web');
    expect(withField({ field: 'source', op: 'contains', value: 'web' }, 'score')).toEqual({ field: 'score', op: 'eq' });
  });

  it('knows the fields of each phase', () => {
    expect(plainFields('MATCH')).not.toContain('score');
    expect(CONDITION_PHASES.map((phase) => plainFields(phase).length)).toEqual([8, 9, 11]);
  });
});

describe('values as pills', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(anyScalar, (value) => {
        expect(valueOf(pillOf(value, 'ANYS'), 'ANYS')).toEqual({ value: Object.is(value, -0) ? 0 : value });
        if (typeof value === 'string') expect(valueOf(pillOf(value, 'TEXTS'), 'TEXTS')).toEqual({ value });
      }),
      { numRuns: 500 },
    );
  });

  it('are numbers where numbers are meant', () => {
    expect(valueOf('12', 'NUMBERS')).toEqual({ value: 12 });
    expect(valueOf('12k', 'NUMBERS')).toBeNull();
    expect(valueOf('12', 'TEXTS')).toEqual({ value: '12' });
    expect([pillOf('12', 'ANYS'), pillOf(12, 'ANYS'), pillOf(null, 'ANYS')]).toEqual(['"12"', '12', 'null']);
  });
});

describe('reading', () => {
  it('takes any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(['GROUP', 'NOT', 'COMPARISON', 'UNREADABLE']).toContain(readCondition(json).is);
      }),
    );
    expect(readCondition({ all: [], any: [] }).is).toBe('UNREADABLE');
    expect(readCondition({ all: {} }).is).toBe('UNREADABLE');
    expect(readCondition({ field: 'source', op: 7 }).is).toBe('UNREADABLE');
    expect(readCondition({ all: [], note: 'newer' }).is).toBe('GROUP');
  });
});
