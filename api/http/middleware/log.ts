import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';

/** Asked every few seconds by machines: told at `debug` only. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * One line per request. The route's template stands for the path: a typed path or query could hold personal data.
 * No headers, no bodies, no addresses.
 */
export function requestLog(log: Logger): RequestHandler {
  return (req, res, next) => {
    const beganAtMs = Date.now();
    // Also of a response that its client did not wait for.
    res.once('close', () => {
      const { traceId, method, template } = req;
      const status = res.statusCode;
      log[levelOf(req, res)](
        { traceId, orgId: req.caller?.orgId, method, route: template ?? null, status, ms: Date.now() - beganAtMs },
        `${method} ${template ?? '(no route)'} ${status}`,
      );
    });
    next();
  };
}

function levelOf(req: Request, { statusCode }: Response): 'error' | 'warn' | 'info' | 'debug' {
  if (statusCode >= 500) return statusCode === 503 ? 'warn' : 'error';
  return PROBES.has(req.template ?? '') ? 'debug' : 'info';
}
