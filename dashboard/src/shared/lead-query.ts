import { queryOptions } from '@tanstack/react-query';
import { api, Refused } from '../api/client';

/** One lead with all that is told of it. The live stream has it read again by this key. */
export const leadQuery = (id: string) =>
  queryOptions({
    queryKey: ['lead', id],
    queryFn: async () => (await api.GET('/api/leads/{id}', { params: { path: { id } } })).data!,
  });

/**
 * The server's word that a lead is not there for this person: it never was, it is theirs no more, or the id is none that a
 * lead could have.
 */
export const isNotThere = (error: Error | null): boolean =>
  error instanceof Refused && [400, 403, 404].includes(error.status);
