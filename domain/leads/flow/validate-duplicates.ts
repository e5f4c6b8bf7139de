import type { DuplicatePolicy } from './definition.js';
import type { Report } from '../../engine/conditions/check.js';
import { durationOf } from './validate-duration.js';

/** As far back as the same person is looked for. */
export const LONGEST_WINDOW_MS = 366 * 24 * 60 * 60_000;

export function checkDuplicates({ window }: DuplicatePolicy, report: Report): void {
  const ms = durationOf(window, 'duplicates.window', report);
  if (ms === null) return;
  if (ms <= 0) report('duplicates.window', 'A window is longer than zero.');
  else if (ms > LONGEST_WINDOW_MS) report('duplicates.window', 'A window is at most 366 days.');
}
