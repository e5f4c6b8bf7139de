import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../api/client';
import { readAll } from '../../../../shared/settings/read-all';

export type Flow = Schemas['Flow'];

export const useFlowList = () =>
  useQuery({
    queryKey: ['flows', 'list'],
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/flows', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });

export const useFlow = (id: string) =>
  useQuery({
    queryKey: ['flow', id],
    queryFn: async () => (await api.GET('/api/flows/{id}', { params: { path: { id } } })).data!,
  });
