import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../api/client';

export type Team = Schemas['Team'];

export const useTeam = (id: string) =>
  useQuery({
    queryKey: ['teams', 'one', id],
    queryFn: async () => (await api.GET('/api/teams/{id}', { params: { path: { id } } })).data!,
  });

/** The names of some people: of one at a time, as there are few. */
export const usePersonNames = (ids: readonly string[]) =>
  useQuery({
    queryKey: ['people', 'names-of', ids],
    staleTime: 10_000,
    queryFn: async () => {
      const found = await Promise.all(
        ids.map(async (id) => (await api.GET('/api/users/{id}', { params: { path: { id } } })).data!),
      );
      return new Map(found.map(({ id, name, state }) => [id, { name, state }]));
    },
  });
