import type { TemporalSeen } from '../../../db/platform/queries/workers.js';

/** Whether it is away now, of all workers that were seen lately. */
export const isAway = ({ awaySince, backAt }: TemporalSeen): boolean => awaySince !== null && backAt === null;

/**
 * What to tell whoever operates this of a Temporal that is not simply up.
 * @param answers whether it answers this API
 * @param seen null: nobody can tell, as Postgres does not answer
 * @returns undefined where there is nothing to tell
 */
export function temporalWords(answers: boolean, seen: TemporalSeen | null): string | undefined {
  if (seen === null) return undefined;
  if (isAway(seen)) return `away since ${seen.awaySince!.toISOString()}; deadlines are kept by the understudy`;
  if (answers) return undefined;
  return seen.workers === 0
    ? 'away, and no worker was seen lately: nobody keeps the deadlines'
    : 'does not answer this API; the workers reach it';
}
