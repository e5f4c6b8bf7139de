import {
  CONDITION_OPS,
  looksLikeInstant,
  OPERATORS,
  type ConditionOp,
  type FieldKind,
} from '../../../../../../../../domain/engine/vocabulary/conditions';
import { fieldKind } from '../../../../../../../../domain/leads/vocabulary/condition-fields';
import type { Comparison } from './read';

/**
 * What somebody chooses between a field and its value: operators, where one of them with a fixed value is said as one of its
 * own.
 */
export type Choice = ConditionOp | 'missing' | 'isNothing' | 'isNotNothing';

/** How a value is written down: which control shows it. */
export type Shape =
  | 'NONE'
  | 'TEXT'
  | 'PATTERN'
  | 'NUMBER'
  | 'FLAG'
  /** A text, a number, or yes or no. */
  | 'ANY'
  | 'TEXTS'
  | 'NUMBERS'
  | 'ANYS'
  | 'INSTANT'
  | 'NUMBER_RANGE'
  | 'INSTANT_RANGE'
  | 'ANY_RANGE'
  | 'CALENDAR'
  /** One of those that the field can be, by its name; and several. */
  | 'NAMED'
  | 'SEVERAL_NAMED';

/** Fields whose values are known one by one. */
export const NAMED_FIELDS: readonly string[] = ['endpointId', 'ownerId', 'status'];

/** The kind of a field; one that this page does not know can be anything. */
export const kindOf = (field: string): FieldKind => fieldKind(field) ?? 'any';

/** What can be asked of a field, in the order of the domain. */
export const choicesOf = (kind: FieldKind): Choice[] =>
  OPERATORS[kind].flatMap((op): Choice[] => {
    if (op === 'exists') return ['exists', 'missing'];
    if (op === 'eq') return ['eq', 'ne', 'isNothing', 'isNotNothing'];
    return op === 'ne' ? [] : [op];
  });

const isOp = (op: string): op is ConditionOp => (CONDITION_OPS as readonly string[]).includes(op);

/** What a comparison says between its field and its value; null: its operator is one of a newer version. */
export function choiceOf({ op, value }: Pick<Comparison, 'op' | 'value'>): Choice | null {
  if (!isOp(op)) return null;
  if (op === 'exists') return value === false ? 'missing' : 'exists';
  if (op === 'eq' && value === null) return 'isNothing';
  return op === 'ne' && value === null ? 'isNotNothing' : op;
}

const LIST: Record<FieldKind, Shape> = {
  text: 'TEXTS',
  list: 'TEXTS',
  number: 'NUMBERS',
  flag: 'ANYS',
  instant: 'TEXTS',
  any: 'ANYS',
};
const ONE: Record<FieldKind, Shape> = {
  text: 'TEXT',
  list: 'TEXT',
  number: 'NUMBER',
  flag: 'FLAG',
  instant: 'INSTANT',
  any: 'ANY',
};
const RANGE: Partial<Record<FieldKind, Shape>> = { instant: 'INSTANT_RANGE', any: 'ANY_RANGE' };

