import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client';
import { useOwnLive } from '../../../live/use-own-live';

export type FirstHour = Schemas['FirstHour'];
export type Step = FirstHour['steps'][number];
export type StepKey = Step['key'];

const KIND = 'first-hour';
const KEY = [KIND];
/** Each event may be a proof; the first lead is to be seen as it comes. */
const EVERY_MS = 700;

/** @param isAsked whether who looks is to see it */
export const useFirstHour = (isAsked = true): UseQueryResult<FirstHour> =>
  useQuery({
    queryKey: KEY,
    enabled: isAsked,
    meta: { ownLive: true },
    // What happened on the way from one page to another was heard by neither.
    refetchOnMount: 'always',
    queryFn: async () => (await api.GET('/api/first-hour')).data!,
  });

/** The same, read again as things happen. */
export function useLiveFirstHour(): UseQueryResult<FirstHour> {
  useOwnLive(KIND, EVERY_MS);
  return useFirstHour();
}

interface Changes {
  confirm: (step: 'HOURS' | 'FLOW') => Promise<void>;
  putAway: (putAway: boolean) => Promise<void>;
}

export function useChanges(): Changes {
  const queries = useQueryClient();
  return {
    confirm: async (step) =>
      void queries.setQueryData(KEY, (await api.POST('/api/first-hour/confirm', { body: { step } })).data!),
    putAway: async (putAway) =>
      void queries.setQueryData(KEY, (await api.PUT('/api/first-hour/put-away', { body: { putAway } })).data!),
  };
}
