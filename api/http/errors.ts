import type { Issue } from './issues.js';

export type { Issue } from './issues.js';

interface ApiErrorFields {
  status: number;
  code: string;
  title: string;
  howToFix: string[];
  issues?: Issue[];
  /** More members for `error.details`; nothing personal. */
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** An answer other than 2xx, as the contract shows it. Whatever else is thrown becomes a 500 without details. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly howToFix: readonly string[];
  readonly issues: readonly Issue[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(fields: ApiErrorFields, options?: ErrorOptions) {
    super(fields.title, options);
    this.status = fields.status;
    this.code = fields.code;
    this.title = fields.title;
    this.howToFix = fields.howToFix;
    this.issues = fields.issues ?? [];
    this.details = fields.details ?? {};
    this.headers = fields.headers ?? {};
  }
}

/** 400: well-formed, but not what the route takes. Each issue names its path. */
export const validation = (issues: Issue[], title = 'The request is not valid'): ApiError =>
  new ApiError({
    status: 400,
    code: 'VALIDATION_FAILED',
    title,
    howToFix: ['Correct the fields that details.issues names, and send the request again.'],
    issues,
  });

/** 400: cannot be read at all, e.g. broken JSON. */
export const malformed = (title: string, howToFix = 'Send a complete JSON document in UTF-8.'): ApiError =>
  new ApiError({ status: 400, code: 'MALFORMED_REQUEST', title, howToFix: [howToFix] });

/** 401. `scheme` null for routes where no `Authorization` header would help. */
export const unauthorized = (
  title = 'This needs valid credentials',
  howToFix: string[] = [
    'Log in at POST /api/auth/login and send the access token as "Authorization: Bearer …".',
    'An access token lives for 15 minutes: get a new one at POST /api/auth/refresh.',
  ],
  scheme: string | null = 'Bearer realm="pinggo"',
): ApiError =>
  new ApiError({
    status: 401,
    code: 'UNAUTHORIZED',
    title,
    howToFix,
    ...(scheme === null ? {} : { headers: { 'WWW-Authenticate': scheme } }),
  });

export const forbidden = (
  title = 'This is not allowed with your role or scopes',
  howToFix: string[] = ['Ask an administrator of your organisation for a role or an API key that may do this.'],
): ApiError => new ApiError({ status: 403, code: 'FORBIDDEN', title, howToFix });

/** 403: whoever operates the installation has suspended the organisation. Nothing was stored, and nothing is lost. */
export const tenantSuspended = (): ApiError =>
  new ApiError({
    status: 403,
    code: 'TENANT_SUSPENDED',
    title: 'This organisation is suspended',
    howToFix: [
      'Nothing was stored. Keep what you have, and send it again when the organisation is back.',
      'Until then everything can be read and nothing changed. Ask whoever operates this installation.',
    ],
  });

/**
 * 404: not there, or another org's. The answer is the same for both, and for an id that cannot exist.
 * @param what the thing in words, e.g. `team`.
 */
export const notFound = (what: string, howToFix = 'Check the id; the list route shows what there is.'): ApiError =>
  new ApiError({
    status: 404,
    code: 'NOT_FOUND',
    title: `There is no such ${what}`,
    howToFix: [howToFix],
  });

/** 409: the request is fine, the state it meets is not. @param issues which of its fields meet it, where a form can say so */
export const conflict = (
  title: string,
  howToFix: string[] = ['Read the current state, then decide again.'],
  issues: Issue[] = [],
): ApiError => new ApiError({ status: 409, code: 'CONFLICT', title, howToFix, issues });

/** 412: `If-Match` names an older revision. */
export const preconditionFailed = (current?: string): ApiError =>
  new ApiError({
    status: 412,
    code: 'PRECONDITION_FAILED',
    title: 'Somebody changed this since you read it',
    howToFix: ['Read it again, and send its new ETag as If-Match.'],
    ...(current === undefined ? {} : { headers: { ETag: current } }),
  });

/** 428: the route insists on `If-Match`. */
export const preconditionRequired = (): ApiError =>
  new ApiError({
    status: 428,
    code: 'PRECONDITION_REQUIRED',
    title: 'This change needs an If-Match header',
    howToFix: ['Read it first, and send its ETag as If-Match.'],
  });

export const tooLarge = (limitBytes: number): ApiError =>
  new ApiError({
    status: 413,
    code: 'BODY_TOO_LARGE',
    title: 'The body is too large',
    howToFix: [`Send at most ${limitBytes / 1024} KiB.`],
  });

export const unsupportedMediaType = (accepted: string): ApiError =>
  new ApiError({
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    title: 'The body has a content type or an encoding that this route does not take',
    howToFix: [`Send "Content-Type: ${accepted}" in UTF-8, not compressed or with gzip, deflate or br.`],
  });

/** 422: the same id or key was used before, with another body. */
export const unprocessable = (title: string, howToFix: string[]): ApiError =>
  new ApiError({ status: 422, code: 'UNPROCESSABLE', title, howToFix });

export const tooManyRequests = (retryAfterSeconds: number): ApiError =>
  new ApiError({
    status: 429,
    code: 'TOO_MANY_REQUESTS',
    title: 'Too many requests',
    howToFix: [`Wait ${retryAfterSeconds} s, then go on more slowly; the RateLimit headers say what is left.`],
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });

/** 429 of its own: log-ins that failed count, whether there is such an account or not. */
export const tooManyLogins = (retryAfterSeconds: number): ApiError =>
  new ApiError({
    status: 429,
    code: 'TOO_MANY_LOGINS',
    title: 'Too many log-ins failed',
    howToFix: [
      `Wait ${retryAfterSeconds} s: then the right password gets you in. Trying before makes it no shorter and no longer.`,
      'On a device on which you have logged in before, you need not wait for what others tried elsewhere.',
    ],
    headers: { 'Retry-After': String(retryAfterSeconds) },
  });

/** 429 of its own: the streams that are open count, not the requests. */
export const tooManyStreams = (limit: number): ApiError =>
  new ApiError({
    status: 429,
    code: 'TOO_MANY_STREAMS',
    title: 'Too many live streams are open',
    howToFix: [`Close one: a person or an API key may have ${limit} open at once.`],
    headers: { 'Retry-After': '5' },
  });

/** 503: something that this depends on is down. */
export const unavailable = (
  retryAfterSeconds = 5,
  more: {
    title?: string;
    howToFix?: string[];
    issues?: Issue[];
    details?: Record<string, unknown>;
    cause?: unknown;
  } = {},
): ApiError =>
  new ApiError(
    {
      status: 503,
      code: 'UNAVAILABLE',
      title: more.title ?? 'A service that this depends on is not available',
      howToFix: more.howToFix ?? [`Send the same request again in ${retryAfterSeconds} s; nothing was changed.`],
      headers: { 'Retry-After': String(retryAfterSeconds) },
      ...(more.issues ? { issues: more.issues } : {}),
      ...(more.details ? { details: more.details } : {}),
    },
    { cause: more.cause },
  );
