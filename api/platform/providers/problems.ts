import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { OutgoingFailed } from '../../../outgoing/guarded.js';

/** What a provider can fail by, in the words of the contract; the pages say each in their language. */
export const SIGN_ON_PROBLEMS = [
  'NOT_HTTPS',
  'NOT_PUBLIC',
  'UNREACHABLE',
  'CERTIFICATE',
  'TIMEOUT',
  'TOO_LARGE',
  'PROVIDER_DOWN',
  'NOT_A_PROVIDER',
  'ISSUER_DIFFERS',
  'WRONG_CLIENT',
  'CLOCK',
  'TOKEN_NOT_VALID',
  'CODE_REFUSED',
  'ACCESS_DENIED',
  'REFUSED',
] as const;
export type SignOnProblem = (typeof SIGN_ON_PROBLEMS)[number];

export class ProviderFailed extends Error {
  constructor(
    readonly problem: SignOnProblem,
    options?: ErrorOptions,
  ) {
    super(`the provider of single sign-on failed: ${problem}`, options);
    this.name = 'ProviderFailed';
  }
}

const PASSING: readonly SignOnProblem[] = ['UNREACHABLE', 'TIMEOUT', 'PROVIDER_DOWN'];
/** Whether it goes away by itself: the provider is down. */
export const isPassing = (problem: SignOnProblem): boolean => PASSING.includes(problem);

/** Runs what asks a provider. @throws ProviderFailed in place of what the library throws */
export async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderFailed) throw error;
    throw new ProviderFailed(problemOf(error), { cause: error });
  }
}

const BY_CODE: Readonly<Record<string, SignOnProblem>> = {
  OAUTH_HTTP_REQUEST_FORBIDDEN: 'NOT_HTTPS',
  OAUTH_REQUEST_PROTOCOL_FORBIDDEN: 'NOT_HTTPS',
  OAUTH_TIMEOUT: 'TIMEOUT',
  OAUTH_ABORT: 'TIMEOUT',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'CLOCK',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'TOKEN_NOT_VALID',
  OAUTH_KEY_SELECTION_FAILED: 'TOKEN_NOT_VALID',
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: 'ISSUER_DIFFERS',
  OAUTH_RESPONSE_IS_NOT_JSON: 'NOT_A_PROVIDER',
  OAUTH_PARSE_ERROR: 'NOT_A_PROVIDER',
  OAUTH_MISSING_SERVER_METADATA: 'NOT_A_PROVIDER',
  OAUTH_INVALID_SERVER_METADATA: 'NOT_A_PROVIDER',
};
const BY_ERROR: Readonly<Record<string, SignOnProblem>> = {
  access_denied: 'ACCESS_DENIED',
  temporarily_unavailable: 'PROVIDER_DOWN',
  server_error: 'PROVIDER_DOWN',
  invalid_client: 'WRONG_CLIENT',
  unauthorized_client: 'WRONG_CLIENT',
  invalid_grant: 'CODE_REFUSED',
};

function problemOf(error: unknown): SignOnProblem {
  const outgoing = causes(error).find((one) => one instanceof OutgoingFailed);
  if (outgoing) return outgoing.fault;
  if (error instanceof WWWAuthenticateChallengeError) return error.status === 401 ? 'WRONG_CLIENT' : 'REFUSED';
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return BY_ERROR[error.error] ?? 'REFUSED';
  if (!(error instanceof ClientError)) throw error;
  if (error.code === 'OAUTH_RESPONSE_IS_NOT_CONFORM') {
    const answer = causes(error).find((one) => one instanceof Response);
    return (answer?.status ?? 0) >= 500 ? 'PROVIDER_DOWN' : 'NOT_A_PROVIDER';
  }
  return BY_CODE[error.code ?? ''] ?? 'TOKEN_NOT_VALID';
}

/** Everything that an error was caused by, itself the first. */
function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let at = error; at !== undefined && at !== null && found.length < 10;) {
    found.push(at);
    at = at instanceof Error ? at.cause : undefined;
  }
  return found;
}
