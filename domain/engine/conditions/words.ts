import { looksLikeInstant } from '../vocabulary/conditions.js';
import { factOf, holds, isInstant, type Facts } from './condition.js';
import type { Condition, ConditionOp, ConditionScalar, ConditionValue } from './definition.js';
import { readingWords } from './readings.js';

/** Names for ids, for words that people read. */
export type Names = ReadonlyMap<string, string>;

/** What it is that conditions are asked of and routing gives away, in the words of its product. */
export interface Noun {
  one: string;
  many: string;
}

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

/** Of an instant nobody says that it is more than another. */
const INSTANT_OPS: Partial<Record<ConditionOp, string>> = {
  gt: 'is after',
  gte: 'is not before',
  lt: 'is before',
  lte: 'is not after',
};

const opWords = (op: Exclude<ConditionOp, 'exists'>, value: ConditionValue | undefined): string =>
  (looksLikeInstant(value) ? INSTANT_OPS[op] : undefined) ?? OPS[op];

function scalarWords(value: ConditionScalar, names: Names): string {
  if (value === null) return 'nothing';
  return typeof value === 'string' ? `“${names.get(value) ?? value}”` : String(value);
}

function valueWords(value: ConditionValue | undefined, names: Names, joint: string): string {
  return [value ?? null]
    .flat()
    .map((one) => scalarWords(one, names))
    .join(joint);
}

/** A condition as people say it: `source is one of “facebook”, “web” and score is at least 80`. */
export function conditionWords(condition: Condition, names: Names, noun: Noun): string {
  if ('all' in condition)
    return condition.all.length === 0 ? `every ${noun.one}` : joined(condition.all, ' and ', names, noun);
  if ('any' in condition)
    return condition.any.length === 0 ? `no ${noun.one}` : joined(condition.any, ' or ', names, noun);
  if ('not' in condition) return `not (${conditionWords(condition.not, names, noun)})`;
  const { field, op, value } = condition;
  if (op === 'exists') return `${field} is ${value === false ? 'missing' : 'there'}`;
  return `${field} ${opWords(op, value)} ${valueWords(value, names, op === 'between' ? ' and ' : ', ')}`;
}

const joined = (parts: Condition[], joint: string, names: Names, noun: Noun): string =>
  parts
    .map((part) => {
      const nested = ('all' in part && part.all.length > 1) || ('any' in part && part.any.length > 1);
      return nested && parts.length > 1 ? `(${conditionWords(part, names, noun)})` : conditionWords(part, names, noun);
    })
    .join(joint);

/**
 * Why a condition does not hold: the first part of it that fails, and what there is instead.
 * @returns null when it holds
 */
export function whyNot(condition: Condition, facts: Facts, names: Names, noun: Noun): string | null {
  if (holds(condition, facts)) return null;
  if ('all' in condition) {
    const failing = condition.all.find((part) => !holds(part, facts));
    return failing ? whyNot(failing, facts, names, noun) : null;
  }
  if ('any' in condition && condition.any.length > 0) {
    return `none of these holds: ${condition.any.map((part) => whyNot(part, facts, names, noun)).join('; ')}`;
  }
  const wanted = conditionWords(condition, names, noun);
  if ('any' in condition) return wanted;
  if ('not' in condition) return `${wanted} fails: ${conditionWords(condition.not, names, noun)}`;
  const fact = factOf(facts, condition.field);
  const isNumber = [condition.value].flat().some((one) => typeof one === 'number');
  const reading = isNumber && typeof fact === 'string' ? readingWords(fact, facts.locale) : null;
  return (
    `${wanted} fails: it is ${factWords(fact, isInstant(facts, condition.field))}` +
    (reading === null ? '' : `, which ${reading}`)
  );
}

const MOST_SHOWN = 100;

function factWords(fact: unknown, isInstant: boolean): string {
  if (fact === undefined || fact === null || fact === '') return 'missing';
  if (isInstant && typeof fact === 'number') return new Date(fact).toISOString();
  if (Array.isArray(fact) && fact.length === 0) return 'empty';
  const text = typeof fact === 'string' ? `“${fact}”` : JSON.stringify(fact);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
