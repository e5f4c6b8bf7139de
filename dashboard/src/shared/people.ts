import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api/client';

/** Everybody of the org by id. */
export function usePeople(): Map<string, string> {
  const people = useQuery({
    queryKey: ['people'],
    staleTime: 60_000,
    queryFn: async () => {
      const found: { id: string; name: string }[] = [];
      let cursor: string | undefined;
      do {
        const { data } = await api.GET('/api/users', {
          params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } },
        });
        found.push(...data!.items);
        cursor = data!.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return found;
    },
  });
  return useMemo(() => new Map(people.data?.map(({ id, name }) => [id, name])), [people.data]);
}
