import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api } from '../../../api/client';
import { attributesIn } from './column-ids';
import type { ListQuery } from './filters';
import { heardNow, onHeard } from './heard';
import { ListReader } from './list-reader';
import { firstPage, MOST, nextSpan, PAGE, type LeadPage, type LoadedList, type Span } from './windows';

/** A list with the attributes that its columns show. */
interface ListWithAttributes extends ListQuery {
  attributes: readonly string[];
}

async function read(
  { filters, sort, order, attributes }: ListWithAttributes,
  { after, until }: Span,
  signal: AbortSignal,
): Promise<LeadPage> {
  const stretch = { ...(after !== null && { cursor: after }), ...(until !== null && { until }) };
  // The address may say anything: the API refuses what it does not know.
  const along = attributes.length > 0 && { attribute: attributes };
  const query: object = {
    ...filters,
    ...along,
    sort,
    ...(order && { order }),
    limit: until === null ? PAGE : MOST,
    ...stretch,
  };
  const { data } = await api.GET('/api/leads', { params: { query }, signal });
  return data!;
}

export interface LeadList {
  /** Undefined until its first page is there. */
  list: LoadedList | undefined;
  /** Of other filters, until the first page of these is there. */
  isPrevious: boolean;
  /** Why there is no first page. */
  error: Error | null;
  /** Why what is there cannot be read on or again. */
  failure: Error | null;
  again: () => void;
  hasMore: boolean;
  /** Says which rows somebody looks at. */
  see: (from: number, to: number) => void;
}

/** A list that grows as somebody scrolls, and is read again where somebody looks when something is heard. */
export function useLeadList(
  { filters, sort, order }: ListQuery,
  columns: readonly string[],
  isOpening: boolean,
): LeadList {
  const queries = useQueryClient();
  const named = JSON.stringify(attributesIn(columns));
  const attributes = useMemo(() => JSON.parse(named) as string[], [named]);
  const key = useMemo(() => ['leads', 'list', sort, order, filters, attributes], [sort, order, filters, attributes]);
  const first = useQuery({
    queryKey: key,
    enabled: !isOpening,
    queryFn: async ({ signal }) => {
      const heard = heardNow();
      return firstPage(await read({ filters, sort, order, attributes }, { after: null, until: null }, signal), heard);
    },
    meta: { ownLive: true },
    placeholderData: keepPreviousData,
    // From here on the reader keeps it up to date.
    staleTime: Infinity,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
    // Other pages invalidate all lists of leads: read from its start again, this one would lose what was loaded.
    refetchOnMount: false,
  });
  const [failure, setFailure] = useState<Error | null>(null);
  const reader = useRef<ListReader>(undefined);
  const isThere = first.data !== undefined && !first.isPlaceholderData;
  useEffect(() => {
    if (!isThere) return;
    const mine = new ListReader({
      list: () => queries.getQueryData<LoadedList>(key),
      change: (change) => queries.setQueryData<LoadedList>(key, (list) => list && change(list)),
      read: (span, signal) => read({ filters, sort, order, attributes }, span, signal),
      heard: heardNow,
      onFailure: setFailure,
    });
    reader.current = mine;
    const stop = onHeard(() => mine.changed());
    mine.changed();
    return () => {
      stop();
      mine.end();
      setFailure(null);
    };
  }, [isThere, key, queries, filters, sort, order, attributes]);
  const actions = useMemo(
    () => ({
      see: (from: number, to: number) => reader.current?.see(from, to),
      again: () => (reader.current ? reader.current.again() : undefined),
    }),
    [],
  );
  return {
    list: first.data,
    isPrevious: first.isPlaceholderData,
    error: first.data === undefined || first.isPlaceholderData ? first.error : null,
    failure,
    hasMore: isThere && nextSpan(first.data) !== null,
    see: actions.see,
    again: isThere ? actions.again : () => void first.refetch(),
  };
}
