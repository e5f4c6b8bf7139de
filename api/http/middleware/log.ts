import type { Request, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

/** Asked every few seconds by machines: told at `debug` only. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * One line per request. The route's template stands for the path: a typed path or query could hold personal data.
 * No headers, no bodies, no addresses.
 */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp<Request>({
    logger: log,
    quietReqLogger: true,
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    customLogLevel: (req, res) => {
      if (res.statusCode >= 500 && res.statusCode !== 503) return 'error';
      if (res.statusCode >= 500) return 'warn';
      return PROBES.has(req.template ?? '') ? 'debug' : 'info';
    },
    customSuccessMessage: (req, res) => `${req.method} ${req.template ?? '(no route)'} ${res.statusCode}`,
    customErrorMessage: (req, res) => `${req.method} ${req.template ?? '(no route)'} ${res.statusCode}`,
    genReqId: (req) => req.traceId,
    customAttributeKeys: { reqId: 'traceId', responseTime: 'ms' },
    customSuccessObject: told,
    customErrorObject: (req, res, _error, value) => told(req, res, value as { ms: number }),
  });
}

/** Not `customProps`: those are asked for at the start as well, before anything is known. */
const told = (req: Request, res: { statusCode: number }, { ms }: { ms: number }): Record<string, unknown> => ({
  orgId: req.caller?.orgId,
  method: req.method,
  route: req.template ?? null,
  status: res.statusCode,
  ms,
});
