import { parseInstant } from '../time/instant.js';
import { OPERATORS, ORDER_OPS, SCALAR_OPS, type FieldKind } from '../vocabulary/conditions.js';
import type { Condition, ConditionOp, ConditionScalar, ConditionValue } from './definition.js';
import { patternProblem } from './pattern.js';

/** Takes one issue: where and what. */
export type Report = (path: string, message: string) => void;

/** What the one who asks conditions knows of the fields. Problems are sentences; null: there is none. */
export interface FieldGuide {
  /** Null: there is no such field. */
  kindOf: (field: string) => FieldKind | null;
  /** The names that may be asked. */
  names: () => string[];
  /** Why a field that there is cannot be asked here. */
  notAskedHere: (field: string) => string | null;
  /** What is wrong with a value that fits the field's kind. */
  valueProblem: (field: string, op: ConditionOp, value: ConditionValue | undefined) => string | null;
}

const isInstant = (value: ConditionScalar): boolean => typeof value === 'string' && parseInstant(value) !== null;

const fits: Record<FieldKind, (value: ConditionScalar) => boolean> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  flag: (value) => typeof value === 'boolean',
  list: (value) => typeof value === 'string',
  instant: isInstant,
  any: (value) => value !== null,
};
const NAMES: Record<FieldKind, string> = {
  text: 'a text',
  number: 'a number',
  flag: 'true or false',
  list: 'a text',
  instant: 'an RFC 3339 instant such as 2026-11-20T10:00:00Z',
  any: 'a text, a number, true or false',
};

/** Reports conditions that could never be asked, or never hold, because of their field, operator or value. */
export function checkCondition(condition: Condition, path: string, report: Report, fields: FieldGuide): void {
  const branch = 'all' in condition ? 'all' : 'any' in condition ? 'any' : null;
  if (branch !== null) {
    const parts = (condition as Record<typeof branch, Condition[]>)[branch];
    parts.forEach((part, index) => checkCondition(part, `${path}.${branch}.${index}`, report, fields));
    return;
  }
  if ('not' in condition) return checkCondition(condition.not, `${path}.not`, report, fields);
  if (!('field' in condition)) return;
  const { field, op, value } = condition;

  const kind = fields.kindOf(field);
  if (kind === null) {
    report(`${path}.field`, `There is no field "${field}": use ${fields.names().join(', ')}.`);
    return;
  }
  const notHere = fields.notAskedHere(field);
  if (notHere !== null) {
    report(`${path}.field`, notHere);
    return;
  }
  if (!OPERATORS[kind].includes(op)) {
    report(`${path}.op`, `"${op}" does not fit ${field}: use ${OPERATORS[kind].join(', ')}.`);
    return;
  }
  const problem = valueProblem(kind, op, value) ?? fields.valueProblem(field, op, value);
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
  if (op === 'between') return betweenProblem(kind, value);
  if (Array.isArray(value)) {
    // All of several tags, e.g.; a text has no parts to compare with a list.
    const wanted = op === 'contains' && kind !== 'text' && value.length > 0;
    return wanted && value.every(fits[kind])
      ? null
      : `"${op}" takes one value${wanted ? ` or several, each ${NAMES[kind]}` : ''}.`;
  }
  if (op === 'matches') {
    return typeof value === 'string' ? patternProblem(value) : '"matches" needs a regular expression, as a text.';
  }
  if (op === 'inBusinessTime') return typeof value === 'string' ? null : '"inBusinessTime" needs the id of a calendar.';
  if (SCALAR_OPS.includes(op) && value === null) return null;
  if (ORDER_OPS.includes(op)) {
    if (kind === 'instant') return isInstant(value) ? null : `"${op}" needs ${NAMES.instant}.`;
    return typeof value === 'number' || (kind === 'any' && typeof value === 'string')
      ? null
      : `"${op}" needs a number.`;
  }
  return fits[kind](value) ? null : `The value must be ${NAMES[kind]}.`;
}

function betweenProblem(kind: FieldKind, value: ConditionValue): string | null {
  if (!Array.isArray(value) || value.length !== 2) return '"between" needs two values, the lowest and the highest.';
  const [low, high] = value as [ConditionScalar, ConditionScalar];
  const limits = kind === 'instant' ? value.map((one) => (isInstant(one) ? parseInstant(one as string) : null)) : value;
  const numbers = limits.every((one) => typeof one === 'number');
  const texts = kind === 'any' && value.every((one) => typeof one === 'string');
  if (!numbers && !texts) {
    if (kind === 'instant') return `"between" needs two instants, each ${NAMES.instant}.`;
    return `"between" needs two numbers${kind === 'any' ? ', or two texts' : ''}.`;
  }
  const inOrder = (limits[0] as number | string) <= (limits[1] as number | string);
  return inOrder ? null : `Nothing is between ${String(low)} and ${String(high)}: give the lower value first.`;
}
