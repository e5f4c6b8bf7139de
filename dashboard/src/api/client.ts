import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';
import { noteServerDate } from './server-clock';
import { accessToken, OWN_PAGE, sessionRefused } from './session';

export type Schemas = components['schemas'];

/** An answer that is not 2xx, in the contract's own words. */
export class Refused extends Error {
  override name = 'Refused';
  constructor(
    readonly status: number,
    readonly title: string,
    readonly howToFix: string[],
    readonly traceId: string | null,
    /** What is wrong with which field of the request. */
    readonly issues: Issue[],
    /** `CONFLICT`: what programs tell refusals apart by. */
    readonly code: string | null = null,
  ) {
    super(title);
  }
}

interface Issue {
  path: string;
  message: string;
}

interface Problem {
  title?: string;
  error?: {
    code?: string;
    human_title?: string;
    human_how_to_fix?: string[];
    details?: { trace_id?: string; issues?: Issue[] };
  };
}

/** Nobody is signed in who asks these. */
const PUBLIC = new Set([
  '/api/auth/login',
  '/api/auth/factor',
  '/api/auth/passkey',
  '/api/auth/passkey/options',
  '/api/auth/links/read',
  '/api/auth/invitation',
  '/api/auth/reset',
  '/api/auth/new-password',
  '/api/auth/magic-link',
  '/api/auth/magic-link/use',
]);

const signed: Middleware = {
  async onRequest({ request, schemaPath }) {
    // Whoever comes in by it has their session in a cookie.
    if (request.method === 'POST')
      for (const [name, value] of Object.entries(OWN_PAGE)) request.headers.set(name, value);
    if (PUBLIC.has(schemaPath)) return request;
    const token = await accessToken();
    if (token) request.headers.set('authorization', `Bearer ${token}`);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    noteServerDate(response.headers.get('date'));
    if (response.ok) return response;
    // Others say that what was given is wrong, not that nobody is signed in.
    const isOver = response.status === 401 && response.headers.has('www-authenticate');
    if (isOver && !PUBLIC.has(schemaPath)) sessionRefused();
    const problem = (await response
      .clone()
      .json()
      .catch(() => ({}))) as Problem;
    throw new Refused(
      response.status,
      problem.error?.human_title ?? problem.title ?? `The server answered ${response.status}`,
      problem.error?.human_how_to_fix ?? [],
      problem.error?.details?.trace_id ?? null,
      problem.error?.details?.issues ?? [],
      problem.error?.code ?? null,
    );
  },
};

export const api = createClient<paths>({ baseUrl: '' });
api.use(signed);
