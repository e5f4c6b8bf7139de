import type { LeadState } from '../lead/state.js';
import type { Condition, ConditionOp, ConditionScalar, ConditionValue } from './definition.js';

/** What conditions are asked over: a flat look at one lead. */
export type Facts = Pick<
  LeadState,
  'source' | 'endpointId' | 'email' | 'phone' | 'language' | 'country' | 'tags' | 'attributes' | 'consents'
> & {
  /** Null before scoring. */
  score: number | null;
};

/** The field's value: a top-level fact, or a path below `attributes` or `consents`. Undefined when there is none. */
export function factOf(facts: Facts, field: string): unknown {
  let value: unknown = facts;
  for (const part of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

const present = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** Numbers compare as numbers, also when a form sent them as text; other texts compare as texts. */
function order(left: unknown, right: ConditionScalar): number | null {
  if (typeof right === 'number') {
    const number =
      typeof left === 'number' ? left : typeof left === 'string' && left.trim() !== '' ? Number(left) : NaN;
    return Number.isNaN(number) ? null : number - right;
  }
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  return null;
}

const same = (left: unknown, right: ConditionScalar): boolean => left === right || order(left, right) === 0;

function compare(op: ConditionOp, fact: unknown, value: ConditionValue | undefined): boolean {
  const scalars: ConditionScalar[] = Array.isArray(value) ? value : [value ?? null];
  const scalar = scalars[0] ?? null;
  const facts: unknown[] = Array.isArray(fact) ? fact : [fact];
  const ordered = (holds: (difference: number) => boolean): boolean => {
    const difference = order(fact, scalar);
    return difference !== null && holds(difference);
  };
  switch (op) {
    case 'exists':
      return present(fact) === (value !== false);
    case 'eq':
      return same(fact, scalar);
    case 'ne':
      return !same(fact, scalar);
    case 'in':
      return facts.some((one) => scalars.some((candidate) => same(one, candidate)));
    case 'contains':
      return typeof fact === 'string'
        ? typeof scalar === 'string' && fact.toLowerCase().includes(scalar.toLowerCase())
        : Array.isArray(fact) && scalars.every((wanted) => fact.some((one) => same(one, wanted)));
    case 'gt':
      return ordered((difference) => difference > 0);
    case 'gte':
      return ordered((difference) => difference >= 0);
    case 'lt':
      return ordered((difference) => difference < 0);
    case 'lte':
      return ordered((difference) => difference <= 0);
    case 'between':
    case 'matches':
    case 'inBusinessTime':
      return false;
  }
}

/** Whether a condition holds for a lead. A missing field fails every comparison but `ne` and `exists: false`. */
export function holds(condition: Condition, facts: Facts): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, facts));
  if ('any' in condition) return condition.any.some((part) => holds(part, facts));
  if ('not' in condition) return !holds(condition.not, facts);
  return compare(condition.op, factOf(facts, condition.field), condition.value);
}
