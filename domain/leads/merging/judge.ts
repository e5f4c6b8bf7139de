import { isEnded } from '../vocabulary/ended.js';
import type { LeadSituation } from '../commands/situation.js';

/** What a merge depends on of either lead. */
export type MergeSituation = Pick<LeadSituation, 'status' | 'closing' | 'merged'>;

/**
 * Why two leads cannot be made one, in words; null: they can. Both are open: what has ended is told apart by its outcome,
 * and a person who waits is not put behind a door that is shut.
 * @param kept the one that stays @param other the one that is merged into it
 */
export function mergeRefusal(kept: MergeSituation, other: MergeSituation): string | null {
  if (other.merged) return 'the other lead was merged into another already';
  if (kept.merged) return 'this lead was merged into another: merge into that one';
  if (isEnded(kept.status) || kept.closing)
    return `this lead is ${kept.closing ? 'about to be closed' : kept.status}: reopen it first, or keep the other one`;
  if (isEnded(other.status) || other.closing)
    return `the other lead is ${other.closing ? 'about to be closed' : `${other.status} already`}`;
  if (other.status === 'RECEIVED') return 'the other lead is being decided: ask again in a moment';
  return null;
}
