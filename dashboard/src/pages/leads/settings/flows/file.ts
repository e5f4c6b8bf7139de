import { isObject, own, type Json, type JsonObject } from './editor/changes/json';

export const MOST_BYTES = 1024 * 1024;

type Kind = 'TEAM' | 'CALENDAR' | 'PERSON';

/** What a flow may name, by its id. */
export interface Named {
  teams: ReadonlyMap<string, { name: string; archived: boolean }>;
  calendars: ReadonlyMap<string, string>;
  people: ReadonlyMap<string, string>;
}

/** A flow as a file. Ids say nothing elsewhere: what they name stands beside them. */
interface FlowFile {
  pinggo: 'flow';
  format: 1;
  key: string;
  name: string;
  draft: JsonObject;
  names: Record<string, { kind: Kind; name: string }>;
}

export interface ReadFile {
  key: string;
  name: string;
  draft: JsonObject;
  /** What is named in it and is not here, with those here that are called so. */
  foreign: Foreign[];
}

export interface Foreign {
  id: string;
  /** Null: the file does not say what it is. */
  kind: Kind | null;
  name: string | null;
  /** The one here that is called the same; null: nothing is. */
  suggestion: string | null;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** All ids that occur as values anywhere in a draft. */
function idsIn(value: Json | undefined, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (ID.test(value)) found.add(value);
  } else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) idsIn(one, found);
  return found;
}

function whatIs(id: string, { teams, calendars, people }: Named): { kind: Kind; name: string } | null {
  const team = teams.get(id);
  if (team) return { kind: 'TEAM', name: team.name };
  const [calendar, person] = [calendars.get(id), people.get(id)];
  if (calendar !== undefined) return { kind: 'CALENDAR', name: calendar };
  return person === undefined ? null : { kind: 'PERSON', name: person };
}

/** A draft of any shape as the text of a file that can be read elsewhere. */
export function fileOf({ key, name, draft }: { key: string; name: string; draft: JsonObject }, named: Named): string {
  const names: FlowFile['names'] = {};
  for (const id of idsIn(draft)) {
    const known = whatIs(id, named);
    if (known) names[id] = known;
  }
  const file: FlowFile = { pinggo: 'flow', format: 1, key, name, draft, names };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Why a file cannot be taken: it is too large, no JSON, or holds no object. */
export type FileProblem = 'TOO_LARGE' | 'NO_JSON' | 'NO_OBJECT';

/**
 * Reads a file: one of ours, or a draft alone, of any shape.
 * @param named what there is here
 */
export function readFlowFile(text: string, named: Named): ReadFile | FileProblem {
  if (new TextEncoder().encode(text).length > MOST_BYTES) return 'TOO_LARGE';
  let read: unknown;
  try {
    read = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return 'NO_JSON';
  }
  if (!isObject(read)) return 'NO_OBJECT';
  const inside = read['pinggo'] === 'flow' ? own(read, 'draft') : undefined;
  const draft = isObject(inside) ? inside : read;
  const isOurs = draft !== read;
  const textOf = (member: string): string => {
    const value = isOurs ? own(read, member) : undefined;
    return typeof value === 'string' ? value : '';
  };
  const names = isOurs ? own(read, 'names') : undefined;
  return {
    key: textOf('key'),
    name: textOf('name').slice(0, 200),
    draft,
    foreign: foreignIn(draft, isObject(names) ? names : {}, named),
  };
}

function foreignIn(draft: JsonObject, names: JsonObject, named: Named): Foreign[] {
  return [...idsIn(draft)]
    .filter((id) => whatIs(id.toLowerCase(), named) === null)
    .map((id) => {
      const said = own(names, id);
      const kind = isObject(said) && isKind(said['kind']) ? said['kind'] : null;
      const name = isObject(said) && typeof said['name'] === 'string' ? said['name'] : null;
      return { id, kind, name, suggestion: kind && name !== null ? calledSo(kind, name, named) : null };
    });
}

const isKind = (value: unknown): value is Kind => value === 'TEAM' || value === 'CALENDAR' || value === 'PERSON';

/** What there is here of a kind, by id. */
export function ofKind(kind: Kind, { teams, calendars, people }: Named): ReadonlyMap<string, string> {
  if (kind === 'CALENDAR') return calendars;
  if (kind === 'PERSON') return people;
  return new Map([...teams].filter(([, { archived }]) => !archived).map(([id, { name }]) => [id, name]));
}

/** The only one that is called so; null: nothing is, or several are. */
function calledSo(kind: Kind, name: string, named: Named): string | null {
  const folded = (text: string): string => text.trim().toLowerCase();
  const found = [...ofKind(kind, named)].filter(([, one]) => folded(one) === folded(name));
  return found.length === 1 ? found[0]![0] : null;
}

/** A draft with other ids in the place of some; all else is as it was. */
export function withIds(draft: JsonObject, instead: ReadonlyMap<string, string>): JsonObject {
  const change = (value: Json): Json => {
    if (typeof value === 'string') return instead.get(value) ?? value;
    if (Array.isArray(value)) return (value as readonly Json[]).map(change);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, change(one)]));
  };
  return change(draft) as JsonObject;
}

/** A key for a flow that is called so, and that none of the others has: `Web form` → `web_form`. */
export function keyFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_+$/g, '')
    .slice(0, 56);
  const stem = plain === '' ? 'flow' : plain;
  let key = stem;
  for (let copy = 2; taken.has(key); copy += 1) key = `${stem}_${copy}`;
  return key;
}
