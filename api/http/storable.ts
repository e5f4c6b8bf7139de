import { repaired } from '../../domain/platform/text/clean.js';
import { joinPath, type Issue } from './issues.js';

const MAX_DEPTH = 64;
const MAX_REPORTED = 20;
const LONE_SURROGATE = /\p{Surrogate}/u;
const UNSTORABLE = /[\u0000\p{Surrogate}]/u;

export type StorageFault = 'NUL' | 'SURROGATE' | 'PROTO' | 'DEPTH' | 'NUMBER';

const MESSAGES: Record<StorageFault, string> = {
  NUL: 'NUL characters (\\u0000) are not accepted.',
  SURROGATE: 'This text is not valid Unicode (half of a surrogate pair).',
  PROTO: 'The key __proto__ is not accepted.',
  DEPTH: `The body is nested more than ${MAX_DEPTH} levels deep.`,
  NUMBER: 'This number is too large to be kept.',
};

/**
 * What a JSON value holds that could not be stored and given back as it came: NUL and lone surrogates (Postgres refuses
 * both in `text` and `jsonb`), `__proto__` keys, numbers beyond a double (`1e400`), nesting beyond 64 levels.
 */
export function storageIssues(
  value: unknown,
  faults: readonly StorageFault[] = ['NUL', 'SURROGATE', 'PROTO', 'DEPTH', 'NUMBER'],
): Issue[] {
  // Most values, and asked of each more than once.
  if (isStorable(value, 0)) return [];
  const issues: Issue[] = [];
  const report = (fault: StorageFault, path: readonly PropertyKey[]): void => {
    if (faults.includes(fault) && issues.length < MAX_REPORTED) {
      issues.push({ path: joinPath(path), message: MESSAGES[fault] });
    }
  };
  const checkText = (text: string, path: readonly PropertyKey[]): void => {
    if (text.includes('\u0000')) report('NUL', path);
    if (LONE_SURROGATE.test(text)) report('SURROGATE', path);
  };
  const walk = (node: unknown, path: PropertyKey[]): void => {
    if (typeof node === 'string') return checkText(node, path);
    if (typeof node === 'number' && !Number.isFinite(node)) return report('NUMBER', path);
    if (typeof node !== 'object' || node === null) return;
    if (path.length >= MAX_DEPTH) return report('DEPTH', path.slice(0, 3));
    for (const [key, child] of Object.entries(node)) {
      path.push(key);
      if (!Array.isArray(node)) {
        checkText(key, path);
        if (key === '__proto__') report('PROTO', path);
      }
      walk(child, path);
      path.pop();
    }
  };
  walk(value, []);
  return issues;
}

/** Whether it has none of the faults: the same walk without a word of where it is. */
function isStorable(node: unknown, depth: number): boolean {
  if (typeof node === 'string') return !UNSTORABLE.test(node);
  if (typeof node === 'number') return Number.isFinite(node);
  if (typeof node !== 'object' || node === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(node)) return node.every((item) => isStorable(item, depth + 1));
  for (const [key, child] of Object.entries(node))
    if (key === '__proto__' || UNSTORABLE.test(key) || !isStorable(child, depth + 1)) return false;
  return true;
}

/**
 * A machine's JSON made fit to be stored: NUL and lone surrogates as U+FFFD, in keys too; a `__proto__` key as `proto`; a number
 * beyond a double, and what is nested beyond 64 levels, as null.
 * @returns the value, and the path of each thing that is not as it came; the very same value when all is.
 */
export function storable(value: unknown): { value: unknown; repairs: string[] } {
  const repairs = storageIssues(value).map(({ path }) => path);
  if (repairs.length === 0) return { value, repairs };
  const mended = (node: unknown, depth: number): unknown => {
    if (typeof node === 'string') return repaired(node);
    if (typeof node === 'number') return Number.isFinite(node) ? node : null;
    if (typeof node !== 'object' || node === null) return node;
    if (depth >= MAX_DEPTH) return null;
    if (Array.isArray(node)) return node.map((item) => mended(item, depth + 1));
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [
        key === '__proto__' ? 'proto' : repaired(key),
        mended(child, depth + 1),
      ]),
    );
  };
  return { value: mended(value, 0), repairs };
}
