import { parseJsonBody } from '../../../http/json.js';
import { bodyHash } from '../signatures/hmac.js';

const MAX_KEY = 200;

/** The replay key of a scheme without one: the event id in the payload, else a hash of the bytes. */
export function payloadReplayKey(raw: Buffer, eventIdOf: (json: unknown) => string | null): string {
  const parsed = parseJsonBody(raw, 'AS_TEXT');
  const id = parsed.ok ? eventIdOf(parsed.value) : null;
  return id !== null && id.length <= MAX_KEY && /^[\x21-\x7E]+$/.test(id) ? id : bodyHash(raw);
}
