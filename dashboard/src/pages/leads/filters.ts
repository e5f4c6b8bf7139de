import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** In the order in which they are shown; `sort` is not among them, as it leaves nothing out. */
const NAMES = [
  ...(['q', 'status', 'breach', 'ownerId', 'teamId', 'flowId', 'source'] as const),
  ...(['from', 'to', 'escalatedFrom', 'escalatedTo', 'open'] as const),
] as const;

export type FilterName = (typeof NAMES)[number];

/** As the API takes them: the address says them in the same words, and what it does not know the API refuses. */
export type Filters = Partial<Record<FilterName, string>>;
export type Sort = 'urgency' | 'received';

export interface ListQuery {
  filters: Filters;
  /** Of open leads, or of all of them. */
  sort: Sort;
}

export interface ListFilters extends ListQuery {
  set: (changes: Partial<Record<FilterName | 'sort', string | null>>) => void;
  /** Lets everything through again. */
  clear: () => void;
}

/** What narrows the list is in the address, so that a list can be kept, shared and gone back to. */
export function useFilters(): ListFilters {
  const [search, setSearch] = useSearchParams();
  const key = search.toString();
  return useMemo(() => {
    const filters: Filters = {};
    for (const name of NAMES) {
      const given = search.getAll(name).filter((text) => text !== '');
      if (given.length > 0) filters[name] = given.join(',');
    }
    const change = (changes: Partial<Record<FilterName | 'sort', string | null>>): void =>
      setSearch(
        (before) => {
          for (const [name, value] of Object.entries(changes))
            if (value) before.set(name, value);
            else before.delete(name);
          return before;
        },
        { replace: true },
      );
    return {
      filters,
      sort: search.get('sort') ?? 'urgency',
      set: change,
      clear: () => change(Object.fromEntries(NAMES.map((name) => [name, null]))),
    } as ListFilters;
    // The parameters are a new object at each render.
    // eslint-disable-next-line
  }, [key]);
}

/** How many narrow the list; both ends of an interval are one. */
export const countOf = (filters: Filters): number =>
  new Set(Object.keys(filters).map((name) => name.replace(/From$|To$/, '').replace(/^(from|to)$/, 'received'))).size;

export const several = (value: string | undefined): string[] => value?.split(',') ?? [];
