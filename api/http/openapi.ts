import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathItemObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { rolesWith, scopesWith } from '../../domain/platform/access/grants.js';
import type { Access } from './access.js';
import { idempotencyKey, problem } from './contract.js';
import { deprecationText } from './deprecation.js';
import { REPLAYED } from './keyed.js';
import { responseSchema, type Contract } from './route.js';
import { takesKey } from './takes-key.js';
import { VERSION } from './version.js';

export type OpenApiDocument = ReturnType<typeof createDocument>;

type Header = { schema: { type: 'string' } | { type: 'integer'; minimum: number }; description: string };
type Headers = Record<string, Header>;

const text = (description: string): Header => ({ schema: { type: 'string' }, description });
const TRACED: Headers = { 'X-Trace-Id': text('Names this request in our logs.') };
const RATE_LIMITED: Headers = {
  RateLimit: text(
    'What is left of each limit: `"requests";r=5999;t=60`, requests and seconds until they are counted anew.',
  ),
  'RateLimit-Policy': text(
    'The limits themselves: `"requests";q=6000;w=60`, requests and the seconds that they are for.',
  ),
};
const RETRY: Headers = {
  'Retry-After': { schema: { type: 'integer', minimum: 1 }, description: 'Seconds after which to try again.' },
};

const REPLAYS: Headers = {
  [REPLAYED]: text(
    '`true`: this is what the first request with this `Idempotency-Key` was answered; nothing was done again.',
  ),
};

interface Failure {
  /** The component that says it once for all routes. */
  id: string;
  description: string;
  headers?: Headers;
}

const FAILURES: Readonly<Record<number, Failure>> = {
  400: { id: 'BadRequest', description: 'Malformed or invalid; `error.details.issues` names each field' },
  401: {
    id: 'Unauthorized',
    description: 'No or bad credentials',
    headers: { 'WWW-Authenticate': text('How to sign in, where a header would help.') },
  },
  403: { id: 'Forbidden', description: 'Role or scope lacks it' },
  404: { id: 'NotFound', description: "Not there, or another organisation's" },
  409: {
    id: 'Conflict',
    description:
      'The current state does not allow it; or a request with this `Idempotency-Key` is still under way, then with `Retry-After`',
    headers: RETRY,
  },
  410: { id: 'Gone', description: 'It was deleted, or worked once or for a time' },
  412: { id: 'PreconditionFailed', description: '`If-Match` names an older revision' },
  413: { id: 'BodyTooLarge', description: 'The body is too large: as a rule over 256 KiB' },
  415: { id: 'UnsupportedMediaType', description: 'Another content type than JSON' },
  422: { id: 'Unprocessable', description: 'The same id or `Idempotency-Key` with another request' },
  428: { id: 'PreconditionRequired', description: '`If-Match` is missing' },
  429: {
    id: 'TooManyRequests',
    description: 'Too many requests; wait as `Retry-After` says',
    headers: { ...RETRY, ...RATE_LIMITED },
  },
  500: { id: 'Internal', description: 'Our fault; tell us the trace id' },
  503: { id: 'Unavailable', description: 'A dependency is down; wait as `Retry-After` says', headers: RETRY },
};

const failureOf = (status: number): Failure => {
  const failure = FAILURES[status];
  if (!failure) throw new Error(`say what ${status} means, for the document`);
  return failure;
};

const PROBLEM = 'application/problem+json';

/** The answers that mean the same on each route: components of the document. */
const SHARED: ReadonlyMap<number, ZodOpenApiResponseObject> = new Map(
  Object.entries(FAILURES).map(([status, { headers, ...failure }]) => [
    Number(status),
    { ...failure, headers: { ...TRACED, ...headers }, content: { [PROBLEM]: { schema: problem } } },
  ]),
);

const CSV = { 'text/csv': { schema: { type: 'string' as const } } };
const NDJSON = { 'application/x-ndjson': { schema: { type: 'string' as const } } };
const filesOf = ({ csv, ndjson }: Contract) => ({ ...(csv ? CSV : {}), ...(ndjson ? NDJSON : {}) });

/**
 * The OpenAPI 3.1 document of these routes: what is not in it does not exist.
 * @param tags what the routes of each tag are for
 * @param webhooks requests that we send, by the type of the event
 */
export function openApiDocument(
  contracts: readonly Contract[],
  tags: Readonly<Record<string, string>>,
  webhooks: Readonly<Record<string, ZodOpenApiPathItemObject>> = {},
): OpenApiDocument {
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
      version: VERSION,
      description:
        'Every sales lead is a promise with SLA clocks. Instants are RFC 3339 UTC, durations ISO 8601, ids opaque. ' +
        'Every answer other than 2xx is `application/problem+json`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(contracts.flatMap((contract) => contract.tags))].map((name) => {
      const description = tags[name];
      if (description === undefined) throw new Error(`say what the routes of “${name}” are for`);
      return { name, description };
    }),
    paths: paths,
    ...(Object.keys(webhooks).length > 0 && { webhooks: { ...webhooks } }),
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
  const { params, query, body } = contract;
  const headers = takesKey(contract) ? idempotencyKey.extend(contract.headers?.shape ?? {}) : contract.headers;
  return {
    operationId: contract.operationId,
    summary: contract.summary,
    description: [deprecationText(contract), contract.description, whoMay(contract.access)]
      .filter(Boolean)
      .join('\n\n'),
    ...(contract.deprecated && { deprecated: true }),
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

/** Whether the limit of requests from one address counts it. */
const isLimited = ({ access, limit }: Contract): boolean => access.kind !== 'signature' && limit !== 'none';

function responses(contract: Contract): ZodOpenApiResponsesObject {
  const named = Object.entries(contract.responseHeaders ?? {}).map(([name, description]) => [name, text(description)]);
  const own = Object.entries(contract.responses).map(([code, response]) => {
    const status = Number(code);
    const schema = responseSchema(response);
    const words =
      response !== null && 'description' in response && 'schema' in response ? response.description : undefined;
    const failure = status >= 400 ? failureOf(status) : null;
    const type = failure ? PROBLEM : (contract.produces ?? 'application/json').split(';', 1)[0]!;
    return [
      status,
      {
        description: words ?? failure?.description ?? 'Done',
        headers: {
          ...TRACED,
          ...(isLimited(contract) ? RATE_LIMITED : {}),
          ...(takesKey(contract) && !failure ? REPLAYS : {}),
          ...failure?.headers,
          ...(Object.fromEntries(named) as Headers),
        },
        ...(schema ? { content: { [type]: { schema }, ...(status === 200 ? filesOf(contract) : {}) } } : {}),
      },
    ];
  });
  const shared = errorStatuses(contract).map((status) => [status, SHARED.get(status)]);
  return { ...Object.fromEntries(shared), ...Object.fromEntries(own) } as ZodOpenApiResponsesObject;
}

/** Error statuses that follow from what a contract declares. */
export function errorStatuses(contract: Contract): number[] {
  // What is no HTTP is refused with 400, wherever it was sent.
  const statuses = new Set<number>([400, 500, 503, ...(contract.errors ?? [])]);
  if (contract.body || contract.bodyKind === 'raw') for (const status of [413, 415]) statuses.add(status);
  if (contract.params) statuses.add(404);
  if (contract.access.kind !== 'public') statuses.add(401);
  if (contract.access.kind === 'permission') statuses.add(403);
  if (contract.limit !== 'none') statuses.add(429);
  if (takesKey(contract)) for (const status of [409, 422]) statuses.add(status);
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
