import { useLocation } from 'react-router';

/** What a list gives along with the link to one of its leads, as the history's state. */
export interface CameFrom {
  /** The list's address with its filters. */
  list: string;
  /** Its leads in the order in which they were shown. */
  leadIds: string[];
}

/** @returns the list that the lead was opened from; null: from somewhere else */
export function useCameFrom(): CameFrom | null {
  const state = useLocation().state as Partial<CameFrom> | null;
  return typeof state?.list === 'string' && Array.isArray(state.leadIds) ? (state as CameFrom) : null;
}
