import { lookup, type LookupAddress } from 'node:dns';
import { request as plainRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { CustomFetch } from 'openid-client';
import { isLoopback, isPublic, mayBeInner } from './addresses.js';

/** Where calls to providers may go besides the internet. */
export interface OutgoingRules {
  /** Hosts whose addresses may be of the company's own network; in lower case. */
  innerHosts: readonly string[];
  /** Development and tests: a provider may be on this machine, and speak plain HTTP there. */
  local: boolean;
}

export type OutgoingFault = 'NOT_HTTPS' | 'NOT_PUBLIC' | 'UNREACHABLE' | 'CERTIFICATE' | 'TIMEOUT' | 'TOO_LARGE';

export class OutgoingFailed extends Error {
  constructor(
    readonly fault: OutgoingFault,
    options?: ErrorOptions,
  ) {
    super(`the call did not come about: ${fault}`, options);
    this.name = 'OutgoingFailed';
  }
}

/** From the first byte out to the last one in. */
const WITHIN_MS = 10_000;
/** Metadata, keys and tokens are a few KiB. */
const LONGEST_BODY = 1024 * 1024;
/** Answers that `Response` takes no body for. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/**
 * `fetch` for addresses that a tenant gave: the only way by which this process calls one. The address that a name resolves to is
 * checked by the connection itself, so that no name can resolve to another one a moment later. Redirects are not followed.
 * @returns what throws `OutgoingFailed`
 */
export function guardedFetch(rules: OutgoingRules): CustomFetch {
  return async (address, options) => {
    const url = new URL(address);
    const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    const isPlain = url.protocol === 'http:';
    if (!isPlain && url.protocol !== 'https:') throw new OutgoingFailed('NOT_HTTPS');
    const isInner = rules.innerHosts.includes(host);
    const mayGoTo = (ip: string): boolean => {
      if (rules.local && isLoopback(ip)) return true;
      if (isPlain && !(rules.local && isInner)) return false;
      return isPublic(ip) || (isInner && mayBeInner(ip));
    };
    if (isPlain && !rules.local) throw new OutgoingFailed('NOT_HTTPS');
    // A literal address is not looked up.
    if (isIP(host) !== 0 && !mayGoTo(host)) throw new OutgoingFailed('NOT_PUBLIC');
    const request = isPlain ? plainRequest : secureRequest;
    return call((more) => request(url, { ...more, lookup: checkedLookup(mayGoTo) }), options);
  };
}

/** Resolves a name; an address among its own that may not be called refuses them all. */
const checkedLookup =
  (mayGoTo: (ip: string) => boolean): LookupFunction =>
  (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      const addresses: LookupAddress[] = error ? [] : found;
      const refused = addresses.length === 0 || !addresses.every(({ address }) => mayGoTo(address));
      const failure = error ?? (refused ? new OutgoingFailed('NOT_PUBLIC') : null);
      if (failure) return done(failure, []);
      if (options.all) return done(null, addresses);
      return done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

function call(
  open: (options: RequestOptions) => ClientRequest,
  { method, headers, body, signal }: Parameters<CustomFetch>[1],
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = open({ method, headers, agent: false });
    const end = (error: Error): void => {
      clearTimeout(timer);
      request.destroy();
      reject(failureOf(error));
    };
    const timer = setTimeout(() => end(new OutgoingFailed('TIMEOUT')), WITHIN_MS);
    signal?.addEventListener('abort', () => end(new OutgoingFailed('TIMEOUT')), { once: true });
    request.on('error', end);
    request.on('response', (response) => {
      read(response).then((answer) => {
        clearTimeout(timer);
        resolve(answer);
      }, end);
    });
    request.end(textOf(body));
  });
}

async function read(response: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new OutgoingFailed('TOO_LARGE');
    chunks.push(chunk);
  }
  const status = response.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  if (status < 200 || status > 599) throw new OutgoingFailed('UNREACHABLE');
  return new Response(WITHOUT_BODY.has(status) ? null : Buffer.concat(chunks), { status, headers });
}

/** What the library sends is a form. */
function textOf(body: Parameters<CustomFetch>[1]['body']): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new Error('a body of another kind than is sent to providers');
}

function failureOf(error: Error): OutgoingFailed {
  if (error instanceof OutgoingFailed) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isCertificate =
    /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(code) || code === 'EPROTO';
  return new OutgoingFailed(isCertificate ? 'CERTIFICATE' : 'UNREACHABLE', { cause: error });
}
