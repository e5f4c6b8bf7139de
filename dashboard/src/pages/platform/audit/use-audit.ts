import { keepPreviousData, useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { api, type Schemas } from '../../../api/client';
import { leadOf } from '../../../live/use-live';
import { onLive } from '../../../live/live';
import { useZone } from '../../../shared/instant';
import { dayOf } from './days';
import { queryOf, type Filters } from './filters';

export type Entry = Schemas['AuditEntry'];
interface Page {
  items: Entry[];
  nextCursor: string | null;
}

const PAGE = 50;
/** Entries come in bursts: the newest are read again at most this often. */
const SETTLE_MS = 300;

/**
 * The entries that the filters let through, newest first. What is new is shown at once, unless somebody is reading: then
 * it waits until they are done, or ask for it.
 * @param held whether somebody is reading
 */
export function useAudit(filters: Filters, held: boolean) {
  const queries = useQueryClient();
  const timeZone = useZone();
  const queryKey = useMemo(() => ['audit', timeZone, filters], [timeZone, filters]);
  const read = useCallback(
    async (cursor: string | undefined, signal: AbortSignal) => {
      const query = { ...queryOf(filters, timeZone), limit: PAGE, ...(cursor && { cursor }) };
      // The same path answers CSV too, which this does not ask for.
      return (await api.GET('/api/audit', { params: { query }, signal })).data as unknown as Page;
    },
    [filters, timeZone],
  );
  const log = useInfiniteQuery({
    queryKey,
    meta: { ownLive: true },
    // It keeps itself up to date; reading all its pages again would move what is read.
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const entries = useMemo(() => log.data?.pages.flatMap(({ items }) => items) ?? [], [log.data]);

  const [newest, setNewest] = useState<{ page: Page; of: unknown } | null>(null);
  useEffect(() => {
    // Nothing more can happen on days that are over.
    if (filters.to && filters.to < dayOf(Date.now(), timeZone)) return;
    const ended = new AbortController();
    let wanted = false;
    let looking = false;
    const look = async (): Promise<void> => {
      looking = true;
      while (wanted && !ended.signal.aborted) {
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        wanted = false;
        // Without an answer nothing is lost: the next event asks again, and so does a connection that is back.
        const page = await read(undefined, ended.signal).catch(() => null);
        if (page && !ended.signal.aborted) setNewest({ page, of: queryKey });
      }
      looking = false;
    };
    const end = onLive((told) => {
      if (filters.leadId && 'event' in told && leadOf(told.event) !== filters.leadId) return;
      wanted = true;
      if (!looking) void look();
    });
    return () => {
      end();
      ended.abort();
    };
  }, [filters, timeZone, queryKey, read]);

  const fresh = newest?.of === queryKey ? newest.page : null;
  const waiting = useMemo(() => {
    const known = new Set(entries.map(({ id }) => id));
    return fresh?.items.filter(({ id }) => !known.has(id)).length ?? 0;
  }, [entries, fresh]);
  const isPending = log.isPending || log.isPlaceholderData;
  const show = useCallback(async () => {
    if (!fresh) return;
    // A page that is under way belongs below what goes away here.
    await queries.cancelQueries({ queryKey });
    queries.setQueryData<InfiniteData<Page>>(queryKey, { pages: [fresh], pageParams: [undefined] });
    setNewest(null);
  }, [fresh, queries, queryKey]);
  useEffect(() => {
    if (waiting > 0 && !held && !isPending) void show();
  }, [waiting, held, isPending, show]);

  return {
    log,
    entries,
    isPending,
    show,
    /** How many new entries wait to be shown. */
    waiting,
    /** Whether there may be more of them than could be counted. */
    many: waiting >= PAGE,
  };
}
