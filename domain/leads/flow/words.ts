import type { Condition, ConditionOp, ConditionScalar, ConditionValue } from './definition.js';
import { factOf, holds, type Facts } from '../../engine/conditions/condition.js';

/** Names for ids, for words that people read. */
export type Names = ReadonlyMap<string, string>;
const NO_NAMES: Names = new Map();

const OPS: Record<Exclude<ConditionOp, 'exists'>, string> = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  between: 'is between',
  contains: 'contains',
  matches: 'matches',
  inBusinessTime: 'is working time of calendar',
};

function scalarWords(value: ConditionScalar, names: Names): string {
  if (value === null) return 'nothing';
  return typeof value === 'string' ? `«${names.get(value) ?? value}»` : String(value);
}

function valueWords(value: ConditionValue | undefined, names: Names, joint: string): string {
  return [value ?? null]
    .flat()
    .map((one) => scalarWords(one, names))
    .join(joint);
}

/** A condition as people say it: `source is one of «facebook», «web» and score is at least 80`. */
export function conditionWords(condition: Condition, names: Names = NO_NAMES): string {
  if ('all' in condition) return condition.all.length === 0 ? 'every lead' : joined(condition.all, ' and ', names);
  if ('any' in condition) return condition.any.length === 0 ? 'no lead' : joined(condition.any, ' or ', names);
  if ('not' in condition) return `not (${conditionWords(condition.not, names)})`;
  const { field, op, value } = condition;
  if (op === 'exists') return `${field} is ${value === false ? 'missing' : 'there'}`;
  return `${field} ${OPS[op]} ${valueWords(value, names, op === 'between' ? ' and ' : ', ')}`;
}

const joined = (parts: Condition[], joint: string, names: Names): string =>
  parts
    .map((part) => {
      const nested = ('all' in part && part.all.length > 1) || ('any' in part && part.any.length > 1);
      return nested && parts.length > 1 ? `(${conditionWords(part, names)})` : conditionWords(part, names);
    })
    .join(joint);

/**
 * Why a condition does not hold for a lead: the first part of it that fails, and what the lead has instead.
 * @returns null when it holds
 */
export function whyNot(condition: Condition, facts: Facts, names: Names = NO_NAMES): string | null {
  if (holds(condition, facts)) return null;
  if ('all' in condition) {
    const failing = condition.all.find((part) => !holds(part, facts));
    return failing ? whyNot(failing, facts, names) : null;
  }
  if ('any' in condition && condition.any.length > 0) {
    return `none of these holds: ${condition.any.map((part) => whyNot(part, facts, names)).join('; ')}`;
  }
  const wanted = conditionWords(condition, names);
  if ('any' in condition) return wanted;
  if ('not' in condition) return `${wanted} fails: ${conditionWords(condition.not, names)}`;
  return `${wanted} fails: it is ${factWords(factOf(facts, condition.field), condition.field)}`;
}

const MOST_SHOWN = 100;

function factWords(fact: unknown, field: string): string {
  if (fact === undefined || fact === null || fact === '') return 'missing';
  if (field === 'receivedAt' && typeof fact === 'number') return new Date(fact).toISOString();
  if (Array.isArray(fact) && fact.length === 0) return 'empty';
  const text = typeof fact === 'string' ? `«${fact}»` : JSON.stringify(fact);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
