import { describe, expect, it } from 'vitest';
import { apiDocument, routes } from '../../routes.js';
import { referenceMarkdown } from './reference.js';
import { typeText } from './schema-text.js';

const text = referenceMarkdown(apiDocument());
const sectionOf = (name: string): string => text.split(`\n### ${name}\n`)[1]!.split(/\n##+ /)[0]!;

describe('the reference as text', () => {
  it('has each operation under its name, and each type that it refers to', () => {
    for (const { contract } of routes)
      expect(sectionOf(contract.operationId)).toContain(`\`${contract.method.toUpperCase()} ${contract.path}\``);
    const [, types] = text.split('\n## Types\n');
    for (const [, name] of text.matchAll(/^(?:Body|Answers \d+[^`\n]*|Sent): `([A-Z]\w+)(?:\[\])?`$/gm))
      expect(types).toContain(`\n### ${name}\n`);
    expect(sectionOf('lead.assigned')).toContain('Sent');
  });

  it('says what goes in, what comes out and who may', () => {
    const section = sectionOf('createLead');
    for (const said of [
      '- `idempotency-key` (header): `string`',
      'Body: `NewLead`',
      'Answers 202',
      'Who: ',
      'leads:write',
      'Refused with 400, ',
    ])
      expect(section).toContain(said);
    expect(sectionOf('listLeads')).toMatch(/- `limit` \(query\): `integer`.*Default: 50\./);
    expect(sectionOf('deleteCalendar')).toMatch(/Answers 204.*without a body\./);
  });

  it('has no part that is empty, and no member without a type', () => {
    expect(text).not.toMatch(/\n{3,}|undefined|\[object/);
    expect(text.match(/: unknown;/g)?.length ?? 0).toBeLessThan(40);
  });
});

describe('a type as text', () => {
  it.each([
    [{ type: 'string', format: 'uuid' }, 'string<uuid>'],
    [{ $ref: '#/components/schemas/Team' }, 'Team'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ type: ['integer', 'null'] }, 'integer | null'],
    [{ enum: ['A', 'B'] }, '"A" | "B"'],
    [{ type: 'array', items: { enum: ['A', 'B'] } }, '("A" | "B")[]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [name: string]: number }'],
    [{}, 'unknown'],
  ])('%o is %s', (schema, type) => {
    expect(typeText(schema)).toBe(type);
  });

  it('has members with their words, and marks those that may be missing', () => {
    const schema = {
      type: 'object',
      properties: {
        id: { type: 'string' },
        'first name': { type: 'string', description: 'How\nthey are called.', default: 'Ana' },
      },
      required: ['id'],
    };
    expect(typeText(schema)).toBe(
      '{\n  id: string;\n  "first name"?: string; // How they are called. Default: "Ana".\n}',
    );
  });
});
