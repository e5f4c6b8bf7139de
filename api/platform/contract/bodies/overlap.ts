import { z } from 'zod';
import { parseDuration } from '../../../../domain/engine/time/duration.js';

const MOST_OVERLAP_MS = 30 * 24 * 60 * 60 * 1000;

/** How long what is replaced stays good beside the new one: ISO 8601 in, milliseconds out. @param description for the document */
export const overlapOf = (description: string) =>
  z
    .string()
    .max(64)
    .default('PT24H')
    .transform((text, ctx) => {
      try {
        const ms = parseDuration(text);
        if (ms >= 0 && ms <= MOST_OVERLAP_MS) return ms;
        ctx.addIssue({ code: 'custom', message: 'Give PT0S to P30D.' });
      } catch (error) {
        ctx.addIssue({ code: 'custom', message: (error as Error).message });
      }
      return z.NEVER;
    })
    .meta({ description, override: { type: 'string', format: 'duration', default: 'PT24H' } });
