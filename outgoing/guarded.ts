import { lookup, type LookupAddress } from 'node:dns';
import { request as plainRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback, isPublic, mayBeInner } from './addresses.js';

/** Where calls may go besides the internet. */
export interface OutgoingRules {
  /** Hosts whose addresses may be of the company's own network; in lower case. */
  innerHosts: readonly string[];
  /** Development and tests: what is called may be on this machine, and speak plain HTTP there. */
  local: boolean;
}

export const OUTGOING_FAULTS = [
  'NOT_HTTPS',
  'NOT_PUBLIC',
  'UNREACHABLE',
  'CERTIFICATE',
  'TIMEOUT',
  'TOO_LARGE',
] as const;
export type OutgoingFault = (typeof OUTGOING_FAULTS)[number];

export class OutgoingFailed extends Error {
  constructor(
    readonly fault: OutgoingFault,
    options?: ErrorOptions,
  ) {
    super(`the call did not come about: ${fault}`, options);
    this.name = 'OutgoingFailed';
  }
}

export interface OutgoingCall {
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
  signal?: AbortSignal | undefined;
  /** From the first byte out to the last one in. */
  withinMs: number;
  /** What is read of the answer's body. */
  longestBody: number;
  /** Of one that is longer: nothing is taken, or its beginning. */
  longer: 'REFUSE' | 'CUT';
}

export interface OutgoingAnswer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/**
 * Calls an address that a tenant gave: the only way by which our processes call one. The address that a name resolves to is
 * checked by the connection itself, so that no name can resolve to another one a moment later. Redirects are not followed.
 * @throws OutgoingFailed
 */
export async function guardedCall(rules: OutgoingRules, address: string, call: OutgoingCall): Promise<OutgoingAnswer> {
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
  return send((more) => request(url, { ...more, lookup: checkedLookup(mayGoTo) }), call);
}

/** What became of something that was sent. */
export interface Posted {
  status: number;
  contentType: string | null;
  /** When to try again, as the answer asks for: seconds, or a date. Null: it does not. */
  retryAfter: string | null;
  /** The beginning of the answer. */
  body: string;
}

/**
 * Sends a text to an address that a tenant gave. Of the answer its beginning is read and no more: whoever answers without end has
 * answered.
 * @throws OutgoingFailed
 */
export async function guardedPost(
  rules: OutgoingRules,
  address: string,
  post: Pick<OutgoingCall, 'headers' | 'body' | 'withinMs' | 'longestBody'>,
): Promise<Posted> {
  const { status, headers, body } = await guardedCall(rules, address, { ...post, method: 'POST', longer: 'CUT' });
  return {
    status,
    contentType: headers['content-type'] ?? null,
    retryAfter: headers['retry-after'] ?? null,
    body: body.toString('utf8'),
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

function send(open: (options: RequestOptions) => ClientRequest, call: OutgoingCall): Promise<OutgoingAnswer> {
  const { method, headers, body, signal, withinMs } = call;
  return new Promise((resolve, reject) => {
    const request = open({ method, headers, agent: false });
    const end = (error: Error): void => {
      clearTimeout(timer);
      request.destroy();
      reject(failureOf(error));
    };
    const timer = setTimeout(() => end(new OutgoingFailed('TIMEOUT')), withinMs);
    signal?.addEventListener('abort', () => end(new OutgoingFailed('TIMEOUT')), { once: true });
    request.on('error', end);
    request.on('response', (response) => {
      read(response, call).then((answer) => {
        clearTimeout(timer);
        resolve(answer);
        // Of one that was cut there may be more to come.
        request.destroy();
      }, end);
    });
    request.end(body);
  });
}

async function read(response: IncomingMessage, { longestBody, longer }: OutgoingCall): Promise<OutgoingAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody && longer === 'REFUSE') throw new OutgoingFailed('TOO_LARGE');
    chunks.push(chunk);
    if (length > longestBody) break;
  }
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 599) throw new OutgoingFailed('UNREACHABLE');
  return { status, headers: response.headers, body: Buffer.concat(chunks).subarray(0, longestBody) };
}

function failureOf(error: Error): OutgoingFailed {
  if (error instanceof OutgoingFailed) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isCertificate =
    /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(code) || code === 'EPROTO';
  return new OutgoingFailed(isCertificate ? 'CERTIFICATE' : 'UNREACHABLE', { cause: error });
}
