import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, type Schemas } from '../../../api/client';
import { useOwnLive } from '../../../live/use-own-live';
import { bucketOf, rangeOf, scopeOf, type Filters } from './filters';

/** What costs more to answer is read less often while events keep coming; a single event shows at once everywhere. */
const EVERY_MS = { summary: 0, leads: 0, reps: 2_000, flows: 2_000, trends: 10_000 };
const MOVES_MS = 15 * 60_000;
/** Kept up to date by the page while it is there: when it comes back, what is known is old. */
const own = { meta: { ownLive: true }, staleTime: 0 };

/** Keeps the page's figures up to date. To be used once. */
export function useLiveFigures({ range, to }: Filters): void {
  useOwnLive('summary', EVERY_MS.summary);
  useOwnLive('leads', EVERY_MS.leads);
  useOwnLive('reps', EVERY_MS.reps);
  useOwnLive('flows', EVERY_MS.flows);
  useOwnLive('trends', EVERY_MS.trends);
  const queries = useQueryClient();
  const moves = range !== 'chosen' || to === undefined;
  // A range that ends now moves on though nothing happens: leads leave it at its other end.
  useEffect(() => {
    if (!moves) return;
    const kinds = ['summary', 'reps', 'trends'];
    const timer = setInterval(
      () => void queries.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kinds.includes(kind as string) }),
      MOVES_MS,
    );
    return () => clearInterval(timer);
  }, [queries, moves]);
}

export const useSummary = (filters: Filters) =>
  useQuery({
    queryKey: ['summary', filters],
    ...own,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { ...rangeOf(filters), ...scopeOf(filters) };
      return (await api.GET('/api/control-tower/summary', { params: { query }, signal })).data!;
    },
  });
export type Summary = NonNullable<ReturnType<typeof useSummary>['data']>;

export const useTrends = (filters: Filters) =>
  useQuery({
    queryKey: ['trends', filters],
    ...own,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { ...rangeOf(filters), ...scopeOf(filters), bucket: bucketOf(filters) };
      return (await api.GET('/api/control-tower/trends', { params: { query }, signal })).data!;
    },
  });
export type Trends = NonNullable<ReturnType<typeof useTrends>['data']>;
export type Bucket = Trends['buckets'][number];

/** @param filters only the range counts: load is of all of a rep's leads */
export const useReps = ({ range, from, to }: Filters) =>
  useQuery({
    queryKey: ['reps', { range, from, to }],
    ...own,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = rangeOf({ range, from, to });
      return (await api.GET('/api/control-tower/reps', { params: { query }, signal })).data!;
    },
  });
export type Reps = NonNullable<ReturnType<typeof useReps>['data']>;
export type Rep = Reps['items'][number];

export const useFlows = () =>
  useQuery({
    queryKey: ['flows', 'with their load'],
    ...own,
    queryFn: async ({ signal }) => (await api.GET('/api/control-tower/flows', { signal })).data!.items,
  });

const MOST_NEXT = 5;

/** The leads in time whose deadlines come next. What is late already is among the figures, and would fill this for days. */
export function useNextToBreach(filters: Filters) {
  const scope = scopeOf(filters);
  return useQuery({
    queryKey: ['leads', 'next to breach', scope],
    ...own,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const breach: ('none' | 'at_risk')[] = ['none', 'at_risk'];
      const query = { ...scope, breach, limit: MOST_NEXT };
      const { data } = await api.GET('/api/control-tower/leads', { params: { query }, signal });
      // The same path answers CSV too, which this does not ask for.
      const { items } = data as unknown as { items: Schemas['LeadItem'][] };
      return items.filter(({ deadlineAt }) => deadlineAt !== null);
    },
  });
}
