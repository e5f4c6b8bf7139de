import { rfc3339ToUtc } from './fields.js';

export { instant } from './fields.js';

/** A provider's instant: epoch seconds or milliseconds, or RFC 3339 with or without the colon in its offset. */
export function providerInstant(value: unknown): string | null {
  if (typeof value === 'number') return isoOrNull(value < 1e11 ? value * 1000 : value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d{9,13}$/.test(text)) return providerInstant(Number(text));
  return rfc3339ToUtc(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

function isoOrNull(ms: number): string | null {
  return ms >= EARLIEST && ms <= LATEST ? new Date(ms).toISOString() : null;
}
