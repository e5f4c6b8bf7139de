import type { OpenApiDocument } from '../openapi.js';
import type { Schema } from './json-schema.js';
import { defaultText, typeText } from './schema-text.js';

interface Content {
  content?: Record<string, { schema?: Schema }>;
  description?: string;
}

interface Operation extends Content {
  operationId: string;
  summary: string;
  tags?: string[];
  deprecated?: boolean;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content & { $ref?: string }>;
}

interface Document {
  info: { title: string; version: string; description?: string };
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks?: Record<string, { post: Operation }>;
  components: { schemas: Record<string, Schema> };
}

const heading = (level: number, text: string): string => `${'#'.repeat(level)} ${text}`;
const block = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/**
 * The document as one Markdown text, for whoever reads no OpenAPI: each operation under its name, with what goes in and out, and
 * what they have in common once, at the end.
 */
export function referenceMarkdown(given: OpenApiDocument): string {
  const document = JSON.parse(JSON.stringify(given)) as Document;
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ address: `${method.toUpperCase()} ${path}`, operation })),
  );
  return [
    heading(1, `${document.info.title} ${document.info.version}`),
    document.info.description ?? '',
    ...document.tags.flatMap(({ name, description }) => [
      heading(2, name),
      description ?? '',
      ...operations.filter(({ operation }) => operation.tags?.[0] === name).flatMap(operationText),
    ]),
    heading(2, 'Events of webhooks'),
    ...Object.entries(document.webhooks ?? {}).flatMap(([type, { post }]) => [
      heading(3, type),
      oneLine(post.summary),
      ...bodyText('Sent', post.requestBody),
    ]),
    heading(2, 'Types'),
    ...Object.entries(document.components.schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, schema]) => [
        heading(3, name),
        ...(schema.description === undefined ? [] : [oneLine(schema.description)]),
        block(`type ${name} = ${typeText(schema)}`),
      ]),
    '',
  ]
    .filter((part, index, all) => part !== '' || index === all.length - 1)
    .join('\n\n');
}

function operationText({ address, operation }: { address: string; operation: Operation }): string[] {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  const statuses = Object.keys(responses);
  return [
    heading(3, operationId),
    `\`${address}\` ${summary}.`,
    ...(description === undefined ? [] : [description]),
    ...(parameters.length === 0 ? [] : [parameters.map(parameterText).join('\n')]),
    ...bodyText('Body', requestBody),
    ...statuses
      .filter((status) => status.startsWith('2'))
      .flatMap((status) => {
        const response = responses[status]!;
        const words = response.description === undefined ? '' : `: ${oneLine(response.description)}`;
        const body = bodyText(`Answers ${status}${words}`, response);
        return body.length > 0 ? body : [`Answers ${status}${words}, without a body.`];
      }),
    `Refused with ${statuses.filter((status) => !status.startsWith('2')).join(', ')}: a \`Problem\`.`,
  ];
}

function parameterText({
  name,
  in: place,
  required,
  description,
  schema = {},
}: NonNullable<Operation['parameters']>[number]): string {
  const words = [description ?? schema.description, defaultText(schema)].filter(Boolean).join(' ');
  const type = typeText(schema).replaceAll(/\s+/g, ' ');
  return `- \`${name}\` (${place}${required ? ', required' : ''}): \`${type}\`${words === '' ? '' : `. ${oneLine(words)}`}`;
}

function bodyText(what: string, given: Content | undefined): string[] {
  return Object.entries(given?.content ?? {}).flatMap(([type, { schema }]) => {
    const named = type === 'application/json' ? what : `${what} (${type})`;
    if (!schema) return [`${named}.`];
    const text = typeText(schema);
    return text.includes('\n') ? [`${named}:`, block(text)] : [`${named}: \`${text}\``];
  });
}
