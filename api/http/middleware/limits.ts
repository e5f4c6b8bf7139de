import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit';
import type { HttpOptions } from '../deps.js';
import { tooManyRequests } from '../errors.js';

export interface Limits {
  /** By address, before anything else is done for the request. */
  general: RequestHandler[];
  /** By address and e-mail, and by address; after the body was validated. */
  login: RequestHandler[];
}

const WINDOW_MS = 60_000;

/** Counts in this process only: with several replicas each allows as much. */
export function limits(options: HttpOptions): Limits {
  const make = (name: string, limit: number, key?: Options['keyGenerator']): RequestHandler[] =>
    limit === 0
      ? []
      : [
          rateLimit({
            windowMs: WINDOW_MS,
            limit,
            identifier: name,
            standardHeaders: 'draft-8',
            legacyHeaders: false,
            // Without a trusted proxy the header is just text that a client sent.
            validate: { xForwardedForHeader: false, forwardedHeader: false },
            ...(key ? { keyGenerator: key } : {}),
            handler: (req, _res, next) => {
              const resetTime = (req as { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime;
              const left = (resetTime?.getTime() ?? Date.now() + WINDOW_MS) - Date.now();
              next(tooManyRequests(Math.max(1, Math.ceil(left / 1000))));
            },
          }),
        ];
  return {
    general: make('requests', options.rateLimitPerMinute),
    login: [
      ...make('log-ins', options.loginLimitPerMinute, (req) => {
        const { email } = req.body as { email?: string };
        return `${ipKeyGenerator(req.ip ?? '')}|${(email ?? '').toLowerCase()}`;
      }),
      // One address that tries many people: each try costs an Argon2 hash.
      ...make('log-ins-of-address', options.loginLimitPerMinute * 10, (req) => ipKeyGenerator(req.ip ?? '')),
    ],
  };
}
