import { z } from 'zod';
import { parseInstant } from '../../domain/engine/time/instant.js';
import { oneLine } from '../../domain/platform/text/clean.js';

/** An id in an answer. */
export const id = z.string().meta({ format: 'uuid', example: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11' });

/** An id in a request: what is no UUID cannot be an id of ours. Lower-cased, as ids are stored. */
export const givenId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'Give an id as this API gave it to you.')
  .overwrite((text) => text.toLowerCase())
  .meta({ format: 'uuid', example: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11' });

/** A name that people gave something: kept as typed, in one line and without spaces around it. */
export const label = z.string().overwrite(oneLine).min(1, 'Give a name.').max(200, 'Use at most 200 characters.');

/** An RFC 3339 instant as ISO 8601 UTC with milliseconds; null when the text is not one (or names no real date). */
export function rfc3339ToUtc(text: string): string | null {
  const ms = parseInstant(text);
  return ms === null ? null : new Date(ms).toISOString();
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
