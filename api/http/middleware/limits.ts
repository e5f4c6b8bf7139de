import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { HttpOptions } from '../deps.js';
import { tooManyRequests } from '../errors.js';

export interface Limits {
  /** By address, before anything else is done for the request. */
  general: RequestHandler[];
}

const WINDOW_MS = 60_000;

/** Counts in this process only: with several replicas each allows as much. */
export function limits({ rateLimitPerMinute }: HttpOptions): Limits {
  if (rateLimitPerMinute === 0) return { general: [] };
  const general = rateLimit({
    windowMs: WINDOW_MS,
    limit: rateLimitPerMinute,
    identifier: 'requests',
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Without a trusted proxy the header is just text that a client sent.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (req, _res, next) => {
      const resetTime = (req as { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime;
      const left = (resetTime?.getTime() ?? Date.now() + WINDOW_MS) - Date.now();
      next(tooManyRequests(Math.max(1, Math.ceil(left / 1000))));
    },
  });
  return { general: [general] };
}
