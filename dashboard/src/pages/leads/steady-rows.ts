import type { LeadItem, LoadedList, Rows } from './windows';

/** An order that is kept. */
export interface KeptOrder {
  items: LeadItem[];
  /** The last page that was loaded when it began to be kept. */
  page: number;
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
  page: windows.at(-1)!.page,
});

/**
 * As `useSteady`, for a list that is loaded page by page: pages that are loaded meanwhile follow, as nothing is moved by
 * them, and a list that somebody scrolls with the pointer on it can go on.
 * @param kept null: the order of the server
 */
export function steadyRows(list: LoadedList, rows: Rows, kept: KeptOrder | null): SteadyRows {
  if (kept === null || kept.items === rows.items) return { items: rows.items, gone: NONE, waiting: false };
  const current = new Map(rows.items.map((item) => [item.id, item]));
  const gone = new Set<string>();
  const items = kept.items.map((item) => {
    const now = current.get(item.id);
    if (!now) gone.add(item.id);
    return now ?? item;
  });
  const firstNew = list.windows.findIndex(({ page }) => page > kept.page);
  if (firstNew >= 0) {
    const there = new Set(kept.items.map(({ id }) => id));
    for (const item of rows.items.slice(rows.starts[firstNew])) if (!there.has(item.id)) items.push(item);
  }
  const waiting = items.length !== rows.items.length || items.some(({ id }, index) => id !== rows.items[index]!.id);
  return { items, gone, waiting };
}
