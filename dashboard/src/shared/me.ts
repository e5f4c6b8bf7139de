import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../api/client';

export type Me = Schemas['Me'];

/** The signed-in person; undefined until they are known. */
export function useMe(): Me | undefined {
  return useMeQuery().data;
}

export const useMeQuery = () =>
  useQuery({
    queryKey: ['me'],
    staleTime: Infinity,
    queryFn: async () => (await api.GET('/api/auth/me')).data!,
  });
