import { same } from '../../platform/text/same.js';
import { isReachable } from '../lead/reachable.js';
import { LIMITS } from '../vocabulary/lead-limits.js';

/** What people know of a lead's person, and what one lead can take over from another. */
export interface LeadValues {
  name: string | null;
  email: string | null;
  emailRaw: string | null;
  phone: string | null;
  phoneExtension: string | null;
  phoneRaw: string | null;
  message: string | null;
  language: string | null;
  country: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  consents: Record<string, boolean>;
}

/** Of two leads, the one whose value it is: the one that stays, or the one that is merged into it. */
export const SIDES = ['KEPT', 'MERGED'] as const;
export type Side = (typeof SIDES)[number];

/** Fields with one value. Some are stored in several columns, which go together. */
const SINGLE = {
  name: ['name'],
  email: ['email', 'emailRaw'],
  phone: ['phone', 'phoneExtension', 'phoneRaw'],
  message: ['message'],
  language: ['language'],
  country: ['country'],
} as const satisfies Record<string, readonly (keyof LeadValues)[]>;
type Single = keyof typeof SINGLE;
const SINGLES = Object.keys(SINGLE) as Single[];

/** Fields with members of their own, each of which is chosen by itself: `attributes.city`. */
const BY_KEY = ['attributes', 'consents'] as const;

/** A field in which there is something to choose: the other lead has a value that this one has not. */
export interface Difference {
  /** `phone`, `attributes.city`, `consents.email`. */
  field: string;
  /** Null: it has none. */
  kept: unknown;
  merged: unknown;
  /** Whose value is taken where nobody chooses. */
  byDefault: Side;
}

/**
 * The fields in which there is something to choose. What only one of the two has is taken from that one; of a consent a
 * refusal counts, for whoever withdrew it at one door withdrew it.
 */
export function differencesOf(kept: LeadValues, merged: LeadValues): Difference[] {
  const singles = SINGLES.flatMap((field): Difference[] => {
    const [mine, theirs] = [shown(kept, field), shown(merged, field)];
    if (theirs === null || mine === theirs) return [];
    return [{ field, kept: mine, merged: theirs, byDefault: mine === null ? 'MERGED' : 'KEPT' }];
  });
  const byKey = BY_KEY.flatMap((group) =>
    Object.entries(merged[group]).flatMap(([key, theirs]): Difference[] => {
      const mine = own<unknown>(kept[group], key);
      if (same(mine, theirs)) return [];
      const refused = group === 'consents' && theirs === false;
      const byDefault = mine === undefined || refused ? 'MERGED' : 'KEPT';
      return [{ field: `${group}.${key}`, kept: mine ?? null, merged: theirs, byDefault }];
    }),
  );
  return [...singles, ...byKey];
}

/** A number with the digits to dial behind it: another extension is another person's. */
const shown = (lead: LeadValues, field: Single): string | null =>
  field === 'phone' && lead.phone !== null && lead.phoneExtension !== null
    ? `${lead.phone} #${lead.phoneExtension}`
    : lead[field];

export type Merged = { ok: true; change: Partial<LeadValues> } | { ok: false; field: string; message: string };

/**
 * What the lead that stays takes over. Tags of both are kept.
 * @param choices by field, whose value it takes; those that are left out go by default
 * @returns what changes of it, or which choice cannot be
 */
