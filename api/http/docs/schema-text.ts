import type { Schema } from './json-schema.js';

const INDENT = '  ';

/** A schema as a type, as TypeScript writes it; what it refers to is named. */
export function typeText(schema: Schema, depth = 0): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return [...new Set(union.map((one) => typeText(one, depth)))].join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeText({ ...schema, type }, depth)).join(' | ');
  switch (schema.type) {
    case 'array': {
      const items = typeText(schema.items ?? {}, depth);
      return / \| /.test(items) ? `(${items})[]` : `${items}[]`;
    }
    case 'object':
      return objectText(schema, depth);
    case 'integer':
      return 'integer';
    case 'string':
      return schema.format === undefined ? 'string' : `string<${schema.format}>`;
    case undefined:
      return schema.properties ? objectText(schema, depth) : 'unknown';
    default:
      return schema.type;
  }
}

function objectText({ properties, required = [], additionalProperties }: Schema, depth: number): string {
  const members = Object.entries(properties ?? {});
  const others =
    typeof additionalProperties === 'object' ? `[name: string]: ${typeText(additionalProperties, depth + 1)}` : null;
  if (members.length === 0) return others === null ? 'object' : `{ ${others} }`;
  const inner = INDENT.repeat(depth + 1);
  const lines = members.map(([name, member]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    const words = [member.description?.replaceAll(/\s+/g, ' '), defaultText(member)].filter(Boolean).join(' ');
    const comment = words === '' ? '' : ` // ${words}`;
    return `${inner}${key}${required.includes(name) ? '' : '?'}: ${typeText(member, depth + 1)};${comment}`;
  });
  if (others !== null) lines.push(`${inner}${others};`);
  return `{\n${lines.join('\n')}\n${INDENT.repeat(depth)}}`;
}

export const defaultText = (schema: Schema): string | undefined =>
  schema.default === undefined ? undefined : `Default: ${JSON.stringify(schema.default)}.`;
