import { anyDigestEqual, hmacSha256, strictBase64 } from './hmac.js';
import { failure, type SignedRequest, type VerifyFailure } from './types.js';

/** Where the signature is. */
export const TYPEFORM_SIGNATURE = 'typeform-signature';

/**
 * Typeform, "Secure your webhooks" (https://www.typeform.com/developers/webhooks/secure-your-webhooks/):
 * `Typeform-Signature: sha256=<base64 of HMAC-SHA256 over the raw body>`. The key is the webhook's secret as text, so a
 * `whsec_…` pasted into Typeform counts with its prefix. The scheme has no timestamp.
 */
export function verifyTypeform({ headers, raw, secrets }: SignedRequest): { ok: true } | VerifyFailure {
  const header = headers[TYPEFORM_SIGNATURE] ?? '';
  if (header === '') return failure('MISSING_HEADER', 'The header Typeform-Signature is missing.');
  const given = header.startsWith('sha256=') ? strictBase64(header.slice('sha256='.length)) : null;
  const expected = secrets.filter((secret) => secret !== '').map((secret) => hmacSha256(secret, raw));
  return given !== null && anyDigestEqual([given], expected)
    ? { ok: true }
    : failure('BAD_SIGNATURE', 'The header Typeform-Signature does not fit the body and an active secret.');
}
