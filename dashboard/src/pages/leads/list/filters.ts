import { useMemo } from 'react';
import { useAddress } from '../../../shared/address';

/** In the order in which they are shown; `sort` is not among them, as it leaves nothing out. */
const NAMES = [
  'q',
  'status',
  'breach',
  'paused',
  'ownerId',
  'breachedOwnerId',
  'teamId',
  'flowId',
  'source',
  'from',
  'to',
  'escalatedFrom',
  'escalatedTo',
  'open',
] as const;

export type FilterName = (typeof NAMES)[number];

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
  set: (changes: Partial<Record<FilterName | 'sort' | 'order', string | null>>) => void;
  /** Lets everything through again. */
  clear: () => void;
}

/** What narrows the list is in the address, so that a list can be kept, shared and gone back to. */
export function useFilters(): ListFilters {
  const [search, change] = useAddress();
  const key = search.toString();
  return useMemo(() => {
    const filters: Filters = {};
    for (const name of NAMES) {
      const given = search.getAll(name).filter((text) => text !== '');
      if (given.length > 0) filters[name] = given.join(',');
    }
    return {
      filters,
      sort: search.get('sort') ?? 'urgency',
      order: search.get('order') ?? undefined,
      set: change,
      clear: () => change(Object.fromEntries(NAMES.map((name) => [name, null]))),
    } as ListFilters;
    // The parameters are a new object at each render.
  }, [key]);
}

/** How many narrow the list; both ends of an interval are one. */
export const countOf = (filters: Filters): number =>
  new Set(Object.keys(filters).map((name) => name.replace(/From$|To$/, '').replace(/^(from|to)$/, 'received'))).size;

export const several = (value: string | undefined): string[] => value?.split(',') ?? [];
