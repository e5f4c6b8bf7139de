import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client';

export type Link = Schemas['OneTimeLink'];

/** What a link is for; asking uses nothing up. */
export const useLink = (purpose: 'INVITATION' | 'RESET', token: string) =>
  useQuery({
    queryKey: ['link', purpose, token],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async () => (await api.POST('/api/auth/links/read', { body: { purpose, token } })).data!,
  });
