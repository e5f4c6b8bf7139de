import type { LeadItem, LeadWindow, LoadedList, Rows } from './windows';

/** An order that is kept. */
export interface KeptOrder {
  items: LeadItem[];
  /** Those that were loaded when it began to be kept. */
  windows: readonly LeadWindow[];
}

export interface SteadyRows {
  items: LeadItem[];
  /** Shown still, though they have left the list. */
  gone: ReadonlySet<string>;
  /** Whether rows would come, go or move if the order were let go. */
  waiting: boolean;
}

const NONE: ReadonlySet<string> = new Set();

export const keptOrder = ({ windows }: LoadedList, { items }: Rows): KeptOrder => ({
  items,
  windows,
});

/**
 * As `useSteady`, for a list that is loaded page by page: pages that are loaded meanwhile follow, as nothing is moved by
 * them, and a list that somebody scrolls with the pointer on it can go on.
 * @param kept null: the order of the server
 */
export function steadyRows(list: LoadedList, rows: Rows, kept: KeptOrder | null): SteadyRows {
  const isUnchanged = kept === null || kept.windows.every((window, index) => window === list.windows[index]);
  if (isUnchanged) return { items: rows.items, gone: NONE, waiting: false };
  const current = new Map(rows.items.map((item) => [item.id, item]));
  const gone = new Set<string>();
  const items = kept.items.map((item) => {
    const now = current.get(item.id);
    if (!now) gone.add(item.id);
    return now ?? item;
  });
  const firstNew = list.windows.findIndex(({ page }) => page > kept.windows.at(-1)!.page);
  if (firstNew >= 0) {
    const there = new Set(kept.items.map(({ id }) => id));
    for (const item of rows.items.slice(rows.starts[firstNew])) if (!there.has(item.id)) items.push(item);
  }
  const waiting = items.length !== rows.items.length || items.some(({ id }, index) => id !== rows.items[index]!.id);
  return { items, gone, waiting };
}
