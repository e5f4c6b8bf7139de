import { describe, expect, it } from 'vitest';
import { changesBetween } from './compare.js';
import type { Schema } from '../../api/http/docs/json-schema.js';
import { linesOf, shapeOfDocument, type Document, type Operation } from './document.js';
import { apiDocument } from '../../api/routes.js';

const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });
const operation = (more: Partial<Operation> = {}): Operation => ({
  operationId: 'createTeam',
  responses: { 201: json({ $ref: '#/components/schemas/Team' }) },
  requestBody: { required: true, ...json({ $ref: '#/components/schemas/NewTeam' }) },
  parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 200 } }],
  'x-access': { kind: 'roles', roles: ['ADMIN', 'MANAGER'], scopes: ['leads:write'] },
  ...more,
});
const TEAM: Schema = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    kind: { type: 'string', enum: ['A', 'B'] },
    managerId: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    parent: { $ref: '#/components/schemas/Team' },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['id', 'kind', 'managerId'],
};
const NEW_TEAM: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 100 },
    kind: { type: 'string', enum: ['A', 'B'] },
    size: { type: 'number' },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
  required: ['name'],
};
const document = (
  { team = TEAM, newTeam = NEW_TEAM, of = operation() }: { team?: Schema; newTeam?: Schema; of?: Operation } = {},
  more: Partial<Document> = {},
): Document => ({
  paths: { '/api/teams': { post: of } },
  components: { schemas: { Team: team, NewTeam: newTeam } },
  ...more,
});
const told = (is: Document, was: Document = document()): string[] =>
  changesBetween(was, is).map(({ level, where, what }) => `${level === 'BREAKS' ? '✗' : '!'} ${where} ${what}`);
const withTeam = (properties: Record<string, Schema>, more: Schema = {}) =>
  document({ team: { ...TEAM, ...more, properties: { ...TEAM.properties, ...properties } } });
const withNewTeam = (properties: Record<string, Schema>, more: Schema = {}) =>
  document({ newTeam: { ...NEW_TEAM, ...more, properties: { ...NEW_TEAM.properties, ...properties } } });
const without = (schema: Schema, name: string): Schema => ({
  ...schema,
  properties: Object.fromEntries(Object.entries(schema.properties!).filter(([key]) => key !== name)),
});

