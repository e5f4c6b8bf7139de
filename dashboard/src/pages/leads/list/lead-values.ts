import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client';

/** Tags and names of attributes that leads have. */
export const useLeadValues = () =>
  useQuery({
    queryKey: ['lead-values'],
    staleTime: 60_000,
    queryFn: async () => (await api.GET('/api/lead-values')).data!,
  });
