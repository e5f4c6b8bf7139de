import { parseDuration } from '../../engine/time/duration.js';
import type { Report } from '../../engine/conditions/check.js';

/** Milliseconds; null, and an issue, when it cannot be read. */
export function durationOf(text: string, path: string, report: Report): number | null {
  try {
    return parseDuration(text);
  } catch (error) {
    report(path, error instanceof Error ? error.message : 'This is not a duration.');
    return null;
  }
}
