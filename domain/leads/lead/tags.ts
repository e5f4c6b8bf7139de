import { oneLine } from '../../platform/text/clean.js';
import { LIMITS } from '../vocabulary/lead-limits.js';

const MOST_TAGS = LIMITS.tags;

export interface TagChange {
  add: readonly string[];
  remove: readonly string[];
}

export type TagVerdict =
  { is: 'CHANGED'; tags: string[] } | { is: 'SAME'; why: string } | { is: 'REFUSED'; why: string };

/** What becomes of a lead's tags: those that stay keep their order, new ones come behind them. */
export function changeTags(tags: readonly string[], { add, remove }: TagChange): TagVerdict {
  const going = new Set(remove.map(oneLine));
  const kept = tags.filter((tag) => !going.has(tag));
  const next = [...new Set([...kept, ...add.map(oneLine).filter((tag) => tag !== '')])];
  if (next.length === tags.length && kept.length === tags.length)
    return { is: 'SAME', why: add.length === 0 ? 'the lead has none of these tags' : 'the lead is tagged so already' };
  // One that has more from before may still lose some.
  if (next.length > MOST_TAGS && next.length > tags.length)
    return { is: 'REFUSED', why: `a lead has at most ${MOST_TAGS} tags` };
  return { is: 'CHANGED', tags: next };
}
