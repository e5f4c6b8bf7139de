/** What conditions are made of, for those who check them and for those who offer them to choose from. */

export const CONDITION_OPS = [
  'eq',
  'ne',
  'in',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'contains',
  'exists',
  /** A regular expression of RE2's syntax: linear in the text, so that none can hang. */
  'matches',
  /** Of an instant: whether it is working time of the calendar whose id is the value. */
  'inBusinessTime',
] as const;
export type ConditionOp = (typeof CONDITION_OPS)[number];

export const FIELD_KINDS = ['text', 'number', 'flag', 'list', 'instant', 'any'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export const SCALAR_OPS: readonly ConditionOp[] = ['eq', 'ne'];
export const ORDER_OPS: readonly ConditionOp[] = ['gt', 'gte', 'lt', 'lte'];

/** Operators that can hold for a field of a kind. */
export const OPERATORS: Readonly<Record<FieldKind, readonly ConditionOp[]>> = {
  text: [...SCALAR_OPS, 'in', 'contains', 'matches', 'exists'],
  number: [...SCALAR_OPS, ...ORDER_OPS, 'between', 'in', 'exists'],
  flag: [...SCALAR_OPS, 'exists'],
  list: ['in', 'contains', 'matches', 'exists'],
  instant: [...ORDER_OPS, 'between', 'inBusinessTime'],
  any: [...SCALAR_OPS, ...ORDER_OPS, 'between', 'in', 'contains', 'matches', 'exists'],
};

/** Whether a value is said as an instant is: `is after`, not `is more than`. Whether it is one is the check's question. */
export const looksLikeInstant = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/i.test(value);
