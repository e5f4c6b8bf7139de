import type { Client } from 'openapi-fetch';
import { PinggoError } from './errors.js';
import type { paths } from './schema.js';

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer A } } } };
}
  ? A
  : never;

interface Page {
  items: unknown[];
  nextCursor: string | null;
}

/** A list that is read page by page. */
export type ListPath = {
  [P in keyof paths]: [Answer<P>] extends [never] ? never : Answer<P> extends Page ? P : never;
}[keyof paths];

/** What is in a list. */
export type Item<P extends ListPath> = Answer<P> extends { items: (infer I)[] } ? I : never;

type Parameters<P extends ListPath> = paths[P] extends { get: { parameters: infer A } }
  ? Omit<A, 'header' | 'cookie'>
  : never;

/** `params` of a list but its cursor, which `pages` gives it. */
export interface PagesInit<P extends ListPath> {
  params?: Partial<Parameters<P>>;
  signal?: AbortSignal;
}

/** @throws PinggoError where a page is refused */
export async function* itemsOf<P extends ListPath>(
  client: Client<paths>,
  path: P,
  { params, signal }: PagesInit<P> = {},
): AsyncGenerator<Item<P>, void, undefined> {
  // Which parameters belong to which path is lost here: `PagesInit` has seen to it.
  const get = client.GET as (
    path: string,
    init: object,
  ) => Promise<{ data?: Page; error?: unknown; response: Response }>;
  const { query, ...rest } = (params ?? {}) as { query?: object };
  let cursor: string | null | undefined;
  do {
    const page = { ...rest, query: { limit: 200, ...query, ...(cursor !== undefined && { cursor }) } };
    const { data, error, response } = await get(path, { params: page, ...(signal && { signal }) });
    if (data === undefined) throw new PinggoError(response.status, error);
    yield* data.items as Item<P>[];
    cursor = data.nextCursor;
  } while (cursor !== null);
}
