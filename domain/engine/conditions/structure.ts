import { CONDITION_OPS, type Condition } from './definition.js';
import type { Report } from './check.js';

const LONGEST_FIELD = 200;
const LONGEST_TEXT = 1_000;
const MOST_VALUES = 500;
const MOST_PARTS = 100;
const PARTS = ['all', 'any', 'not'] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is built as a condition is, whatever it asks. */
export function isCondition(value: unknown): value is Condition {
  let isOne = true;
  checkStructure(value, '', () => {
    isOne = false;
  });
  return isOne;
}

/**
 * Reports where a value is not built as a condition is, each at its own place: `match.all.0.op`.
 * @param path of the value
 */
export function checkStructure(value: unknown, path: string, report: Report): void {
  if (!isObject(value))
    return report(path, 'Write { "all": [] }, { "any": [] }, { "not": {} } or { "field", "op", "value" }.');
  const [part, ...others] = PARTS.filter((name) => Object.hasOwn(value, name));
  const at = (member: string): string => (path === '' ? member : `${path}.${member}`);
  const known: readonly string[] = part === undefined ? ['field', 'op', 'value'] : [part];
  for (const member of Object.keys(value))
    if (!known.includes(member) && !others.includes(member as (typeof PARTS)[number]))
      report(at(member), 'This field is not known here.');
  for (const other of others) report(at(other), `There is "${part}" beside it: put one into the other.`);
  if (part === undefined) return checkComparison(value, at, report);
  if (part === 'not') return checkStructure(value['not'], at('not'), report);
  const parts = value[part];
  if (!Array.isArray(parts)) return report(at(part), 'Write a list of conditions.');
  if (parts.length > MOST_PARTS) report(at(part), `Use at most ${MOST_PARTS} conditions in one list.`);
  parts.forEach((one, index) => checkStructure(one, `${at(part)}.${index}`, report));
}

function checkComparison(value: Record<string, unknown>, at: (member: string) => string, report: Report): void {
  const { field, op } = value;
  if (typeof field !== 'string' || field === '' || field.length > LONGEST_FIELD) report(at('field'), 'Name a field.');
  if (!(CONDITION_OPS as readonly unknown[]).includes(op)) report(at('op'), `Use one of ${CONDITION_OPS.join(', ')}.`);
  if (!Object.hasOwn(value, 'value')) return;
  const given = value['value'];
  if (!Array.isArray(given)) {
    if (!isScalar(given)) report(at('value'), 'Give a text, a number, yes or no, or a list of them.');
    return;
  }
  if (given.length > MOST_VALUES) report(at('value'), `Give at most ${MOST_VALUES} values.`);
  given.forEach((one, index) => {
    if (!isScalar(one)) report(`${at('value')}.${index}`, 'Give a text, a number, or yes or no.');
  });
}

const isScalar = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && value.length <= LONGEST_TEXT);
