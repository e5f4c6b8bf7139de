import type { CustomFetch } from 'openid-client';
import { guardedCall, type OutgoingRules } from '../../../outgoing/guarded.js';

const WITHIN_MS = 10_000;
/** Metadata, keys and tokens are a few KiB. */
const LONGEST_BODY = 1024 * 1024;
/** Answers that `Response` takes no body for. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** `fetch` for providers, whose addresses a tenant gave. @returns what throws `OutgoingFailed` */
export function guardedFetch(rules: OutgoingRules): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    const answer = await guardedCall(rules, address, {
      method,
      headers,
      body: textOf(body),
      signal,
      withinMs: WITHIN_MS,
      longestBody: LONGEST_BODY,
      longer: 'REFUSE',
    });
    const { status } = answer;
    const answered = new Headers();
    for (const [name, value] of Object.entries(answer.headers))
      for (const one of [value ?? []].flat()) answered.append(name, one);
    return new Response(WITHOUT_BODY.has(status) ? null : new Uint8Array(answer.body), { status, headers: answered });
  };
}

/** What the library sends is a form. */
function textOf(body: Parameters<CustomFetch>[1]['body']): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new Error('a body of another kind than is sent to providers');
}
