import type { ErrorRequestHandler, Request } from 'express';
import type { Logger } from 'pino';
import { NoTurn } from '../../../db/turns.js';
import { ApiError, conflict, malformed, tooLarge, unavailable, unsupportedMediaType } from '../errors.js';
import { BODY_LIMIT } from '../body.js';
import { describeError, rootCause } from '../../../db/errors.js';
import { databaseTrouble } from './error-causes.js';

/** RFC 9457, with one extension member. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  instance: string;
  error: {
    code: string;
    human_title: string;
    human_how_to_fix: readonly string[];
    details: { trace_id: string; issues: readonly { path: string; message: string }[] } & Record<string, unknown>;
  };
}

/** The body of an answer other than 2xx. `instance` is the path without its query: that may hold personal data. */
export function problemOf(error: ApiError, req: Pick<Request, 'traceId' | 'originalUrl'>): Problem {
  return {
    type: `urn:pinggo:error:${error.code}`,
    title: error.title,
    status: error.status,
    instance: req.originalUrl.split('?', 1)[0] ?? '',
    error: {
      code: error.code,
      human_title: error.title,
      human_how_to_fix: error.howToFix,
      details: { trace_id: req.traceId, issues: error.issues, ...error.details },
    },
  };
}

/** Every error as the one contract. What nobody foresaw is a 500 that says nothing, and a log line that says it all. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, req, res, next) => {
    const error = toApiError(thrown);
    // A 503 that we chose ourselves is told by its request's line; so is one of a flood, which shall cost no more than that.
    const isTold = thrown === error || thrown instanceof NoTurn;
    if (error.status >= 500 && (!isTold || error.status === 500)) {
      const level = error.status === 503 ? 'warn' : 'error';
      log[level](
        { traceId: req.traceId, route: req.template, orgId: req.caller?.orgId, error: describeError(thrown) },
        error.title,
      );
    }
    if (res.headersSent) return next(thrown);
    res
      .status(error.status)
      .set(error.headers)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(error, req)));
  };
}

/** What to answer to something that was thrown, by us, by Express and its body parser, or by the database. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const cause = rootCause(thrown);
  if (cause instanceof ApiError) return cause;
  if (cause instanceof URIError)
    return malformed('The path has a broken percent-encoding', 'Write a path in valid percent-encoded UTF-8.');

  const trouble = databaseTrouble(cause);
  if (trouble === 'down') return unavailable(5, { title: 'The database is not available', cause: thrown });
  if (trouble === 'locked') return unavailable(1, { title: 'Somebody else is changing this right now', cause: thrown });
  if (trouble === 'slow') {
    return unavailable(5, {
      title: 'This took too long, and was stopped',
      howToFix: [
        'Ask for less at once, such as a shorter span, a narrower filter or fewer items.',
        'Or send the same request again in 5 s; nothing was changed.',
      ],
      cause: thrown,
    });
  }
  if (trouble === 'crowded') {
    return unavailable(1, {
      title: 'Your organisation has too much under way at once',
      howToFix: ['Send the same request again in 1 s, and fewer at a time; nothing was changed.'],
      cause: thrown,
    });
  }
  if (trouble === 'busy') return unavailable(1, { title: 'Two changes met; this one was taken back', cause: thrown });
  if (trouble === 'duplicate')
    return conflict('This is there already', ['Read what is there, or choose another name or key.']);
  if (trouble === 'reference') return conflict('Something that this refers to is not there (any more)');
  if (trouble === 'text')
    return malformed('The request has a character that cannot be stored', 'Leave NUL characters out.');

  const { status, type } = (cause ?? {}) as { status?: unknown; type?: unknown };
  if (type === 'entity.too.large' || status === 413) return tooLarge(BODY_LIMIT);
  if (type === 'encoding.unsupported' || status === 415) return unsupportedMediaType('application/json');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return malformed('The request could not be read', 'Send a well-formed HTTP request.');

  return new ApiError(
    {
      status: 500,
      code: 'INTERNAL',
      title: 'Something went wrong on our side',
      howToFix: ['Try again. If it stays, tell the operators the trace id.'],
    },
    { cause: thrown },
  );
}