export function shapeOf(field: string, choice: Choice): Shape {
  const kind = kindOf(field);
  const isNamed = NAMED_FIELDS.includes(field);
  switch (choice) {
    case 'exists':
    case 'missing':
    case 'isNothing':
    case 'isNotNothing':
      return 'NONE';
    case 'eq':
    case 'ne':
      return isNamed ? 'NAMED' : ONE[kind];
    case 'in':
      return isNamed ? 'SEVERAL_NAMED' : LIST[kind];
    case 'contains':
      return kind === 'text' ? 'TEXT' : LIST[kind];
    case 'matches':
      return 'PATTERN';
    case 'inBusinessTime':
      return 'CALENDAR';
    case 'between':
      return RANGE[kind] ?? 'NUMBER_RANGE';
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return kind === 'any' ? 'ANY' : kind === 'instant' ? 'INSTANT' : 'NUMBER';
  }
}

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
/** What a field for dates and times can show. */
const isInstant = (value: unknown): boolean => looksLikeInstant(value) && !Number.isNaN(Date.parse(String(value)));
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
/** What is not given yet, too. */
const orNothing = (holds: (value: unknown) => boolean) => (value: unknown) => value === undefined || holds(value);
const list = (holds: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) ? value.every(holds) : holds(value);
const isSet = (value: unknown): boolean => !Array.isArray(value) || new Set(value).size === value.length;
const range = (holds: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length <= 2 && value.every((one) => one === null || holds(one));

const CAN_SHOW: Record<Shape, (value: unknown) => boolean> = {
  NONE: () => true,
  TEXT: isText,
  PATTERN: isText,
  NUMBER: isNumber,
  FLAG: isFlag,
  ANY: (value) => isText(value) || isNumber(value) || isFlag(value),
  TEXTS: list(isText),
  NUMBERS: list(isNumber),
  ANYS: list(isScalar),
  INSTANT: isInstant,
  NUMBER_RANGE: range(isNumber),
  INSTANT_RANGE: range(isInstant),
  ANY_RANGE: range((value) => isText(value) || isNumber(value)),
  CALENDAR: isText,
  NAMED: isText,
  SEVERAL_NAMED: (value) => list(isText)(value) && isSet(value),
};

/** Whether the control of a shape can show a value without making another of it. */
export const canShow = (shape: Shape, value: unknown): boolean => orNothing(CAN_SHOW[shape])(value);

/** What stands where nothing fits; left out: nothing. */
export const FIRST: Partial<Record<Shape, unknown>> = {
  TEXT: '',
  PATTERN: '',
  FLAG: true,
  ANY: '',
  TEXTS: [],
  NUMBERS: [],
  ANYS: [],
  NUMBER_RANGE: [],
  INSTANT_RANGE: [],
  ANY_RANGE: [],
  SEVERAL_NAMED: [],
};

/** What becomes of a value when another shape is wanted: as much of it as fits. */
function fitted(value: unknown, shape: Shape): unknown {
  const all = [value ?? []].flat();
  const isMany = ['TEXTS', 'NUMBERS', 'ANYS', 'SEVERAL_NAMED'].includes(shape);
  const isRange = shape.endsWith('_RANGE');
  const fitting = all.filter((one) => CAN_SHOW[shape](isRange ? [one] : one));
  if (isMany) return shape === 'SEVERAL_NAMED' ? [...new Set(fitting)] : fitting;
  if (isRange) return fitting.slice(0, 2);
  return fitting[0] ?? FIRST[shape];
}

/** The members of a comparison, with what else it has. */
type Members = Readonly<Record<string, unknown>>;

function withValue(members: Members, value: unknown): Members {
  if (value !== undefined) return { ...members, value };
  const { value: _, ...rest } = members;
  return rest;
}

/** The comparison with another operator. What it has beside stays. */
export function withChoice(comparison: Members & { field: string }, choice: Choice): Members {
  const { field, value } = comparison;
  if (choice === 'exists') return withValue({ ...comparison, op: 'exists' }, undefined);
  if (choice === 'missing') return withValue({ ...comparison, op: 'exists' }, false);
  if (choice === 'isNothing') return withValue({ ...comparison, op: 'eq' }, null);
  if (choice === 'isNotNothing') return withValue({ ...comparison, op: 'ne' }, null);
  const next = fitted(value ?? undefined, shapeOf(field, choice));
  // A text that contains something contains one thing; several are asked of a list.
  const isOne = choice === 'contains' && Array.isArray(next) && next.length === 1;
  return withValue({ ...comparison, op: choice }, isOne ? (next as unknown[])[0] : next);
}

/**
 * The comparison of another field: with the same operator where that fits, else with the first that does. A text that names
 * something is no text of another field.
 */
export function withField(comparison: Members, field: string): Members {
  const choices = choicesOf(kindOf(field));
  const { op, field: before, value } = comparison;
  const choice = choiceOf({ op: String(op), value });
  const next = choice !== null && choices.includes(choice) ? choice : choices[0]!;
  const keepsText = ![before, field].some((name) => NAMED_FIELDS.includes(String(name)));
  return withChoice({ ...comparison, field, value: keepsText ? value : undefined }, next);
}

/** What a new line begins with: incomplete, so that nobody overlooks it. */
export const NEW_COMPARISON: Members = { field: 'source', op: 'in', value: [] };
