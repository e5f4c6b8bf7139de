import type { Schemas } from '../../../api/client';
import { checkedOf, valuesOf, type LeadValues } from './values';

type Lead = Schemas['Lead'];

/** The fields that people change; members of attributes and consents are fields of their own: `attributes.city`. */
export type Fields = ReadonlyMap<string, unknown>;

const BY_KEY = ['attributes', 'consents'] as const;

/** What a form says, field by field. */
export function fieldsOf(values: LeadValues): Fields {
  const { attributes, consents, ...single } = checkedOf(values);
  const byKey = Object.entries({ attributes, consents }).flatMap(([group, members]) =>
    Object.entries(members).map(([key, value]): [string, unknown] => [`${group}.${key}`, value]),
  );
  return new Map<string, unknown>([...Object.entries(single), ...byKey]);
}

/** What was changed: by field, what it is now; undefined: it was taken away. */
export function editsOf(base: Fields, now: Fields): Fields {
  const fields = new Set([...base.keys(), ...now.keys()]);
  return new Map([...fields].filter((one) => !same(base.get(one), now.get(one))).map((one) => [one, now.get(one)]));
}

/** The fields that were changed here, and meanwhile by somebody else to something else. */
export function conflictsOf(edits: Fields, base: Fields, latest: Fields): string[] {
  const others = editsOf(base, latest);
  return [...edits.keys()].filter((field) => others.has(field) && !same(others.get(field), edits.get(field)));
}

/** The body that makes these changes to a lead as it is now, and no others. */
export function patchOf(edits: Fields, latest: Lead): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const [field, value] of edits) {
    const group = BY_KEY.find((one) => field.startsWith(`${one}.`));
    if (group === undefined) {
      patch[field] = value;
      continue;
    }
    const key = field.slice(group.length + 1);
    const members = (patch[group] ?? latest[group]) as Record<string, unknown>;
    const others = Object.entries(members).filter(([one]) => one !== key);
    patch[group] = Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
  }
  return patch;
}

/** Whether two values are the same as JSON, whatever the order of members. */
const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([x], [y]) => (x < y ? -1 : 1)))
      : one,
  ) ?? '';

export const fieldsOfLead = (lead: Lead): Fields => fieldsOf(valuesOf(lead));
