import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi.js';
import { routes } from '../routes.js';

const contracts = routes.map(({ contract }) => contract);
const document = openApiDocument(contracts);
const json = JSON.parse(JSON.stringify(document)) as {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
};

interface Operation {
  operationId: string;
  summary: string;
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
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
    for (const [status, response] of Object.entries(operation.responses)) {
      expect(response.description).not.toBe('');
      if (Number(status) >= 400) expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json']);
    }
  });

  it('has no reference that leads nowhere', () => {
    const found = [...references(json)];
    expect(found.length).toBeGreaterThan(50);
    for (const reference of found) {
      const name = /^#\/components\/schemas\/([\w-]+)$/.exec(reference)?.[1];
      expect(Object.keys(json.components.schemas), reference).toContain(name);
    }
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
    expect(() => openApiDocument([contracts[0]!, contracts[0]!])).toThrow(/declared twice/);
  });
});
