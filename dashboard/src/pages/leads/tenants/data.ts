import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client';
import { readAll } from '../../../shared/settings/read-all';

export type Tenant = Schemas['Tenant'];
export type TenantState = Tenant['state'];

/** How things are changes by itself. */
const AGAIN_MS = 30_000;

export const useTenants = () =>
  useQuery({
    queryKey: ['tenants'],
    refetchInterval: AGAIN_MS,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/tenants', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });

export const useTenant = (id: string) =>
  useQuery({
    queryKey: ['tenants', id],
    refetchInterval: AGAIN_MS,
    queryFn: async () => (await api.GET('/api/tenants/{id}', { params: { path: { id } } })).data!,
  });

/** @param tenantId left out: of all */
export const useDeeds = (tenantId?: string) =>
  useQuery({
    queryKey: ['operator-log', tenantId ?? null],
    queryFn: async () =>
      (await api.GET('/api/operator-log', { params: { query: { limit: 100, ...(tenantId && { tenantId }) } } })).data!
        .items,
  });

/** @returns has everything about organisations read anew, but for one that is gone */
export function useReadAnew(): (goneId?: string) => void {
  const queries = useQueryClient();
  return (goneId) => {
    void queries.invalidateQueries({
      queryKey: ['tenants'],
      predicate: ({ queryKey }) => goneId === undefined || queryKey[1] !== goneId,
    });
    void queries.invalidateQueries({ queryKey: ['operator-log'] });
  };
}
