import type { FlowDefinition, FlowDraft } from './definition.js';
import { fallbacksOf } from '../../engine/routing/definition.js';
import { ADDED, GONE, label, placeOf, valueWords } from './difference-words.js';
import { same } from '../../platform/text/same.js';
import type { Names } from './words.js';

export interface Change {
  /** Clocks and ladder steps by their key, rules by their position: `clocks.first_contact.target.duration`. */
  path: string;
  kind: 'ADDED' | 'REMOVED' | 'CHANGED';
  /** Null where it was added. */
  before: unknown;
  /** Null where it was removed. */
  after: unknown;
  /** For people: `Clock “First contact”: target PT15M → PT10M`. */
  text: string;
}

/** A change with its words in parts, for screens that set the two sides apart. */
export interface ChangeInParts extends Change {
  /** What changed: `Clock “First contact”: target`. */
  what: string;
  /** The side before in words; null where it was not there. Of a whole part that came or went both sides are null. */
  from: string | null;
  /** The side after in words; null where it is not there any more. */
  to: string | null;
}

type Json = Record<string, unknown>;
/** A draft may have any shape: a part that is not built as it should be is one value. */
type Rules = FlowDefinition | FlowDraft;

/** How a part of a definition is looked into. A member that is not named is one value, whatever it is made of. */
type Shape = { is: 'object'; members: Record<string, Shape> } | { is: 'list'; of: Shape; by: 'key' | 'position' };

const object = (members: Record<string, Shape> = {}): Shape => ({ is: 'object', members });
const list = (of: Shape, by: 'key' | 'position' = 'position'): Shape => ({ is: 'list', of, by });

const FLOW = object({
  duplicates: object(),
  scoring: object({ rules: list(object()) }),
  routing: object({
    rules: list(object({ overflow: list(object()) })),
    fallback: list(object()),
    leadWeights: list(object()),
  }),
  clocks: list(object({ target: object(), targets: list(object()), ladder: list(object(), 'key') }), 'key'),
});

/**
 * What is different between two definitions, part by part. Without a change there is none, and only then: one that
 * comes in another order, where the order counts for nothing but the reader, is one change of the list.
 * @param names of teams, calendars and users by their ids
 */
export function difference(before: Rules, after: Rules, names: Names = new Map()): Change[] {
  return differenceInParts(before, after, names).map(({ path, kind, before: was, after: is, text }) => ({
    path,
    kind,
    before: was,
    after: is,
    text,
  }));
}

