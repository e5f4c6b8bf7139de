import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { rolesWith, scopesWith } from '../../domain/platform/access/grants.js';
import type { Access } from './access.js';
import { problem } from './contract.js';
import { responseSchema, type Contract } from './route.js';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const ERRORS: Record<number, string> = {
  400: 'Malformed or invalid; `error.details.issues` names each field',
  401: 'No or bad credentials',
  403: 'Role or scope lacks it',
  404: "Not there, or another organisation's",
  409: 'The current state does not allow it',
  412: '`If-Match` names an older revision',
  413: 'Body over 256 KiB',
  415: 'Another content type than JSON',
  422: 'The same id with another body',
  428: '`If-Match` is missing',
  429: 'Too many requests; see `Retry-After` and the `RateLimit` headers',
  500: 'Our fault; tell us the trace id',
  503: 'A dependency is down; see `Retry-After`',
};

const CSV = { 'text/csv': { schema: { type: 'string' as const } } };

/** The OpenAPI 3.1 document of these routes: what is not in it does not exist. */
export function openApiDocument(contracts: readonly Contract[], serverUrl = '/'): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const contract of contracts) {
    const item = (paths[contract.path] ??= {});
    if (item[contract.method]) throw new Error(`${contract.method} ${contract.path} is declared twice`);
    item[contract.method] = operation(contract);
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Pinggo API',
      version: '1.0.0',
      description:
        'Every sales lead is a promise with SLA clocks. Instants are RFC 3339 UTC, durations ISO 8601, ids opaque. ' +
        'Every answer other than 2xx is `application/problem+json`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(contracts.flatMap((contract) => contract.tags))].map((name) => ({ name })),
    paths: paths,
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From POST /api/auth/login.' },
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'pk_…', description: 'An API key with scopes.' },
        webhookSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description:
            'Standard Webhooks: with webhook-id and webhook-timestamp, over the raw body. Or the adapter’s own scheme.',
        },
      },
    },
  });
}

function operation(contract: Contract): ZodOpenApiOperationObject {
  const { params, query, headers, body } = contract;
  return {
    operationId: operationId(contract),
    summary: contract.summary,
    description: [contract.description, whoMay(contract.access)].filter(Boolean).join('\n\n'),
    tags: [...contract.tags],
    security: security(contract.access),
    'x-access': shownAccess(contract.access),
    ...(params || query || headers
      ? {
          requestParams: {
            ...(params ? { path: params } : {}),
            ...(query ? { query } : {}),
            ...(headers ? { header: headers } : {}),
          },
        }
      : {}),
    ...(body
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: body } },
          },
        }
      : {}),
    responses: responses(contract),
  };
}

function responses(contract: Contract): ZodOpenApiResponsesObject {
  const traced = {
    'X-Trace-Id': { schema: { type: 'string' as const }, description: 'Names this request in our logs.' },
  };
  const own = Object.fromEntries(
    Object.entries(contract.responses).map(([status, response]) => {
      const schema = responseSchema(response);
      const words =
        response !== null && 'description' in response && 'schema' in response ? response.description : undefined;
      const type =
        Number(status) >= 400
          ? 'application/problem+json'
          : (contract.produces ?? 'application/json').split(';', 1)[0]!;
      const named = Object.entries(contract.responseHeaders ?? {}).map(([name, description]) => [
        name,
        { schema: { type: 'string' as const }, description },
      ]);
      return [
        status,
        {
          description: words ?? ERRORS[Number(status)] ?? 'Done',
          headers: { ...traced, ...(Object.fromEntries(named) as object) },
          ...(schema ? { content: { [type]: { schema }, ...(contract.csv && status === '200' ? CSV : {}) } } : {}),
        },
      ];
    }),
  );
  const failures = Object.fromEntries(
    errorStatuses(contract).map((status) => [
      status,
      {
        description: ERRORS[status] ?? 'Refused',
        headers: traced,
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
  return { ...failures, ...own };
}

/** Error statuses that follow from what a contract declares. */
export function errorStatuses(contract: Contract): number[] {
  const statuses = new Set<number>([500, 503, ...(contract.errors ?? [])]);
  if (contract.query || contract.body || contract.params || contract.headers || contract.bodyKind === 'raw')
    statuses.add(400);
  if (contract.body || contract.bodyKind === 'raw') for (const status of [413, 415]) statuses.add(status);
  if (contract.params) statuses.add(404);
  if (contract.access.kind !== 'public') statuses.add(401);
  if (contract.access.kind === 'permission') statuses.add(403);
  if (contract.limit !== 'none') statuses.add(429);
  return [...statuses].sort((a, b) => a - b);
}

function security(access: Access): Record<string, string[]>[] {
  if (access.kind === 'public') return [];
  if (access.kind === 'signature') return [{ webhookSignature: [] }];
  const scopes = scopesWith(access.anyOf);
  return [{ accessToken: [] }, ...(scopes.length > 0 ? [{ apiKey: scopes }] : [])];
}

/** Permissions as what has them: readers of the document have roles and scopes. */
function shownAccess(access: Access): object {
  if (access.kind !== 'permission') return { kind: access.kind };
  const scopes = scopesWith(access.anyOf);
  const roles = rolesWith(access.anyOf);
  return { kind: 'roles', roles, ...(scopes.length > 0 ? { scopes } : {}), permissions: access.anyOf };
}

function whoMay(access: Access): string {
  if (access.kind === 'public') return 'Who: anybody.';
  if (access.kind === 'signature') return 'Who: whoever signs with a secret of the endpoint.';
  const scopes = scopesWith(access.anyOf).map((scope) => `\`${scope}\``);
  const keys = scopes.length > 0 ? `; API keys with ${scopes.join(' or ')}` : '';
  return `Who: ${rolesWith(access.anyOf).join(', ')}${keys}.`;
}

function operationId({ method, path }: Contract): string {
  const words = path
    .replace(/^\/(api\/)?/, '')
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean);
  return [method, ...words.map((word) => word[0]!.toUpperCase() + word.slice(1))].join('');
}
