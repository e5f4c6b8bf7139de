import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { LEAD_EVENTS } from '../../domain/leads/vocabulary/events.js';
import { PLATFORM_EVENTS, TEST_EVENTS } from '../../domain/platform/vocabulary/events.js';
import {
  eventOf,
  isNullable,
  kindOf,
  type EventDefinitions,
  type MemberKind,
} from '../../domain/platform/events/events.js';
import packageJson from '../../package.json' with { type: 'json' };
import { TAGS } from '../tags.js';
import { openApiDocument } from './openapi.js';
import { apiDocument, routes } from '../routes.js';

const contracts = routes.map(({ contract }) => contract);
const document = apiDocument();
const json = JSON.parse(JSON.stringify(document)) as {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: { operationId: string } }>;
  components: {
    schemas: Record<string, unknown>;
    responses: Record<string, { headers: object; content: object }>;
    securitySchemes: Record<string, unknown>;
  };
};

interface Operation {
  operationId: string;
  summary: string;
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<
    string,
    { $ref?: string; description: string; headers?: object; content?: Record<string, { schema: object }> }
  >;
  'x-access': { kind: string };
}

const operations = Object.entries(json.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

function* references(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, child] of Object.entries(node)) {
    if (key === '$ref' && typeof child === 'string') yield child;
    else yield* references(child);
  }
}

function* schemas(node: unknown): Generator<{ type?: unknown; enum?: unknown }> {
  if (typeof node !== 'object' || node === null) return;
  if ('enum' in node) yield node;
  for (const child of Object.values(node)) yield* schemas(child);
}

/** Events as entries of the audit log hold them: of each kind of member something. */
const VALUES: Readonly<Record<MemberKind, unknown>> = {
  id: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11',
  ids: ['0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11'],
  word: 'AUTO',
  words: ['phone'],
  text: 'Ana Pop',
  opaque: 'fb-20931',
  instant: '2026-11-20T10:00:00.000Z',
  number: 1,
  flag: true,
};
const EVENTS: EventDefinitions = { ...LEAD_EVENTS, ...PLATFORM_EVENTS, ...TEST_EVENTS };

describe('the webhooks of the OpenAPI document', () => {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(json, 'document');
  const pointer = (type: string) => type.replaceAll('~', '~0').replaceAll('/', '~1');
  const schemaOf = (type: string) =>
    ajv.compile({ $ref: `document#/webhooks/${pointer(type)}/post/requestBody/content/application~1json/schema` });

  it('are all events that there are', () => {
    expect(Object.keys(json.webhooks).sort()).toEqual(Object.keys(EVENTS).sort());
    const ids = Object.values(json.webhooks).map(({ post }) => post.operationId);
    expect(new Set([...ids, ...operations.map(({ operation }) => operation.operationId)]).size).toBe(
      ids.length + operations.length,
    );
  });

  it.each(Object.entries(EVENTS))('%s is what is sent, whatever of it is null', (type, definition) => {
    const isValid = schemaOf(type);
    for (const isWhole of [true, false]) {
      const after = Object.fromEntries(
        Object.entries(definition.members).map(([name, member]) => [
          name,
          !isWhole && isNullable(member) ? null : VALUES[kindOf(member)],
        ]),
      );
      const fact = {
        orgId: String(VALUES.id),
        id: '84213-1077',
        action: type,
        atMs: 0,
        entityId: String(VALUES.id),
        after,
      };
      const event = eventOf(
        { ...fact, entityType: definition.entity, leadId: isWhole ? String(VALUES.id) : null },
        definition,
      );
      expect(isValid(event), JSON.stringify(isValid.errors)).toBe(true);
      expect(isValid({ ...event, type: 'another.one' })).toBe(false);
    }
  });
});

