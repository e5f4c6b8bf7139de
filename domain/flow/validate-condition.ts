import type { Condition, ConditionOp, ConditionScalar, ConditionValue } from './definition.js';
import { CONDITION_FIELDS, CONDITION_PREFIXES, fieldKind, type FieldKind } from './fields.js';

/** Takes one issue: where and what. */
export type Report = (path: string, message: string) => void;

const SCALAR_OPS: readonly ConditionOp[] = ['eq', 'ne'];
const ORDER_OPS: readonly ConditionOp[] = ['gt', 'gte', 'lt', 'lte'];

/** Operators that can hold for a field of a kind. */
const OPERATORS: Record<FieldKind, readonly ConditionOp[]> = {
  text: [...SCALAR_OPS, 'in', 'contains', 'exists'],
  number: [...SCALAR_OPS, ...ORDER_OPS, 'in', 'exists'],
  flag: [...SCALAR_OPS, 'exists'],
  list: ['in', 'contains', 'exists'],
  any: [...SCALAR_OPS, ...ORDER_OPS, 'in', 'contains', 'exists'],
};

const fits: Record<FieldKind, (value: ConditionScalar) => boolean> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  list: (value) => typeof value === 'string',
  any: (value) => value !== null,
};
const NAMES: Record<FieldKind, string> = {
  text: 'a text',
  number: 'a number',
  flag: 'true or false',
  list: 'a text',
  any: 'a text, a number, true or false',
};

/** Reports conditions that could never be asked, or never hold, because of their field, operator or value. */
export function checkCondition(condition: Condition, path: string, report: Report, scored: boolean): void {
  const branch = 'all' in condition ? 'all' : 'any' in condition ? 'any' : null;
  if (branch !== null) {
    const parts = (condition as Record<typeof branch, Condition[]>)[branch];
    parts.forEach((part, index) => checkCondition(part, `${path}.${branch}.${index}`, report, scored));
    return;
  }
  if ('not' in condition) return checkCondition(condition.not, `${path}.not`, report, scored);
  if (!('field' in condition)) return;
  const { field, op, value } = condition;

  const kind = fieldKind(field);
  if (kind === null) {
    const known = [...Object.keys(CONDITION_FIELDS), ...Object.keys(CONDITION_PREFIXES).map((prefix) => `${prefix}…`)];
    report(`${path}.field`, `There is no field "${field}": use ${known.join(', ')}.`);
    return;
  }
  if (field === 'score' && !scored) {
    report(`${path}.field`, 'The score is not known yet where the flow is chosen and the lead is scored.');
    return;
  }
  if (!OPERATORS[kind].includes(op)) {
    report(`${path}.op`, `"${op}" does not fit ${field}: use ${OPERATORS[kind].join(', ')}.`);
    return;
  }
  const problem = valueProblem(kind, op, value);
  if (problem !== null) report(`${path}.value`, problem);
}

function valueProblem(kind: FieldKind, op: ConditionOp, value: ConditionValue | undefined): string | null {
  if (op === 'exists') {
    return value === undefined || typeof value === 'boolean' ? null : '"exists" takes true or false, or no value.';
  }
  if (value === undefined) return `"${op}" needs a value.`;
  if (op === 'in') {
    if (!Array.isArray(value)) return '"in" needs a list of values.';
    if (value.length === 0) return 'An empty list never holds: give at least one value.';
    return value.every(fits[kind]) ? null : `Each value must be ${NAMES[kind]}.`;
  }
  if (Array.isArray(value)) {
    // All of several tags, e.g.; a text has no parts to compare with a list.
    const wanted = op === 'contains' && kind !== 'text' && value.length > 0;
    return wanted && value.every(fits[kind])
      ? null
      : `"${op}" takes one value${wanted ? ` or several, each ${NAMES[kind]}` : ''}.`;
  }
  if (SCALAR_OPS.includes(op) && value === null) return null;
  if (ORDER_OPS.includes(op)) {
    return typeof value === 'number' || (kind === 'any' && typeof value === 'string')
      ? null
      : `"${op}" needs a number.`;
  }
  return fits[kind](value) ? null : `The value must be ${NAMES[kind]}.`;
}
