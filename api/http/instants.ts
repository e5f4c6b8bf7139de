import { z } from 'zod';
import { parseInstant } from '../../domain/engine/time/instant.js';

/** An RFC 3339 instant as ISO 8601 UTC with milliseconds; null when the text is not one (or names no real date). */
export function rfc3339ToUtc(text: string): string | null {
  const ms = parseInstant(text);
  return ms === null ? null : new Date(ms).toISOString();
}

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

/** A request's instant: RFC 3339 in, ISO 8601 UTC out. */
export const instant = z
  .string()
  .max(64)
  .refine((text) => rfc3339ToUtc(text) !== null, {
    error: 'Give an RFC 3339 instant with seconds and an offset, such as 2026-11-20T10:00:00Z.',
  })
  .overwrite((text) => rfc3339ToUtc(text) ?? text)
  .meta({ format: 'date-time', example: '2026-11-20T10:00:00Z' });
