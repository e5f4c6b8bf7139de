import type { Schema } from '../../api/http/docs/json-schema.js';
import type { Document } from './document.js';

/** What a change does to those who use the API as it was: it breaks them, or may where they took it for complete. */
export type Level = 'BREAKS' | 'MAY_BREAK';

export interface Change {
  level: Level;
  where: string;
  what: string;
}

/** Who writes what the schema is of: what it is sent, or what it sends. */
export type Direction = 'REQUEST' | 'RESPONSE';

interface Side {
  schema: Schema;
  in: Document;
}

const sorted = (values: Iterable<string>): string => [...values].sort().join(', ');

/** Follows what a schema refers to. */
function resolved({ schema, in: document }: Side): Side & { name: string | null } {
  let at = schema;
  let name: string | null = null;
  while (at.$ref !== undefined) {
    name = at.$ref;
    at = document.components.schemas[at.$ref.slice(at.$ref.lastIndexOf('/') + 1)] ?? {};
  }
  return { schema: at, in: document, name };
}

/** What it may be, each by itself: the members of a union, and `type: [string, null]` as well. */
function variantsOf(side: Side): Side[] {
  const { schema, in: document } = resolved(side);
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return union.flatMap((one) => variantsOf({ schema: one, in: document }));
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ schema: { ...schema, type }, in: document }));
  return [{ schema, in: document }];
}

/** An enum's words; null: it is none. */
const wordsOf = ({ enum: words, const: word }: Schema): string[] | null =>
  words?.map((one) => JSON.stringify(one)) ?? (word === undefined ? null : [JSON.stringify(word)]);

/** Whatever is a number is one, and an integer among them. */
const accepts = (wide: Schema, narrow: Schema): boolean =>
  wide.type === undefined || wide.type === narrow.type || (wide.type === 'number' && narrow.type === 'integer');

const breaks = (found: readonly Change[]): boolean => found.some(({ level }) => level === 'BREAKS');

export class SchemaComparison {
  /** Pairs that are being compared: a schema may hold itself. */
  private readonly open = new Set<string>();

  constructor(
    private readonly was: Document,
    private readonly is: Document,
  ) {}

  /** What of it breaks those who send it (`REQUEST`) or read it (`RESPONSE`). */
  compare(where: string, was: Schema, is: Schema, direction: Direction): Change[] {
    return this.ofSides(where, { schema: was, in: this.was }, { schema: is, in: this.is }, direction);
  }

  private ofSides(where: string, was: Side, is: Side, direction: Direction): Change[] {
    const [before, after] = [resolved(was), resolved(is)];
    const pair = before.name === null ? null : `${direction} ${before.name} ${after.name}`;
    if (pair !== null && this.open.has(pair)) return [];
    if (pair !== null) this.open.add(pair);
    try {
      const [variants, others] = [variantsOf(before), variantsOf(after)];
      if (variants.length === 1 && others.length === 1) return this.ofOne(where, variants[0]!, others[0]!, direction);
      return this.ofUnions(where, variants, others, direction);
    } finally {
      if (pair !== null) this.open.delete(pair);
    }
  }

  /** Each that there was must still be taken; each that there is must have been known. */
  private ofUnions(where: string, was: readonly Side[], is: readonly Side[], direction: Direction): Change[] {
    const [these, those] = direction === 'REQUEST' ? [was, is] : [is, was];
    return these.flatMap((one) => {
      const tries = those
        .filter((other) => accepts(other.schema, one.schema) || accepts(one.schema, other.schema))
        .map((other) =>
          direction === 'REQUEST' ? this.ofOne(where, one, other, direction) : this.ofOne(where, other, one, direction),
        );
      const best = tries.find((found) => found.length === 0) ?? tries.find((found) => !breaks(found)) ?? tries[0];
      if (best !== undefined && !(breaks(best) && tries.length > 1)) return best;
      const what = one.schema.type ?? 'another shape';
      return direction === 'REQUEST'
        ? [{ level: 'BREAKS', where, what: `is no longer taken as ${String(what)}` } as const]
        : [{ level: what === 'null' ? 'BREAKS' : 'MAY_BREAK', where, what: `may also be ${String(what)}` } as const];
    });
  }

