import { useLocation } from 'react-router';

/** What a list gives along with the link to one of its leads, as the history's state. */
export interface CameFrom {
  /** The list's address with its filters. */
  list: string;
  /** Its leads in the order in which they were shown; of a long list those around the one that was opened. */
  leadIds: string[];
  /** How many came before those. */
  before: number;
  /** Of the whole list; null: it goes on beyond what was loaded. */
  count: number | null;
}

/** The history keeps it: a list of many thousands does not belong there. */
const AROUND = 100;

/** @param ids all that are loaded @param opened which of them is opened */
export function cameFrom(list: string, ids: string[], opened: string, hasMore = false): CameFrom {
  const before = Math.max(0, ids.indexOf(opened) - AROUND);
  return { list, leadIds: ids.slice(before, before + 2 * AROUND), before, count: hasMore ? null : ids.length };
}

/** @returns the list that the lead was opened from; null: from somewhere else */
export function useCameFrom(): CameFrom | null {
  const state = useLocation().state as Partial<CameFrom> | null;
  return typeof state?.list === 'string' && Array.isArray(state.leadIds) ? (state as CameFrom) : null;
}
