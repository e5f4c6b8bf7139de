import createClient, { type Client } from 'openapi-fetch';
import { PinggoError } from './errors.js';
import { itemsOf, type Item, type ListPath, type PagesInit } from './pages.js';
import { retrying, type RetryOptions } from './retries.js';
import type { paths } from './schema.js';
import { signDelivery } from './webhooks.js';

type TakenIn = paths['/api/intake/webhook/{endpointId}']['post']['responses'][202]['content']['application/json'];

export interface PinggoOptions extends RetryOptions {
  /** Where Pinggo is: `https://pinggo.example.com`. */
  url: string;
  /** An API key, or an access token; left out: for signed deliveries only. */
  key?: string;
  /** Instead of the platform's own. */
  fetch?: (request: Request) => Promise<Response>;
}

/** `GET`, `POST` and so on with the path as the OpenAPI document has it; they answer `{ data, error, response }`. */
export interface Pinggo extends Client<paths> {
  /**
   * All of a list, page after page, as they are needed.
   * @throws PinggoError where a page is refused
   */
  pages<P extends ListPath>(path: P, init?: PagesInit<P>): AsyncGenerator<Item<P>, void, undefined>;
  /**
   * Sends a lead to an endpoint, signed, as a form or a partner does.
   * @param endpoint its id and a secret of it
   * @param more `id`: known again when it is sent once more, also by another process: keep it with the lead
   * @throws PinggoError where it is refused
   */
  deliver(endpoint: { id: string; secret: string }, lead: unknown, more?: { id?: string }): Promise<TakenIn>;
}

export function createPinggo({
  url,
  key,
  fetch = (request) => globalThis.fetch(request),
  ...options
}: PinggoOptions): Pinggo {
  const baseUrl = url.replace(/\/+$/, '');
  const send = retrying(fetch, options);
  const client = createClient<paths>({
    baseUrl,
    fetch: send,
    ...(key !== undefined && { headers: { authorization: `Bearer ${key}` } }),
  });
  return {
    ...client,
    pages: (path, init) => itemsOf(client, path, init),
    deliver: async (endpoint, lead, more) => {
      const address = `${baseUrl}/api/intake/webhook/${encodeURIComponent(endpoint.id)}`;
      const response = await send(
        new Request(address, { method: 'POST', ...signDelivery(endpoint.secret, lead, more) }),
      );
      const answer: unknown = await response.json().catch(() => null);
      if (!response.ok) throw new PinggoError(response.status, answer);
      return answer as TakenIn;
    },
  };
}