/** The same, each change with its words in parts. */
export function differenceInParts(before: Rules, after: Rules, names: Names): ChangeInParts[] {
  const changes: ChangeInParts[] = [];
  compare(FLOW, plain(before), plain(after), [], []);
  return changes;

  function add(path: string[], places: string[], before: unknown, after: unknown, member: string | null): void {
    const kind = before === undefined ? 'ADDED' : after === undefined ? 'REMOVED' : 'CHANGED';
    const place = placeOf(places);
    const words = (value: unknown) => valueWords(value, names);
    const parts = { path: path.join('.'), kind, before: before ?? null, after: after ?? null } as const;
    if (member === null) {
      const text = `${place} ${kind === 'ADDED' ? ADDED : GONE}`;
      changes.push({ ...parts, text, what: text, from: null, to: null });
      return;
    }
    const what = place === '' ? label(member, true) : `${place}: ${label(member, false)}`;
    const from = kind === 'ADDED' ? null : words(before);
    const to = kind === 'REMOVED' ? null : words(after);
    let text = `${what} ${from} → ${to}`;
    if (kind === 'ADDED') text = `${what} is now ${to}`;
    else if (kind === 'REMOVED') text = `${what} is not set any more; it was ${from}`;
    changes.push({ ...parts, text, what, from, to });
  }

  function compare(shape: Shape, before: unknown, after: unknown, path: string[], places: string[]): void {
    if (same(before, after)) return;
    if (!fits(shape, before) || !fits(shape, after)) add(path, places, before, after, path.at(-1)!);
    else if (shape.is === 'list') compareLists(shape, itemsOf(before), itemsOf(after), path, places);
    else compareObjects(shape.members, before as Json, after as Json, path, places);
  }

  function compareObjects(shapes: Record<string, Shape>, before: Json, after: Json, path: string[], places: string[]) {
    for (const member of inReadingOrder(new Set([...Object.keys(before), ...Object.keys(after)]))) {
      const [was, is] = [before[member], after[member]];
      if (same(was, is)) continue;
      const shape = shapes[member];
      const at = [...path, member];
      if (shape?.is === 'list') compare(shape, was, is, at, places);
      else if (shape && was !== undefined && is !== undefined) compare(shape, was, is, at, [...places, member]);
      else add(at, places, was, is, member);
    }
  }

  function compareLists(
    shape: Shape & { is: 'list' },
    before: Json[],
    after: Json[],
    path: string[],
    places: string[],
  ) {
    const member = path.at(-1)!;
    const [was, is] = [byIdentity(before, shape.by), byIdentity(after, shape.by)];
    for (const identity of new Set([...was.keys(), ...is.keys()])) {
      const [one, other] = [was.get(identity), is.get(identity)];
      const at = [...path, identity];
      const inside = [...places, `${member} ${nameOf(other ?? one!, identity, shape.by)}`];
      if (one && other) compare(shape.of, one, other, at, inside);
      else add(at, inside, one, other, null);
    }
    const [order, newOrder] = [kept(was, is), kept(is, was)];
    if (!same(order, newOrder)) {
      const place = [placeOf(places), `the order of the ${label(member, false)}`]
        .filter((part) => part !== '')
        .join(': ');
      const what = `${place[0]!.toUpperCase()}${place.slice(1)}`;
      const [from, to] = [order.join(', '), newOrder.join(', ')];
      changes.push({
        path: path.join('.'),
        kind: 'CHANGED',
        before: order,
        after: newOrder,
        text: `${what}: ${from} → ${to}`,
        what,
        from,
        to,
      });
    }
  }
}

/** The database keeps no order of members. What matters most comes first, what is not here at the end. */
const READING_ORDER = [
  'key',
  'name',
  'priority',
  'match',
  'when',
  'calendarId',
  'duplicates',
  'scoring',
  'threshold',
  'routing',
  'rules',
  'teamId',
  'mode',
  'strategy',
  'skills',
  'fallback',
  'maxReassignments',
  'clocks',
  'starts',
  'target',
  'duration',
  'time',
  'targets',
  'atRisk',
  'proofs',
  'callOutcomes',
  'at',
  'action',
  'to',
  'channels',
  'repeat',
  'ladder',
];

function inReadingOrder(members: Iterable<string>): string[] {
  const place = (member: string) => {
    const index = READING_ORDER.indexOf(member);
    return index < 0 ? READING_ORDER.length : index;
  };
  return [...members].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** A copy as it is sent, with the one fallback as a list of one. */
function plain(rules: Rules): Json {
  const { routing } = rules;
  if (!isObject(routing)) return JSON.parse(JSON.stringify(rules)) as Json;
  const fallback = fallbacksOf(routing);
  return JSON.parse(JSON.stringify({ ...rules, routing: { ...routing, fallback } })) as Json;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is built so that it can be looked into. What is not there is: it came or went. */
const fits = (shape: Shape, value: unknown): boolean =>
  value === undefined || (shape.is === 'list' ? Array.isArray(value) && value.every(isObject) : isObject(value));

const itemsOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);

/** By key, or by place from 1. A draft may hold a key twice: the second is `key#2`. */
function byIdentity(items: Json[], by: 'key' | 'position'): Map<string, Json> {
  const found = new Map<string, Json>();
  items.forEach((item, index) => {
    const key = by === 'key' ? String(item['key']) : String(index);
    let identity = key;
    for (let copy = 2; found.has(identity); copy += 1) identity = `${key}#${copy}`;
    found.set(identity, item);
  });
  return found;
}

const kept = (these: Map<string, Json>, those: Map<string, Json>): string[] =>
  [...these.keys()].filter((identity) => those.has(identity));

function nameOf(item: Json, identity: string, by: 'key' | 'position'): string {
  if (by === 'position') return String(Number(identity) + 1);
  return `“${typeof item['name'] === 'string' ? item['name'] : identity}”`;
}