export function mergedValues(kept: LeadValues, merged: LeadValues, choices: Readonly<Record<string, Side>>): Merged {
  const differences = new Map(differencesOf(kept, merged).map((one) => [one.field, one]));
  const known = new Set<string>([
    ...SINGLES,
    ...BY_KEY.flatMap((g) => keysOf(kept[g], merged[g]).map((k) => `${g}.${k}`)),
  ]);
  const unknown = Object.keys(choices).find((field) => !known.has(field));
  if (unknown !== undefined) return { ok: false, field: unknown, message: 'Neither lead has such a field.' };
  const takes = (field: string): boolean => {
    const difference = differences.get(field);
    return difference !== undefined && (own(choices, field) ?? difference.byDefault) === 'MERGED';
  };

  const change: Partial<LeadValues> = {};
  for (const field of SINGLES)
    if (takes(field)) for (const part of SINGLE[field]) Object.assign(change, { [part]: merged[part] });
  for (const group of BY_KEY) {
    const taken = keysOf(kept[group], merged[group]).filter((key) => takes(`${group}.${key}`));
    if (taken.length > 0) Object.assign(change, { [group]: withMembers(kept[group], merged[group], taken) });
  }
  const tags = [...new Set([...kept.tags, ...merged.tags])].slice(0, LIMITS.tags);
  if (tags.length > kept.tags.length) change.tags = tags;
  if (!isReachable({ ...kept, ...change }))
    return { ok: false, field: 'email', message: 'A lead keeps at least one of email and phone.' };
  return { ok: true, change };
}

/** What it was of the fields that a change names. */
export const valuesBefore = (lead: LeadValues, change: Partial<LeadValues>): Partial<LeadValues> =>
  Object.fromEntries((Object.keys(change) as (keyof LeadValues)[]).map((field) => [field, lead[field]]));

/** What undoing a merge gives back to the lead that stayed, and what it cannot: somebody changed it since. */
export interface GivenBack {
  change: Partial<LeadValues>;
  /** By field, as `differencesOf` names them. */
  givenBack: string[];
  changedSince: string[];
}

/**
 * @param now the lead that stayed, as it is
 * @param before, after the fields that the merge changed, as they were and as it made them
 */
export function givenBackOf(now: LeadValues, before: Partial<LeadValues>, after: Partial<LeadValues>): GivenBack {
  const result: GivenBack = { change: {}, givenBack: [], changedSince: [] };
  const { change } = result;
  for (const field of SINGLES) {
    if (!Object.hasOwn(after, field)) continue;
    const parts = SINGLE[field];
    const untouched = sameParts(now, after, parts);
    const next = Object.fromEntries(parts.map((part) => [part, before[part] ?? null]));
    // Whoever emptied the one address since left this as the only way to the person.
    if (untouched && isReachable({ ...now, ...change, ...next })) {
      Object.assign(change, next);
      result.givenBack.push(field);
    } else result.changedSince.push(field);
  }
  for (const group of BY_KEY) {
    const [was, made] = [before[group], after[group]];
    if (was === undefined || made === undefined) continue;
    const changed = keysOf(was, made).filter((key) => !same(own(was, key), own(made, key)));
    const untouched = changed.filter((key) => same(own(now[group], key), own(made, key)));
    if (untouched.length > 0) Object.assign(change, { [group]: withMembers(now[group], was, untouched) });
    for (const key of changed)
      (untouched.includes(key) ? result.givenBack : result.changedSince).push(`${group}.${key}`);
  }
  const added = after.tags?.filter((tag) => !before.tags?.includes(tag)) ?? [];
  const left = now.tags.filter((tag) => !added.includes(tag));
  if (left.length < now.tags.length) {
    change.tags = left;
    result.givenBack.push('tags');
  }
  return result;
}

const sameParts = (a: Partial<LeadValues>, b: Partial<LeadValues>, parts: readonly (keyof LeadValues)[]): boolean =>
  parts.every((part) => same(a[part] ?? null, b[part] ?? null));

/** A member, and not what every object has. */
const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const keysOf = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

/** @returns `base` with the members of these keys as `from` has them: gone where it has none */
function withMembers<T>(base: Readonly<Record<string, T>>, from: Readonly<Record<string, T>>, keys: string[]) {
  const left = Object.entries(base).filter(([key]) => !keys.includes(key));
  const taken = keys.flatMap((key) => (Object.hasOwn(from, key) ? [[key, from[key]!] as const] : []));
  return Object.fromEntries([...left, ...taken]);
}
