import type { FlowDefinition } from '../flow/definition.js';
import { difference, same } from '../flow/difference.js';
import type { Names } from '../flow/words.js';

export interface AuditChange {
  /** Members joined by dots: `attributes.budget`. In a flow's definition, clocks and steps by their keys. */
  path: string;
  /** Null where it was not there. */
  before: unknown;
  /** Null where it is not there any more. */
  after: unknown;
  /** For people: `ownerId: Ana → Dan`. */
  text: string;
}

type Json = Record<string, unknown>;

/**
 * What an audit entry changed, member by member; none where both sides say the same. Of the outermost members only
 * those count that both sides tell of: an event may add facts that have no before. An entry with one side only (created,
 * happened, deleted) has each of that side's members.
 * @param names for ids that occur as values
 */
export function changesOf(before: unknown, after: unknown, names: Names = new Map()): AuditChange[] {
  const changes: AuditChange[] = [];
  if (isObject(before) && isObject(after)) {
    for (const member of Object.keys(before))
      if (Object.hasOwn(after, member)) compare([member], before[member], after[member]);
  } else if (isObject(before)) {
    for (const [member, value] of Object.entries(before)) compare([member], value, null);
  } else if (isObject(after)) {
    for (const [member, value] of Object.entries(after)) compare([member], null, value);
  }
  return changes;

  function compare(path: readonly string[], was: unknown, is: unknown): void {
    if (same(was, is)) return;
    if (path.join('.') === 'definition' && isFlow(was) && isFlow(is)) {
      for (const { kind: _kind, path: inside, ...change } of difference(was, is, names))
        changes.push({ path: `definition.${inside}`, ...change });
      return;
    }
    if (isObject(was) && isObject(is)) {
      const members = new Set([...Object.keys(was), ...Object.keys(is)]);
      for (const member of [...members].sort()) compare([...path, member], own(was, member), own(is, member));
      return;
    }
    const place = path.join('.');
    const text = `${place}: ${valueWords(was, names)} → ${valueWords(is, names)}`;
    changes.push({ path: place, before: was ?? null, after: is ?? null, text });
  }
}

const own = (value: Json, member: string): unknown => (Object.hasOwn(value, member) ? value[member] : null);

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFlow = (value: unknown): value is FlowDefinition =>
  isObject(value) && isObject(value['routing']) && Array.isArray(value['clocks']);

const LONGEST = 200;

/** A value of any shape as people read it, clipped: the whole of it stands in `before` and `after`. */
export function valueWords(value: unknown, names: Names): string {
  const text = unclipped(value, names);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function unclipped(value: unknown, names: Names): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (typeof value === 'string') return names.get(value) ?? value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value.length === 0 ? 'nothing' : value.map((one) => unclipped(one, names)).join(', ');
}
