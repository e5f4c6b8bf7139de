import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { api, type Schemas } from '../../../api/client';
import { addressOf, isChanged, NO_VIEW, type SavedView } from './view-address';

type Views = Schemas['LeadViews'];

const KEY = ['lead-views'];

export interface ViewState {
  /** Null: not read yet, or it cannot be. */
  all: Views | null;
  /** What the address names; null: none. */
  view: SavedView | null;
  /** It is not said yet which list is to be shown. */
  isOpening: boolean;
  /** The address names a view that is not there (any more). */
  isMissing: boolean;
  /** What is shown is something else than the view. */
  isChanged: boolean;
  error: Error | null;
  /** Reads them again. */
  again: () => Promise<unknown>;
  /** Shows a view as it was saved; null: the list of all open leads. */
  open: (viewId: string | null) => void;
  /** Shows one that was saved just now. */
  saved: (view: SavedView) => void;
}

/** The saved views, and the one that the address names. An address that says nothing opens what the person's list opens with. */
export function useViews(): ViewState {
  const [search, setSearch] = useSearchParams();
  const queries = useQueryClient();
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: KEY,
    staleTime: 60_000,
    queryFn: async () => (await api.GET('/api/lead-views')).data!,
  });
  const named = search.get('view');
  const view = data?.items.find(({ id }) => id === named) ?? null;
  const byDefault = search.size === 0 ? (data?.defaultViewId ?? null) : null;
  useEffect(() => {
    if (byDefault !== null) setSearch(addressOf(byDefault), { replace: true });
  }, [byDefault, setSearch]);
  return {
    all: data ?? null,
    view,
    isOpening: (isLoading && (search.size === 0 || (named !== null && named !== NO_VIEW))) || byDefault !== null,
    isMissing: data !== undefined && named !== null && named !== NO_VIEW && view === null,
    isChanged: view !== null && isChanged(search, view),
    // What was read once is good enough while it cannot be read again.
    error: data === undefined ? error : null,
    again: refetch,
    saved: (view) => {
      queries.setQueryData<Views>(KEY, (before) => before && { ...before, items: withView(before.items, view) });
      setSearch(addressOf(view.id), { replace: view.id === named });
    },
    open: (viewId) => setSearch(addressOf(viewId ?? (data?.defaultViewId ? NO_VIEW : null))),
  };
}

const withView = (views: readonly SavedView[], view: SavedView): SavedView[] =>
  views.some(({ id }) => id === view.id) ? views.map((one) => (one.id === view.id ? view : one)) : [...views, view];
