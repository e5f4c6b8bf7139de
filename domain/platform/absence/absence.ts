import type { InstantMs } from '../../engine/time/instant.js';

/** A stretch in which a person gets no leads. */
export interface AbsenceSpan {
  fromMs: InstantMs;
  /** Null: until the person is activated again. */
  toMs: InstantMs | null;
}

/** `PLANNED → RUNNING → ENDED`, or `CANCELLED` before its end. */
export const ABSENCE_STAGES = ['PLANNED', 'RUNNING', 'ENDED', 'CANCELLED'] as const;
export type AbsenceStage = (typeof ABSENCE_STAGES)[number];

/** Where an absence stands. It has its first instant, not its last. */
export function stageOf(
  { fromMs, toMs, cancelled }: AbsenceSpan & { cancelled: boolean },
  nowMs: InstantMs,
): AbsenceStage {
  if (cancelled) return 'CANCELLED';
  if (nowMs < fromMs) return 'PLANNED';
  return toMs === null || nowMs < toMs ? 'RUNNING' : 'ENDED';
}

/** In words, for an assignment's explanation and a forecast; never the reason that a person gave. */
export const absenceWords = ({ toMs }: Pick<AbsenceSpan, 'toMs'>): string =>
  toMs === null ? 'deactivated' : `time off until ${new Date(toMs).toISOString()}`;

const DAY_MS = 86_400_000;
/** A longer leave is planned in parts, so that somebody looks at it again. */
const LONGEST_MS = 366 * DAY_MS;
const FARTHEST_MS = 2 * 366 * DAY_MS;

/** What is wrong with time off that somebody asks for, all of it, each with its field; none: it can be planned. */
export function timeOffIssues(
  { fromMs, toMs }: { fromMs: InstantMs; toMs: InstantMs },
  nowMs: InstantMs,
): { path: 'from' | 'to'; message: string }[] {
  const issues: { path: 'from' | 'to'; message: string }[] = [];
  if (toMs <= fromMs) issues.push({ path: 'to', message: 'Time off ends after it begins: give a later instant.' });
  else if (toMs - fromMs > LONGEST_MS)
    issues.push({ path: 'to', message: 'Plan at most a year at a time; who stays away longer can be deactivated.' });
  if (toMs <= nowMs) issues.push({ path: 'to', message: 'This is over already: give an instant in the future.' });
  if (fromMs - nowMs > FARTHEST_MS) issues.push({ path: 'from', message: 'Plan at most two years ahead.' });
  return issues;
}
