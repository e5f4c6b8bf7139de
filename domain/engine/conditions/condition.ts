import { parseInstant, type InstantMs } from '../time/instant.js';
import type { Condition, ConditionOp, ConditionScalar, ConditionValue } from './definition.js';
import { readNumber } from './number.js';
import { matchesPattern } from './pattern.js';

/**
 * What conditions are asked over: a flat look at what is judged. Fields stand under their names, instants under their
 * name with `Ms`, in epoch milliseconds.
 */
export type Facts = Readonly<Record<string, unknown>> & {
  /** Whether an instant is working time of a calendar. Without it no calendar is ever open. */
  readonly isOpen?: ((calendarId: string, atMs: InstantMs) => boolean) | undefined;
  /** BCP 47: how numbers in texts are written. */
  readonly locale?: string | undefined;
};

/** Whether a field is an instant. */
export const isInstant = (facts: Facts, field: string): boolean => Object.hasOwn(facts, `${field}Ms`);

/** The field's value: a top-level fact, or a path below one. Undefined when there is none. */
export function factOf(facts: Facts, field: string): unknown {
  if (isInstant(facts, field)) return facts[`${field}Ms`];
  let value: unknown = facts;
  for (const part of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

const present = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);

/** Numbers compare as numbers, also when somebody typed them as text; other texts compare as texts. */
function order(left: unknown, right: ConditionScalar, locale: string | undefined): number | null {
  if (typeof right === 'number') {
    if (typeof left === 'number') return left - right;
    const reading = typeof left === 'string' ? readNumber(left, locale) : null;
    return reading?.kind === 'NUMBER' ? reading.value - right : null;
  }
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  return null;
}

const same = (left: unknown, right: ConditionScalar, locale: string | undefined): boolean =>
  left === right || order(left, right, locale) === 0;

/** A number is matched as it is written. */
function matches(fact: unknown, pattern: ConditionScalar): boolean {
  if (typeof pattern !== 'string') return false;
  if (typeof fact === 'number') return matchesPattern(pattern, String(fact));
  return typeof fact === 'string' && matchesPattern(pattern, fact);
}

function compare(
  op: ConditionOp,
  fact: unknown,
  value: ConditionValue | undefined,
  { isOpen, locale }: Pick<Facts, 'isOpen' | 'locale'>,
): boolean {
  const scalars: ConditionScalar[] = Array.isArray(value) ? value : [value ?? null];
  const scalar = scalars[0] ?? null;
  const facts: unknown[] = Array.isArray(fact) ? fact : [fact];
  const ordered = (holds: (difference: number) => boolean, limit = scalar): boolean => {
    const difference = order(fact, limit, locale);
    return difference !== null && holds(difference);
  };
  switch (op) {
    case 'exists':
      return present(fact) === (value !== false);
    case 'eq':
      return same(fact, scalar, locale);
    case 'ne':
      return !same(fact, scalar, locale);
    case 'in':
      return facts.some((one) => scalars.some((candidate) => same(one, candidate, locale)));
    case 'contains':
      return typeof fact === 'string'
        ? typeof scalar === 'string' && fact.toLowerCase().includes(scalar.toLowerCase())
        : Array.isArray(fact) && scalars.every((wanted) => fact.some((one) => same(one, wanted, locale)));
    case 'gt':
      return ordered((difference) => difference > 0);
    case 'gte':
      return ordered((difference) => difference >= 0);
    case 'lt':
      return ordered((difference) => difference < 0);
    case 'lte':
      return ordered((difference) => difference <= 0);
    case 'between':
      return (
        scalars.length === 2 &&
        ordered((difference) => difference >= 0) &&
        ordered((difference) => difference <= 0, scalars[1])
      );
    case 'matches':
      return facts.some((one) => matches(one, scalar));
    case 'inBusinessTime':
      return typeof fact === 'number' && typeof scalar === 'string' && (isOpen?.(scalar, fact) ?? false);
  }
}

/** Instants are written as texts and compared as epoch milliseconds; what is no instant compares with nothing. */
function inMilliseconds(value: ConditionValue | undefined): ConditionValue | undefined {
  if (Array.isArray(value)) return value.map((one) => inMilliseconds(one) as ConditionScalar);
  return typeof value === 'string' ? parseInstant(value) : value;
}

/** Whether a condition holds. A missing field fails every comparison but `ne` and `exists: false`. */
export function holds(condition: Condition, facts: Facts): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, facts));
  if ('any' in condition) return condition.any.some((part) => holds(part, facts));
  if ('not' in condition) return !holds(condition.not, facts);
  const { field, op, value } = condition;
  const compared = isInstant(facts, field) && op !== 'inBusinessTime' ? inMilliseconds(value) : value;
  return compare(op, factOf(facts, field), compared, facts);
}

/** Whether a condition asks a calendar: then those must be loaded before it is asked. */
export function asksCalendars(condition: Condition): boolean {
  if ('all' in condition) return condition.all.some(asksCalendars);
  if ('any' in condition) return condition.any.some(asksCalendars);
  if ('not' in condition) return asksCalendars(condition.not);
  return condition.op === 'inBusinessTime';
}

/** Whether a condition asks a field. */
export function asksField(condition: Condition, field: string): boolean {
  if ('all' in condition) return condition.all.some((part) => asksField(part, field));
  if ('any' in condition) return condition.any.some((part) => asksField(part, field));
  if ('not' in condition) return asksField(condition.not, field);
  return condition.field === field;
}
