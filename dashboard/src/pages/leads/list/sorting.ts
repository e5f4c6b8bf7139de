import type { ListFilters, Order, Sort } from './filters';

/** The columns by which the list can be sorted, with what the API calls them and which way they go at first. */
const COLUMNS: Record<string, { sort: Exclude<Sort, 'urgency'>; first: Order } | undefined> = {
  deadlineAt: { sort: 'deadline', first: 'asc' },
  score: { sort: 'score', first: 'desc' },
  receivedAt: { sort: 'received', first: 'desc' },
};

export interface Sorting {
  /** Of a column's header; undefined where the list cannot be sorted by it. */
  ariaSort: (column: string) => 'ascending' | 'descending' | 'none' | undefined;
  /** Sorts by a column, or the other way round. */
  turn: (column: string) => void;
}

export function sortingOf({
  filters,
  sort,
  order,
  set,
}: Pick<ListFilters, 'filters' | 'sort' | 'order' | 'set'>): Sorting {
  // By urgency is by deadline, of open leads only.
  const by = sort === 'urgency' ? 'deadline' : sort;
  const wayOf = (column: string): Order | null => {
    const found = COLUMNS[column];
    return found?.sort === by ? (order ?? found.first) : null;
  };
  return {
    ariaSort: (column) => {
      if (!COLUMNS[column]) return undefined;
      const way = wayOf(column);
      return way === null ? 'none' : way === 'asc' ? 'ascending' : 'descending';
    },
    turn: (column) => {
      const found = COLUMNS[column];
      if (!found) return;
      const way = wayOf(column);
      const next: Order = way === null ? found.first : way === 'asc' ? 'desc' : 'asc';
      // Which leads are shown does not change with their order.
      const isOpenOnly = sort === 'urgency' || filters.open === 'true';
      if (isOpenOnly && found.sort === 'deadline' && next === 'asc')
        return set({ sort: null, order: null, open: null });
      set({
        sort: found.sort,
        order: next === found.first ? null : next,
        ...(sort === 'urgency' && { open: 'true' }),
      });
    },
  };
}
