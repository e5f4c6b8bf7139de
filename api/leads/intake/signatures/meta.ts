import { anyDigestEqual, hmacSha256 } from './hmac.js';
import { failure, type SignedRequest, type VerifyFailure } from './types.js';

/** Where the signature is. */
export const META_SIGNATURE = 'x-hub-signature-256';

/**
 * Meta, "Webhooks: Getting Started, Validating Payloads"
 * (https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads):
 * `X-Hub-Signature-256: sha256=<hex of HMAC-SHA256 over the raw body>`; the key is the app secret as text. The SHA-1
 * header `X-Hub-Signature` is not accepted. The scheme has no timestamp.
 */
export function verifyMeta({ headers, raw, secrets }: SignedRequest): { ok: true } | VerifyFailure {
  const header = headers[META_SIGNATURE] ?? '';
  if (header === '') return failure('MISSING_HEADER', 'The header X-Hub-Signature-256 is missing.');
  const hex = /^sha256=([0-9a-fA-F]{64})$/.exec(header)?.[1];
  const expected = secrets.filter((secret) => secret !== '').map((secret) => hmacSha256(secret, raw));
  return hex !== undefined && anyDigestEqual([Buffer.from(hex, 'hex')], expected)
    ? { ok: true }
    : failure('BAD_SIGNATURE', 'The header X-Hub-Signature-256 does not fit the body and an active secret.');
}
