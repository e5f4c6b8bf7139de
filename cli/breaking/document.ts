import type { Schema } from '../../api/http/docs/json-schema.js';

export interface Content {
  content?: Record<string, { schema?: Schema }>;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}

export interface Operation {
  operationId: string;
  deprecated?: boolean;
  parameters?: Parameter[];
  requestBody?: Content & { required?: boolean };
  responses: Record<string, Content>;
  'x-access'?: { kind: string; roles?: string[]; scopes?: string[] };
}

/** An OpenAPI document, as far as it is compared. */
export interface Document {
  paths: Record<string, Record<string, Operation>>;
  webhooks?: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** What is said to people, and what is the same everywhere: nobody's program depends on it. */
const WORDS = new Set(['description', 'summary', 'example', 'examples', 'headers', 'tags', 'security', 'title']);

/**
 * What of a document can break somebody, and nothing else: what the repository keeps of a release.
 * @param node anything that JSON can say
 */
function shapeOf(node: unknown, isNames = false): unknown {
  if (Array.isArray(node)) return node.map((one) => shapeOf(one));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(
    // Below `properties` and the like stand names of others, which may be words of these.
    ([name]) => isNames || !(WORDS.has(name) || (name === 'pattern' && 'format' in node)),
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      shapeOf(value, !isNames && ['properties', 'schemas', 'paths'].includes(name)),
    ]),
  );
}

/** @param document as it is served */
export function shapeOfDocument(document: object): Document {
  const { paths, webhooks, components } = JSON.parse(JSON.stringify(document)) as Document;
  const shape = shapeOf({ paths, webhooks, components: { schemas: components.schemas } }) as Document;
  for (const item of [...Object.values(shape.paths), ...Object.values(shape.webhooks ?? {})])
    for (const operation of Object.values(item))
      // Refusals are the same everywhere.
      operation.responses = Object.fromEntries(
        Object.entries(operation.responses).filter(([status]) => status.startsWith('2')),
      );
  return shape;
}

/** As text with a line for each path, event and schema: so that a comparison shows what has changed. */
export function linesOf({ paths, webhooks, components }: Document): string {
  const block = (named: object): string => {
    const lines = Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{\n${lines.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n')}\n}`;
  };
  return `{"paths": ${block(paths)},\n"webhooks": ${block(webhooks ?? {})},\n"components": {"schemas": ${block(components.schemas)}}}\n`;
}
