import type { Request } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import type { Caller } from './access.js';
import type { RequestKeys } from './keyed.js';

/** A list that somebody takes along as a file. */
export interface Exported {
  caller: Caller;
  /** Its path's last word: `leads`. */
  list: string;
  format: 'csv' | 'ndjson';
  /** As they were typed; those that were not are left out. */
  filters: Record<string, unknown>;
  traceId: string;
}

export interface HttpOptions {
  /**
   * Metrics, documentation and what exactly is down are for those who operate this, on a port of their own; false: for
   * everybody, here.
   */
  operationsApart: boolean;
  /** Origin under which people reach the API. */
  publicUrl: string;
  /** Requests a minute from one address; 0: no limit. */
  rateLimitPerMinute: number;
  /** Whose `X-Forwarded-For` is believed, as Express takes it: so many proxies, or their networks; false: nobody's. */
  trustProxy: false | number | string[];
}

/** What any route is given. */
export interface HttpDeps {
  /** As role `pinggo_app`. */
  db: Database;
  options: HttpOptions;
  log: Logger;
  clock: () => Date;
  /**
   * Who asks, by the credentials of a request.
   * @throws ApiError 401 without good ones
   */
  identify: (req: Request) => Promise<Caller>;
  /** `Idempotency-Key`s. */
  keys: RequestKeys;
  /** Writes down who took what along. Where it throws, nothing is given out. */
  exported: (what: Exported) => Promise<void>;
  /** Writes down what an operator asks in a support session, refused or not. Where it throws, nothing is answered. */
  supportAsked: (caller: Extract<Caller, { kind: 'support' }>, req: Request) => Promise<void>;
}
