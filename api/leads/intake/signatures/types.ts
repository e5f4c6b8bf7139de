/** Header names in lower case, as Node gives them. */
export type Headers = Record<string, string | undefined>;

export interface SignedRequest {
  headers: Headers;
  /** The bytes as they came, before any parsing. */
  raw: Buffer;
  /** All active secrets of the endpoint: while one is being rotated there are two. */
  secrets: readonly string[];
}

export type VerifyFailureReason = 'MISSING_HEADER' | 'BAD_TIMESTAMP' | 'STALE' | 'BAD_SIGNATURE';

/** Why a request was refused. The message is for the sender; it never says which secret came close. */
export interface VerifyFailure {
  ok: false;
  reason: VerifyFailureReason;
  message: string;
}

export function failure(reason: VerifyFailureReason, message: string): VerifyFailure {
  return { ok: false, reason, message };
}
