import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client';
import type { Filters, ListQuery } from './filters';
import type { Act, ActsOfUndo } from './undo-of';

export type ActKind = Act['kind'];

/** Which leads: those that were picked, or the first that a list has. */
export type ActTarget = { leadIds: string[] } | { filter: Pick<ListQuery, 'sort' | 'order'> & { filters: Filters } };

const bodyOf = (target: ActTarget) => {
  if ('leadIds' in target) return { leadIds: target.leadIds };
  const { filters, sort, order } = target.filter;
  return { filter: { ...filters, sort, ...(order && { order }) } as object };
};

/** What would become of them; of no act nothing is asked. */
export function useActPreview(target: ActTarget, act: Act | null) {
  return useQuery({
    queryKey: ['bulk-act', target, act],
    enabled: act !== null,
    // What was seen is what is done, until somebody looks again.
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await api.POST('/api/leads/bulk/preview', { body: { ...bodyOf(target), act: act! }, signal })).data!,
  });
}

export type ActPreview = NonNullable<ReturnType<typeof useActPreview>['data']>;

/** @param key with it, what was sent twice is done once */
async function send(key: string, act: Act, leadIds: string[], expected?: Record<string, number>) {
  const params = { header: { 'idempotency-key': key } };
  const body = { leadIds, act, ...(expected && { expected }) };
  return (await api.POST('/api/leads/bulk', { params, body })).data!;
}

/** Does it to those that it can be done to, as they were seen. */
export const useAct = () =>
  useMutation({
    mutationFn: async ({ key, act, preview }: { key: string; act: Act; preview: ActPreview }) => {
      const items = preview.items.filter(({ outcome }) => outcome === 'CAN');
      const expected = Object.fromEntries(items.map(({ leadId, revision }) => [leadId, revision!]));
      const leadIds = items.map(({ leadId }) => leadId);
      // Tags come and go beside whatever else changes.
      return send(key, act, leadIds, act.kind === 'TAG' ? undefined : expected);
    },
  });

export type ActResult = NonNullable<ReturnType<typeof useAct>['data']>;

export async function undo(acts: ActsOfUndo): Promise<void> {
  for (const { act, leadIds } of acts) await send(crypto.randomUUID(), act, leadIds);
}
