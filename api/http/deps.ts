import type { Request } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import type { Caller } from './access.js';

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
  /** Log-ins a minute from one address for one e-mail, and ten times that for one address; 0: no limit. */
  loginLimitPerMinute: number;
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
}
