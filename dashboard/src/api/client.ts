import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from './schema';
import { noteServerDate } from './server-clock';
import { accessToken, forgetTokens } from './session';

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
    human_title?: string;
    human_how_to_fix?: string[];
    details?: { trace_id?: string; issues?: Issue[] };
  };
}

const PUBLIC = new Set([
  '/api/auth/login',
  '/api/auth/refresh',
  '/api/auth/links/read',
  '/api/auth/invitation',
  '/api/auth/reset',
  '/api/auth/new-password',
  '/api/auth/magic-link',
  '/api/auth/magic-link/use',
]);

const signed: Middleware = {
  async onRequest({ request, schemaPath }) {
    if (PUBLIC.has(schemaPath)) return request;
    const token = await accessToken();
    if (token) request.headers.set('authorization', `Bearer ${token}`);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    noteServerDate(response.headers.get('date'));
    if (response.ok) return response;
    if (response.status === 401 && !PUBLIC.has(schemaPath)) forgetTokens();
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
    );
  },
};

export const api = createClient<paths>({ baseUrl: '' });
api.use(signed);
