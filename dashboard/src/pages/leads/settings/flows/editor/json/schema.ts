import { z } from 'zod';
import { flowDefinition } from '../../../../../../../../api/leads/contract/bodies/flow-definition.js';

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  type?: string;
  description?: string;
}

const WHOLE = z.toJSONSchema(flowDefinition, { io: 'input', unrepresentable: 'any' }) as Schema & {
  $defs?: Record<string, Schema>;
};

/** A schema's alternatives, each without a reference. */
function alternatives(schema: Schema): Schema[] {
  if (schema.$ref !== undefined) {
    const named = schema.$ref === '#' ? WHOLE : WHOLE.$defs?.[schema.$ref.replace('#/$defs/', '')];
    return named ? alternatives(named) : [];
  }
  return [schema.anyOf, schema.oneOf].some(Boolean)
    ? [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(alternatives)
    : [schema];
}

/** What may stand at a place of a definition. */
function schemasAt(path: readonly string[]): Schema[] {
  return path.reduce<Schema[]>(
    (found, part) =>
      found.flatMap((schema) => {
        const inside =
          schema.properties && Object.hasOwn(schema.properties, part) ? schema.properties[part] : schema.items;
        return inside ? alternatives(inside) : [];
      }),
    alternatives(WHOLE),
  );
}

export interface Known {
  text: string;
  description: string | undefined;
}

/** The members that an object at a place may have. */
export function membersAt(path: readonly string[]): Known[] {
  const found = new Map<string, string | undefined>();
  for (const { properties = {} } of schemasAt(path))
    for (const [member, { description }] of Object.entries(properties)) found.set(member, description);
  return [...found].map(([text, description]) => ({ text, description }));
}

/** The words that may stand at a place, as JSON writes them. */
export function valuesAt(path: readonly string[]): string[] {
  const words = schemasAt(path).flatMap(({ enum: list = [], const: only, type }) => [
    ...list,
    ...(only === undefined ? [] : [only]),
    ...(type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(words.map((word) => JSON.stringify(word)))];
}

const orders = new Map<string, string[]>();

function orderAt(path: readonly string[]): string[] {
  const place = path.map((part) => (/^\d+$/.test(part) ? '0' : part)).join('.');
  const known = orders.get(place) ?? membersAt(path).map(({ text }) => text);
  orders.set(place, known);
  return known;
}

/** The same value with its members as people read them, those that nobody knows at the end: the database keeps no order. */
export function inOrder(value: unknown, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((one: unknown, index) => inOrder(one, [...path, String(index)]));
  if (typeof value !== 'object' || value === null) return value;
  const order = orderAt(path);
  const place = (member: string): number => (order.includes(member) ? order.indexOf(member) : order.length);
  const entries = Object.entries(value).sort(([a], [b]) => place(a) - place(b));
  return Object.fromEntries(entries.map(([member, one]) => [member, inOrder(one, [...path, member])]));
}
