import { parseDuration } from '../../../../domain/engine/time/duration.js';

/** @param iso as a flow has it: `PT15M`, `-P1D` @returns milliseconds; null where the API would not take it for a duration */
export function durationMs(iso: unknown): number | null {
  if (typeof iso !== 'string') return null;
  try {
    return parseDuration(iso);
  } catch {
    return null;
  }
}
