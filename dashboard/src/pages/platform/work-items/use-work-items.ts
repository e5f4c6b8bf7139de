import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, type ComponentType } from 'react';
import { api, type Schemas } from '../../../api/client';
import type { paths } from '../../../api/schema';
import { onLive } from '../../../live/live';
import { leadOf } from '../../../live/use-live';
import { useAddress } from '../../../shared/address';

export type WorkItem = Schemas['WorkItem'];
/** What the product offers to do about an item: this page knows none. */
export type Solving = ComponentType<{ item: WorkItem }>;
type Query = NonNullable<paths['/api/work-items']['get']['parameters']['query']>;

const PAGE = 50;

export interface Filters {
  status: 'open' | 'resolved';
  kind: WorkItem['kind'] | null;
}

/** The filters are the address's; without any it is what is open. */
export function useFilters(): [Filters, (change: Partial<Filters>) => void] {
  const [search, change] = useAddress();
  const status = search.get('status') === 'resolved' ? 'resolved' : 'open';
  const kind = search.get('kind') as Filters['kind'];
  const set = ({ status, ...others }: Partial<Filters>): void =>
    change({ ...others, ...(status && { status: status === 'open' ? null : status }) });
  return [{ status, kind }, set];
}

export function useWorkItems({ status, kind }: Filters) {
  const queries = useQueryClient();
  const list = useInfiniteQuery({
    queryKey: ['work-items', status, kind],
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor }) => {
      const query: Query = { status, limit: PAGE, ...(kind && { kind }), ...(cursor && { cursor }) };
      return (await api.GET('/api/work-items', { params: { query } })).data!;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  // An item shows its lead as it is now.
  useEffect(() => {
    const leads = new Set(items.map(({ leadId }) => leadId));
    return onLive((told) => {
      if (!('event' in told) || !leads.has(leadOf(told.event))) return;
      void queries.invalidateQueries({ queryKey: ['work-items', status, kind] });
    });
  }, [items, queries, status, kind]);
  return { list, items };
}
