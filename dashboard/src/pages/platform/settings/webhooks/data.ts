import { keepPreviousData, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api, Refused, type Schemas } from '../../../../api/client';
import { ifMatch } from '../../../../api/if-match';
import type { paths } from '../../../../api/schema';
import { readAll } from '../../../../shared/settings/read-all';

export type Webhook = Schemas['WebhookItem'];
export type Delivery = Schemas['WebhookDelivery'];
export type Detail = Schemas['WebhookDeliveryDetail'];
export type Secret = Schemas['WebhookSecret'];
export type Change = NonNullable<paths['/api/webhooks/{id}']['patch']['requestBody']>['content']['application/json'];
export type NewWebhookBody = NonNullable<paths['/api/webhooks']['post']['requestBody']>['content']['application/json'];

/** A secret that was made just now. Only memory has it: a page that is loaded again does not. */
export interface Fresh {
  webhookId: string;
  secret: string;
}

/** A log that is open is read again this often. */
const LIVE_MS = 2_500;
const LIST_MS = 15_000;
const PAGE = 50;

export const useWebhooks = () =>
  useQuery({
    queryKey: ['webhooks'],
    refetchInterval: LIST_MS,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/webhooks', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });

/** @param isLeaving while it is deleted: it is not looked at any more */
export const useWebhook = (id: string, isLeaving = false) =>
  useQuery({
    queryKey: ['webhook', id],
    enabled: !isLeaving,
    refetchInterval: LIVE_MS,
    queryFn: async ({ signal }) => (await api.GET('/api/webhooks/{id}', { params: { path: { id } }, signal })).data!,
  });

/** @param status null: all */
export const useDeliveries = (id: string, status: Delivery['status'] | null, cursor: string | null) =>
  useQuery({
    queryKey: ['webhook', id, 'deliveries', status, cursor],
    refetchInterval: LIVE_MS,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { limit: PAGE, ...(status && { status }), ...(cursor && { cursor }) };
      return (await api.GET('/api/webhooks/{id}/deliveries', { params: { path: { id }, query }, signal })).data!;
    },
  });

export const useDelivery = (id: string, deliveryId: string) =>
  useQuery({
    queryKey: ['webhook', id, 'delivery', deliveryId],
    refetchInterval: LIVE_MS,
    queryFn: async ({ signal }) => {
      const params = { path: { id, deliveryId } };
      return (await api.GET('/api/webhooks/{id}/deliveries/{deliveryId}', { params, signal })).data!;
    },
  });

export const useSecrets = (id: string) =>
  useQuery({
    queryKey: ['webhook', id, 'secrets'],
    queryFn: () =>
      readAll(async (cursor) => {
        const params = { path: { id }, query: { limit: 200, ...(cursor && { cursor }) } };
        return (await api.GET('/api/webhooks/{id}/secrets', { params })).data!;
      }),
  });

/** Reads again what shows a webhook. */
export function refresh(queries: QueryClient, id: string): void {
  for (const queryKey of [['webhooks'], ['webhook', id]]) void queries.invalidateQueries({ queryKey });
}

/** @returns changes a webhook that nobody else changed since it was read */
export function useChange(): (webhook: Pick<Webhook, 'id' | 'revision'>, body: Change) => Promise<void> {
  const queries = useQueryClient();
  return async ({ id, revision }, body) => {
    try {
      await api.PATCH('/api/webhooks/{id}', { params: { path: { id }, header: ifMatch(revision) }, body });
    } catch (error) {
      // Whoever was second sees what the first has made of it.
      if (error instanceof Refused && error.status === 412) refresh(queries, id);
      throw error;
    }
    await queries.refetchQueries({ queryKey: ['webhook', id], exact: true });
    refresh(queries, id);
  };
}
