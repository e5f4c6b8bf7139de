import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { columnsFrom } from './column-ids';
import { addressWith, FILTER_NAMES, listSaid, type FilterName, type Said, type SavedView } from './view-address';

export type { FilterName } from './view-address';

/** As the API takes them: the address says them in the same words, and what it does not know the API refuses. */
export type Filters = Partial<Record<FilterName, string>>;
export type Sort = 'urgency' | 'received' | 'deadline' | 'score';
export type Order = 'asc' | 'desc';

export interface ListQuery {
  filters: Filters;
  /** Of open leads, or of all of them. */
  sort: Sort;
  /** Undefined: the order's usual way. */
  order: Order | undefined;
}

export interface ListFilters extends ListQuery {
  /** Everything by which the list is said. */
  said: Said;
  /** The columns that address or view say; null: neither does. */
  columns: string[] | null;
  set: (changes: Partial<Record<FilterName | 'sort' | 'order' | 'columns', string | null>>) => void;
  /** Lets everything through again. */
  clear: () => void;
}

/** What narrows the list is in the address, and in the view that it names, so that a list can be kept, shared and gone back to. */
export function useFilters(view: SavedView | null): ListFilters {
  const [search, setSearch] = useSearchParams();
  const key = search.toString();
  return useMemo(() => {
    const said = listSaid(search, view);
    const filters: Filters = {};
    for (const name of FILTER_NAMES) if (said[name] !== undefined) filters[name] = said[name];
    // The address itself: two fields may change it before either is drawn anew.
    const set: ListFilters['set'] = (changes) =>
      setSearch(addressWith(new URLSearchParams(window.location.search), view, changes), { replace: true });
    return {
      said,
      filters,
      sort: said['sort'] ?? 'urgency',
      order: said['order'],
      columns: said['columns'] === undefined ? null : columnsFrom(said['columns']),
      set,
      clear: () => set(Object.fromEntries(FILTER_NAMES.map((name) => [name, null]))),
    } as ListFilters;
    // The parameters are a new object at each render.
  }, [key, view]);
}

/** How many narrow the list; both ends of an interval are one. */
export const countOf = (filters: Filters): number =>
  new Set(Object.keys(filters).map((name) => name.replace(/From$|To$/, '').replace(/^(from|to)$/, 'received'))).size;

export const several = (value: string | undefined): string[] => value?.split(',') ?? [];
