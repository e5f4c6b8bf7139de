import { keepPreviousData, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, Refused, type Schemas } from '../../../../api/client';
import { ifMatch } from '../../../../api/if-match';
import type { paths } from '../../../../api/schema';
import { beforeChange } from '../../../../shared/settings/before-change';
import { readAll } from '../../../../shared/settings/read-all';
import { tellChanged } from '../../../../shared/settings/tell-changed';

export type Source = Schemas['EndpointItem'];
export type Delivery = Schemas['EndpointDelivery'];
export type Secret = Schemas['EndpointSecret'];
export type Preview = Schemas['MappingPreview'];
export type Mapping = Source['mapping'];
export type Target = Mapping[string];
export type Change = NonNullable<paths['/api/endpoints/{id}']['patch']['requestBody']>['content']['application/json'];

/** A secret that was made just now. Only memory has it: a page that is loaded again does not. */
export interface Fresh {
  sourceId: string;
  secret: string;
}

/** A log that is open is read again this often. */
const LIVE_MS = 2_500;
const LIST_MS = 15_000;

/** @param deleted those that were deleted, and no others */
export const useSourceList = (deleted = false) =>
  useQuery({
    queryKey: ['endpoints', 'list', deleted],
    refetchInterval: LIST_MS,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (
            await api.GET('/api/endpoints', {
              params: { query: { limit: 200, deleted: deleted ? 'true' : 'false', ...(cursor && { cursor }) } },
            })
          ).data!,
      ),
  });

/** @param isLeaving while it is deleted: it is not looked at any more */
export const useSource = (id: string, isLeaving = false) =>
  useQuery({
    queryKey: ['endpoint', id],
    enabled: !isLeaving,
    refetchInterval: LIVE_MS,
    queryFn: async ({ signal }) => (await api.GET('/api/endpoints/{id}', { params: { path: { id } }, signal })).data!,
  });

/** What came by it: counted when somebody asks, as there may be many. */
export const useUse = (id: string) =>
  useQuery({
    queryKey: ['endpoint', id, 'use'],
    queryFn: async () => (await api.GET('/api/endpoints/{id}/use', { params: { path: { id } } })).data!,
  });

export const useDeliveries = (id: string, only: 'all' | 'good' | 'failed') =>
  useQuery({
    queryKey: ['deliveries', id, only],
    refetchInterval: LIVE_MS,
    queryFn: async ({ signal }) => {
      const query = only === 'all' ? {} : { only };
      return (await api.GET('/api/endpoints/{id}/deliveries', { params: { path: { id }, query }, signal })).data!.items;
    },
  });

export const useSecrets = (id: string) =>
  useQuery({
    queryKey: ['endpoint', id, 'secrets'],
    refetchInterval: LIVE_MS,
    queryFn: ({ signal }) =>
      readAll(
        async (cursor) =>
          (
            await api.GET('/api/endpoints/{id}/secrets', {
              params: { path: { id }, query: { limit: 200, ...(cursor && { cursor }) } },
              signal,
            })
          ).data!,
      ),
  });

export const usePreview = (id: string, mapping: Mapping) =>
  useQuery({
    queryKey: ['mapping-preview', id, mapping],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await api.POST('/api/endpoints/{id}/mapping/preview', { params: { path: { id } }, body: { mapping }, signal }))
        .data!,
  });

/** Reads again what shows a source. */
export function refresh(queries: QueryClient, id: string): void {
  for (const queryKey of [['endpoints'], ['endpoint', id], ['deliveries', id], ['mapping-preview', id]])
    void queries.invalidateQueries({ queryKey });
}

async function patch(queries: QueryClient, source: Source, body: Change): Promise<Source> {
  const { id, revision } = source;
  const params = { path: { id }, header: ifMatch(revision) };
  try {
    const changed = { ...source, ...(await api.PATCH('/api/endpoints/{id}', { params, body })).data! };
    queries.setQueryData(['endpoint', id], changed);
    return changed;
  } catch (error) {
    // Whoever was second sees what the first has made of it.
    if (error instanceof Refused && error.status === 412) refresh(queries, id);
    throw error;
  } finally {
    void queries.invalidateQueries({ queryKey: ['endpoints'] });
  }
}

/** What a change takes back. */
const before = (source: Source, change: Change): Change =>
  beforeChange<Change>({ ...source, switchedOff: source.switchedOffAt !== null }, change);

/** @returns changes a source that nobody else changed since it was read, says so, and offers to take it back */
export function useChange(): (source: Source, change: Change, told: string) => Promise<Source> {
  const queries = useQueryClient();
  return async (source, change, told) => {
    const changed = await patch(queries, source, change);
    tellChanged(told, () => patch(queries, changed, before(source, change)));
    return changed;
  };
}

/** @returns deletes it, and offers to take that back */
export function useDelete(source: Source): (told: string) => Promise<void> {
  const queries = useQueryClient();
  const path = { id: source.id };
  return async (told) => {
    await api.DELETE('/api/endpoints/{id}', { params: { path, header: ifMatch(source.revision) } });
    void queries.invalidateQueries({ queryKey: ['endpoints'] });
    tellChanged(told, async () => {
      await api.POST('/api/endpoints/{id}/restore', { params: { path } });
      refresh(queries, source.id);
    });
  };
}

/** @returns takes the deletion of one back */
export function useRestore(): (id: string, told: string) => Promise<void> {
  const queries = useQueryClient();
  return async (id, told) => {
    await api.POST('/api/endpoints/{id}/restore', { params: { path: { id } } });
    refresh(queries, id);
    tellChanged(told);
  };
}

/** Where an adapter's sender sends. */
export const addressOf = ({ id }: Pick<Source, 'id'>): string => `${window.location.origin}/api/intake/webhook/${id}`;