  private ofOne(where: string, before: Side, after: Side, direction: Direction): Change[] {
    const [was, is] = [before.schema, after.schema];
    const [wide, narrow] = direction === 'REQUEST' ? [is, was] : [was, is];
    if (!accepts(wide, narrow))
      return [
        { level: 'BREAKS', where, what: `was ${String(was.type ?? 'anything')}, is ${String(is.type ?? 'anything')}` },
      ];
    return [
      ...enumChanges(where, was, is, direction),
      ...(direction === 'REQUEST' ? limitChanges(where, was, is) : []),
      ...this.ofObjects(where, before, after, direction),
      ...(was.items && is.items
        ? this.ofSides(`${where}[]`, { ...before, schema: was.items }, { ...after, schema: is.items }, direction)
        : []),
    ];
  }

  private ofObjects(where: string, before: Side, after: Side, direction: Direction): Change[] {
    const [was, is] = [before.schema, after.schema];
    const [had, has] = [was.properties ?? {}, is.properties ?? {}];
    const wasRequired = new Set(was.required);
    const isRequired = new Set(is.required);
    const found: Change[] = [];
    for (const [name, schema] of Object.entries(had)) {
      const at = `${where}.${name}`;
      const now = has[name];
      if (now === undefined) {
        // Who may send whatever they like may send it still.
        const isTaken =
          direction === 'REQUEST' && is.additionalProperties !== false && is.additionalProperties !== undefined;
        found.push({ level: isTaken ? 'MAY_BREAK' : 'BREAKS', where: at, what: 'is gone' });
        continue;
      }
      if (direction === 'RESPONSE' && wasRequired.has(name) && !isRequired.has(name))
        found.push({ level: 'BREAKS', where: at, what: 'is not always there any more' });
      found.push(...this.ofSides(at, { ...before, schema }, { ...after, schema: now }, direction));
    }
    if (direction === 'REQUEST')
      for (const name of isRequired)
        if (!wasRequired.has(name))
          found.push({ level: 'BREAKS', where: `${where}.${name}`, what: 'must be given now' });
    return found;
  }
}

function enumChanges(where: string, was: Schema, is: Schema, direction: Direction): Change[] {
  const [before, after] = [wordsOf(was), wordsOf(is)];
  if (direction === 'REQUEST') {
    if (after === null) return [];
    if (before === null) return [{ level: 'BREAKS', where, what: `takes nothing but ${sorted(after)} now` }];
    const gone = before.filter((word) => !after.includes(word));
    return gone.length === 0 ? [] : [{ level: 'BREAKS', where, what: `no longer takes ${sorted(gone)}` }];
  }
  if (before === null) return [];
  if (after === null) return [{ level: 'MAY_BREAK', where, what: `may be anything, and not only ${sorted(before)}` }];
  const more = after.filter((word) => !before.includes(word));
  return more.length === 0 ? [] : [{ level: 'MAY_BREAK', where, what: `may also be ${sorted(more)}` }];
}

const LEAST = ['minimum', 'minLength', 'minItems'] as const;
const MOST = ['maximum', 'maxLength', 'maxItems'] as const;

/** Of what is sent: what was taken must be taken. */
function limitChanges(where: string, was: Schema, is: Schema): Change[] {
  const of = (name: (typeof LEAST)[number] | (typeof MOST)[number], isNarrower: boolean): Change[] =>
    isNarrower ? [{ level: 'BREAKS', where, what: `${name} was ${was[name] ?? 'open'}, is ${is[name]}` } as const] : [];
  return [
    ...LEAST.flatMap((name) => of(name, is[name] !== undefined && (was[name] ?? -Infinity) < is[name])),
    ...MOST.flatMap((name) => of(name, is[name] !== undefined && (was[name] ?? Infinity) > is[name])),
    ...(['pattern', 'format'] as const).flatMap((name): Change[] =>
      is[name] !== undefined && is[name] !== was[name]
        ? [{ level: 'MAY_BREAK', where, what: `${name} was ${was[name] ?? 'open'}, is ${is[name]}` }]
        : [],
    ),
  ];
}
