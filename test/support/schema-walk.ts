import type { z } from 'zod';

/** What of zod's schemas a walk needs. */
interface Def {
  type: string;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  innerType?: z.ZodType;
  options?: readonly z.ZodType[];
  getter?: () => z.ZodType;
  entries?: Record<string, string>;
  values?: readonly unknown[];
}

const defOf = (schema: z.ZodType): Def => schema.def;

const isWord = (schema: z.ZodType): boolean => ['enum', 'literal'].includes(defOf(schema).type);

/**
 * Every place of a schema where something can stand, as a pattern: `clocks.*.target.duration`; `*` is a place in a list. A list of known
 * words is one place.
 * @param whole schemas that are one place, whatever they are made of
 */
export function placesOf(schema: z.ZodType, whole: readonly z.ZodType[], place = ''): string[] {
  if (whole.includes(schema)) return [place];
  const below = (member: string): string => (place === '' ? member : `${place}.${member}`);
  const { type, shape, element, innerType, options } = defOf(schema);
  switch (type) {
    case 'object':
      return Object.entries(shape!).flatMap(([member, one]) => placesOf(one, whole, below(member)));
    case 'array':
      return isWord(element!) ? [place] : placesOf(element!, whole, below('*'));
    case 'union':
      return [...new Set(options!.flatMap((one) => placesOf(one, whole, place)))];
    case 'optional':
    case 'nonoptional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return placesOf(innerType!, whole, place);
    case 'string':
    case 'number':
    case 'boolean':
    case 'enum':
    case 'literal':
      return [place];
    default:
      throw new Error(`a walk over schemas does not know ${type}, at ${place}`);
  }
}

/**
 * Values of a schema in which, taken together, each of its places is filled, and each word and alternative occurs.
 * @param given values for schemas that are not looked into
 */
export function examplesOf(schema: z.ZodType, given: ReadonlyMap<z.ZodType, readonly unknown[]>): unknown[] {
  const known = given.get(schema);
  if (known) return [...known];
  const { type, shape, element, innerType, options, entries, values } = defOf(schema);
  switch (type) {
    case 'object': {
      const members = Object.entries(shape!).map(([member, one]) => [member, examplesOf(one, given)] as const);
      const most = Math.max(1, ...members.map(([, all]) => all.length));
      return Array.from({ length: most }, (_, index) =>
        Object.fromEntries(members.map(([member, all]) => [member, all[index % all.length]])),
      );
    }
    case 'array': {
      const items = examplesOf(element!, given);
      // Each of them first: of some lists one item is seen at a time.
      return items.map((_, index) => [...items.slice(index), ...items.slice(0, index)]);
    }
    case 'union':
      return options!.flatMap((one) => examplesOf(one, given));
    case 'optional':
    case 'nonoptional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return examplesOf(innerType!, given);
    case 'enum':
      return Object.values(entries!);
    case 'literal':
      return [...values!];
    case 'string':
      return ['PT15M'];
    case 'number':
      return [1];
    case 'boolean':
      return [true];
    default:
      throw new Error(`a walk over schemas does not know ${type}`);
  }
}
