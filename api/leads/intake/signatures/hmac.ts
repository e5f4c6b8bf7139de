import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export function hmacSha256(key: string | Buffer, ...parts: (string | Buffer)[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/**
 * Whether any given digest is any expected one. Every pair is compared, each in constant time, so that neither the
 * place of the first difference nor which secret fitted can be timed.
 */
export function anyDigestEqual(given: readonly Buffer[], expected: readonly Buffer[]): boolean {
  let found = 0;
  for (const left of given) {
    for (const right of expected) {
      if (left.length === right.length) found |= Number(timingSafeEqual(left, right));
    }
  }
  return found === 1;
}

/** Base64 (padded, standard alphabet, canonical) or null; Node's own decoder skips what it does not know. */
export function strictBase64(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** A replay key for a delivery that has no id of its own: the same bytes are the same delivery. */
export function bodyHash(raw: Buffer): string {
  return `sha256:${createHash('sha256').update(raw).digest('hex')}`;
}
