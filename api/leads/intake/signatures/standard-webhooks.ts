import { anyDigestEqual, hmacSha256, strictBase64 } from './hmac.js';
import { failure, type SignedRequest, type VerifyFailure } from './types.js';

/** Where the signature is. */
export const STANDARD_SIGNATURE = 'webhook-signature';

const TOLERANCE_SECONDS = 300;
const MAX_SIGNATURES = 20;

export type StandardWebhookResult = { ok: true; id: string; timestampMs: number } | VerifyFailure;

/**
 * Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md):
 * HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.` and the raw bytes, in `webhook-signature` as one or more
 * `v1,<base64>` separated by spaces; the key is the base64 behind `whsec_`. Stricter than the reference library: the
 * timestamp is digits only and the body is never decoded.
 */
export function verifyStandardWebhook(request: SignedRequest & { nowMs: number }): StandardWebhookResult {
  const { headers, raw, secrets, nowMs } = request;
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signature = headers[STANDARD_SIGNATURE] ?? '';
  for (const [name, value] of Object.entries({ id, timestamp, signature })) {
    if (value === '') return failure('MISSING_HEADER', `The header webhook-${name} is missing.`);
  }
  if (!/^[\x21-\x7E]{1,256}$/.test(id)) {
    return failure('MISSING_HEADER', 'The header webhook-id must be 1 to 256 printable characters without spaces.');
  }
  if (!/^[1-9][0-9]{0,10}$/.test(timestamp)) {
    return failure('BAD_TIMESTAMP', 'The header webhook-timestamp must be Unix seconds, digits only.');
  }
  const seconds = Number(timestamp);
  if (Math.abs(Math.floor(nowMs / 1000) - seconds) > TOLERANCE_SECONDS) {
    return failure('STALE', `The header webhook-timestamp is more than ${TOLERANCE_SECONDS} seconds from now.`);
  }
  const given = signature
    .split(' ', MAX_SIGNATURES)
    .flatMap((entry) => (entry.startsWith('v1,') ? [strictBase64(entry.slice(3))] : []))
    .filter((bytes) => bytes !== null);
  const expected = secrets
    .map(standardWebhookKey)
    .flatMap((key) => (key === null ? [] : [hmacSha256(key, `${id}.${timestamp}.`, raw)]));
  if (!anyDigestEqual(given, expected)) {
    return failure('BAD_SIGNATURE', 'No v1 signature in webhook-signature fits the body and an active secret.');
  }
  return { ok: true, id, timestampMs: seconds * 1000 };
}

/** Whether a secret is one of Standard Webhooks. */
export function isStandardWebhookSecret(secret: string): boolean {
  return standardWebhookKey(secret) !== null;
}

/** The key's bytes; null (it fits nothing) when the secret is not `whsec_` and base64. */
function standardWebhookKey(secret: string): Buffer | null {
  return secret.startsWith('whsec_') ? strictBase64(secret.slice('whsec_'.length)) : null;
}
