/** A condition over the fields of what is judged. `all: []` always holds, `any: []` never does. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { field: string; op: ConditionOp; value?: ConditionValue };

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
export type ConditionScalar = string | number | boolean | null;
export type ConditionValue = ConditionScalar | ConditionScalar[];