describe('the OpenAPI document', () => {
  it('is 3.1 and lists every route once, and nothing else', () => {
    expect(json.openapi).toBe('3.1.0');
    const listed = operations.map(({ method, path }) => `${method} ${path}`).sort();
    expect(listed).toEqual(contracts.map(({ method, path }) => `${method} ${path}`).sort());
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it.each(operations)('$method $path says who may, what goes in and what comes out', ({ path, operation }) => {
    expect(operation.summary).not.toBe('');
    expect(['public', 'signature', 'roles']).toContain(operation['x-access'].kind);
    expect(operation.security.length === 0).toBe(operation['x-access'].kind === 'public');
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = operation.parameters?.filter((one) => one.in === 'path') ?? [];
    expect(declared.map((one) => one.name)).toEqual(inPath);
    expect(declared.every((one) => one.required === true)).toBe(true);
    const statuses = Object.keys(operation.responses);
    expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
    for (const [status, given] of Object.entries(operation.responses)) {
      const shared = given.$ref?.replace('#/components/responses/', '');
      const response = shared === undefined ? given : (json.components.responses[shared] as typeof given);
      expect(response.description).not.toBe('');
      if (Number(status) >= 400) expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json']);
    }
  });

  it('has no reference that leads nowhere', () => {
    const found = [...references(json)];
    expect(found.length).toBeGreaterThan(50);
    for (const reference of found) {
      const [, kind, name] = /^#\/components\/(schemas|responses)\/([\w-]+)$/.exec(reference) ?? [];
      expect(Object.keys(json.components[kind as 'schemas' | 'responses']), reference).toContain(name);
    }
  });

  it('has an Idempotency-Key for whatever changes something and knows its caller, or says why not', () => {
    const withKey = operations.filter(({ operation: { parameters } }) =>
      parameters?.some(({ name, in: place }) => place === 'header' && name.toLowerCase() === 'idempotency-key'),
    );
    const names = withKey.map(({ operation }) => operation.operationId);
    const expected = contracts.filter(
      ({ method, access, withoutKey }) => method !== 'get' && access.kind === 'permission' && withoutKey === undefined,
    );
    expect(names).toEqual(expect.arrayContaining(expected.map(({ operationId }) => operationId)));
    // A session is exchanged under a key as well.
    expect(names.filter((name) => !expected.some(({ operationId }) => operationId === name))).toEqual([
      'refreshTokens',
    ]);
    expect(names).toEqual(expect.arrayContaining(['createLead', 'createTeam', 'changeLead', 'deleteCalendar']));
  });

  it('calls each operation by a name: a verb and its thing', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(names).toEqual(expect.arrayContaining(['listLeads', 'getLead', 'pauseLead', 'logIn', 'listNotifications']));
    for (const name of names)
      expect(name).toMatch(/^(?!(get|post|put|patch|delete)(Api|[A-Z]\w*Id\b))[a-z]+([A-Z][a-z]+)*$/);
  });

  it('gives every enum values of its type', () => {
    const typesOf = { string: 'string', boolean: 'boolean', integer: 'number', number: 'number' } as const;
    let seen = 0;
    for (const { type, enum: values } of schemas(json)) {
      if (!Array.isArray(values)) continue;
      seen += 1;
      for (const value of values)
        expect([type].flat().map((one) => typesOf[one as 'string'] ?? 'object')).toContain(typeof value);
    }
    expect(seen).toBeGreaterThan(30);
    const parameters = operations.find(({ operation }) => operation.operationId === 'listNotifications')!.operation
      .parameters!;
    for (const name of ['unread', 'lines'])
      expect(parameters.find((one) => one.name === name)!.schema).toMatchObject({ type: 'boolean' });
  });

  it('says once what refusals are, and when to come back', () => {
    for (const { operation } of operations)
      for (const status of [400, 401, 403, 404, 409, 413, 415, 429])
        if (operation.responses[status]?.content === undefined && operation.responses[status])
          expect(operation.responses[status]).toEqual({
            $ref: expect.stringMatching(/^#\/components\/responses\//) as string,
          });
    const { TooManyRequests, Unavailable, BadRequest } = json.components.responses;
    expect(Object.keys(TooManyRequests!.headers)).toEqual([
      'X-Trace-Id',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
    ]);
    expect(Object.keys(Unavailable!.headers)).toContain('Retry-After');
    expect(Object.keys(BadRequest!.content)).toEqual(['application/problem+json']);
    const headersOf = (id: string) =>
      Object.keys(
        operations.find(({ operation }) => operation.operationId === id)!.operation.responses[200]?.headers ?? {},
      );
    expect(headersOf('listLeads')).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy']));
    expect(headersOf('getHealth')).not.toContain('RateLimit');
  });

  it("is of the package's version", () => {
    expect(json.info.version).toBe(packageJson.version);
  });

  it('names its security schemes', () => {
    const used = operations.flatMap(({ operation }) => operation.security.flatMap((one) => Object.keys(one)));
    for (const name of new Set(used)) expect(json.components.securitySchemes).toHaveProperty(name);
  });

  it('never shows a password or a hash in an answer', () => {
    for (const name of ['User', 'Me', 'ApiKey', 'Endpoint', 'EndpointSecret']) {
      const properties = Object.keys((json.components.schemas[name] as { properties: object }).properties);
      expect(
        properties.filter((property) => /password|hash|ciphertext|^secret$|^key$/i.test(property)),
        name,
      ).toEqual([]);
    }
  });
});

describe('every contract', () => {
  it.each(contracts.filter(({ params, access }) => params !== undefined && access.kind === 'permission'))(
    '$method $path names the thing of its 404',
    (contract) => {
      expect(contract.entity ?? '').not.toBe('');
    },
  );

  it('refuses to be declared twice', () => {
    expect(() => openApiDocument([contracts[0]!, contracts[0]!], TAGS)).toThrow(/declared twice/);
  });
});
