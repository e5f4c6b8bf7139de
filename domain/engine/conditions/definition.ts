import type { ConditionOp } from '../vocabulary/conditions.js';

/** A condition over the fields of what is judged. `all: []` always holds, `any: []` never does. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { field: string; op: ConditionOp; value?: ConditionValue };

export { CONDITION_OPS, type ConditionOp } from '../vocabulary/conditions.js';
export type ConditionScalar = string | number | boolean | null;
export type ConditionValue = ConditionScalar | ConditionScalar[];
