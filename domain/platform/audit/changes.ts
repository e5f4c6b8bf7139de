import type { Names } from '../../engine/conditions/words.js';
import { same } from '../text/same.js';

export interface AuditChange {
  /** Members joined by dots: `attributes.budget`. What a product takes apart, by its own keys. */
  path: string;
  /** Null where it was not there. */
  before: unknown;
  /** Null where it is not there any more. */
  after: unknown;
  /** For people: `ownerId: Ana → Dan`. */
  text: string;
  /** The parts of it, for screens that set the two sides apart. What changed: `owner`. */
  what: string;
  /** The side before in words; null where it was not there. Of a whole part that came or went both sides are null. */
  from: string | null;
  /** The side after in words; null where it is not there any more. */
  to: string | null;
}

/** What a product knows of the inside of a member better than member by member; null: nothing. */
export type PartsOf = (path: string, was: unknown, is: unknown, names: Names) => AuditChange[] | null;

type Json = Record<string, unknown>;

/**
 * What an audit entry changed, member by member; none where both sides say the same. Of the outermost members only
 * those count that both sides tell of: an event may add facts that have no before. An entry with one side only (created,
 * happened, deleted) has each of that side's members.
 * @param names for ids that occur as values
 * @param partsOf how a member is taken apart that has an inside of its own
 */
export function changesOf(
  before: unknown,
  after: unknown,
  names: Names = new Map(),
  partsOf: PartsOf = () => null,
): AuditChange[] {
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
    const parts = partsOf(path.join('.'), was, is, names);
    if (parts !== null) {
      for (const part of parts)
        changes.push({ ...part, from: part.from && clipped(part.from), to: part.to && clipped(part.to) });
      return;
    }
    if (isObject(was) && isObject(is)) {
      const members = new Set([...Object.keys(was), ...Object.keys(is)]);
      for (const member of [...members].sort()) compare([...path, member], own(was, member), own(is, member));
      return;
    }
    const place = path.join('.');
    const [from, to] = [valueWords(was, names), valueWords(is, names)];
    changes.push({
      path: place,
      before: was ?? null,
      after: is ?? null,
      text: `${place}: ${from} → ${to}`,
      what: memberWords(path),
      from: isNothing(was) ? null : from,
      to: isNothing(is) ? null : to,
    });
  }
}

/** `ownerId` → `owner`, `clockKey` → `clock`, `busyUntil` → `busy until`; what people named themselves, inside of a member, stays as it is. */
function memberWords([first, ...inside]: readonly string[]): string {
  const words = first!
    .replace(/(?:Id|Key)(s?)$/, '$1')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  return [words, ...inside].join('.');
}

const own = (value: Json, member: string): unknown => (Object.hasOwn(value, member) ? value[member] : null);

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const LONGEST = 200;

/** A value of any shape as people read it, clipped: the whole of it stands in `before` and `after`. */
export function valueWords(value: unknown, names: Names): string {
  return clipped(unclipped(value, names));
}

const clipped = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function unclipped(value: unknown, names: Names): string {
  if (isNothing(value)) return 'nothing';
  if (typeof value === 'string') return names.get(value) ?? value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value.map((one) => unclipped(one, names)).join(', ');
}