describe('what breaks those who use the API', () => {
  it.each<[string, Document, string[]]>([
    ['nothing that is the same', document(), []],
    ['an operation that is gone', document({}, { paths: {} }), ['✗ POST /api/teams is gone']],
    [
      'another operationId',
      document({ of: operation({ operationId: 'makeTeam' }) }),
      ['✗ POST /api/teams is called makeTeam, and no longer createTeam'],
    ],
    [
      'a status that is gone',
      document({ of: operation({ responses: { 202: json({}) } }) }),
      ['✗ POST /api/teams no longer answers 201', '! POST /api/teams may also answer 202'],
    ],
    [
      'a role and a scope that may not',
      document({ of: operation({ 'x-access': { kind: 'roles', roles: ['ADMIN'] } }) }),
      ['✗ POST /api/teams MANAGER may not call it any more', '✗ POST /api/teams leads:write may not call it any more'],
    ],
    [
      'a parameter that is gone',
      document({ of: operation({ parameters: [] }) }),
      ['✗ POST /api/teams query limit is gone'],
    ],
    [
      'a parameter that must be given',
      document({
        of: operation({ parameters: [...operation().parameters!, { name: 'org', in: 'query', required: true }] }),
      }),
      ['✗ POST /api/teams query org must be given now'],
    ],
    [
      'a lower limit',
      document({
        of: operation({ parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 50 } }] }),
      }),
      ['✗ POST /api/teams query limit maximum was 200, is 50'],
    ],

    [
      'a member of an answer that is gone',
      document({ team: without(TEAM, 'kind') }),
      ['✗ POST /api/teams 201.kind is gone'],
    ],
    [
      'a member of an answer that may be missing',
      withTeam({}, { required: ['id', 'managerId'] }),
      ['✗ POST /api/teams 201.kind is not always there any more'],
    ],
    [
      'a member of an answer of another type',
      withTeam({ id: { type: 'integer' } }),
      ['✗ POST /api/teams 201.id was string, is integer'],
    ],
    [
      'a member of an answer that may be null',
      withTeam({ id: { type: ['string', 'null'] } }),
      ['✗ POST /api/teams 201.id may also be null'],
    ],
    [
      'a list of something else',
      withTeam({ tags: { type: 'array', items: { type: 'integer' } } }),
      ['✗ POST /api/teams 201.tags[] was string, is integer'],
    ],
    [
      'a new word in an answer, perhaps',
      withTeam({ kind: { type: 'string', enum: ['A', 'B', 'C'] } }),
      ['! POST /api/teams 201.kind may also be "C"'],
    ],

    [
      'a new member of a request that must be given',
      withNewTeam({ owner: { type: 'string' } }, { required: ['name', 'owner'] }),
      ['✗ POST /api/teams body.owner must be given now'],
    ],
    [
      'a member of a request that must be given now',
      withNewTeam({}, { required: ['name', 'kind'] }),
      ['✗ POST /api/teams body.kind must be given now'],
    ],
    [
      'a member of a request that is gone',
      document({ newTeam: without(NEW_TEAM, 'size') }),
      ['✗ POST /api/teams body.size is gone'],
    ],
    [
      'a word that is not taken',
      withNewTeam({ kind: { type: 'string', enum: ['A'] } }),
      ['✗ POST /api/teams body.kind no longer takes "B"'],
    ],
    [
      'words where anything was taken',
      withNewTeam({ name: { type: 'string', minLength: 1, maxLength: 100, enum: ['x'] } }),
      ['✗ POST /api/teams body.name takes nothing but "x" now'],
    ],
    [
      'a shorter text',
      withNewTeam({ name: { type: 'string', minLength: 2, maxLength: 50 } }),
      ['✗ POST /api/teams body.name minLength was 1, is 2', '✗ POST /api/teams body.name maxLength was 100, is 50'],
    ],
    [
      'a narrower number',
      withNewTeam({ size: { type: 'integer' } }),
      ['✗ POST /api/teams body.size was number, is integer'],
    ],
    [
      'null that is not taken',
      withNewTeam({ note: { type: 'string' } }),
      ['✗ POST /api/teams body.note is no longer taken as null'],
    ],
    [
      'a pattern, perhaps',
      withNewTeam({ name: { type: 'string', minLength: 1, maxLength: 100, pattern: '^x' } }),
      ['! POST /api/teams body.name pattern was open, is ^x'],
    ],
  ])('%s', (_, is, changes) => {
    expect(told(is)).toEqual(changes);
  });

  it.each<[string, Document]>([
    [
      'a new operation',
      document({}, { paths: { ...document().paths, '/api/other': { get: operation({ operationId: 'listOthers' }) } } }),
    ],
    [
      'a new role',
      document({
        of: operation({ 'x-access': { kind: 'roles', roles: ['ADMIN', 'MANAGER', 'REP'], scopes: ['leads:write'] } }),
      }),
    ],
    [
      'a new parameter',
      document({ of: operation({ parameters: [...operation().parameters!, { name: 'sort', in: 'query' }] }) }),
    ],
    ['a new member of an answer', withTeam({ more: { type: 'string' } }, { required: [...TEAM.required!, 'more'] })],
    ['fewer words in an answer', withTeam({ kind: { type: 'string', enum: ['A'] } })],
    ['an answer that is never null', withTeam({ managerId: { type: 'string' } })],
    ['a new member of a request', withNewTeam({ more: { type: 'string' } })],
    ['more words in a request', withNewTeam({ kind: { type: 'string', enum: ['A', 'B', 'C'] } })],
    ['a request that takes null', withNewTeam({ size: { anyOf: [{ type: 'number' }, { type: 'null' }] } })],
    ['a member that may be left out', withNewTeam({}, { required: [] })],
    ['a longer text', withNewTeam({ name: { type: 'string', maxLength: 200 } })],
  ])('not %s', (_, is) => {
    expect(told(is)).toEqual([]);
  });

  it('not what was announced, once it is gone: but somebody should look', () => {
    const was = document({ of: operation({ deprecated: true }) });
    expect(told(document({}, { paths: {} }), was)).toEqual([expect.stringMatching(/^! POST .* sunset/)]);
  });

  it('an event that is not sent, or says less', () => {
    const events = (schema: Schema) => ({ 'team.made': { post: operation({ requestBody: json(schema) }) } });
    const was = document({}, { webhooks: events(TEAM) });
    expect(told(document({}, { webhooks: {} }), was)).toEqual(['✗ event team.made is not sent any more']);
    expect(told(document({}, { webhooks: events(without(TEAM, 'id')) }), was)).toEqual([
      '✗ event team.made.id is gone',
    ]);
  });
});

describe('the document of the API', () => {
  const shape = shapeOfDocument(apiDocument());

  it('is the same as itself, also as the repository keeps it', () => {
    expect(changesBetween(shape, JSON.parse(linesOf(shape)) as Document)).toEqual([]);
    expect(Object.keys(shape.components.schemas).length).toBeGreaterThan(100);
  });

  it('is kept without words, but with members that are called like them', () => {
    const named = JSON.stringify(shape.components.schemas['Webhook'] ?? shape.components.schemas['Flow']);
    expect(named).not.toContain('"description":"');
    const kept = Object.values(shape.components.schemas).some(
      ({ properties }) => properties?.['title'] ?? properties?.['summary'] ?? properties?.['description'],
    );
    const has = Object.values((apiDocument() as unknown as Document).components.schemas).some(
      ({ properties }) => properties?.['title'] ?? properties?.['summary'] ?? properties?.['description'],
    );
    expect(kept).toBe(has);
  });
});
