import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../api/client';
import type { Flow } from './data';

export type FlowRow = Schemas['FlowListItem'];
export type Version = Schemas['FlowVersion'];

/** What hangs on a flow: counted when somebody asks. */
export const useFlowUse = (id: string) =>
  useQuery({
    queryKey: ['flow', id, 'use'],
    queryFn: async () => (await api.GET('/api/flows/{id}/use', { params: { path: { id } } })).data!,
  });

/** The newest versions of a flow. */
export const useVersions = (id: string) =>
  useQuery({
    queryKey: ['flow', id, 'versions'],
    queryFn: async () =>
      (await api.GET('/api/flows/{id}/versions', { params: { path: { id }, query: { limit: 200 } } })).data!.items,
  });

/** What is different between two states of a flow: numbers of versions, `published`, `draft`. */
export const useDifference = (id: string, from: string, to: string, revision: number, enabled = true) =>
  useQuery({
    queryKey: ['flow', id, 'difference', from, to, revision],
    enabled,
    queryFn: async () =>
      (await api.GET('/api/flows/{id}/difference', { params: { path: { id }, query: { from, to } } })).data!.changes,
  });

/** @returns lets a flow take new leads, or no more */
export function useSwitch(): (id: string, isOn: boolean) => Promise<void> {
  const queries = useQueryClient();
  return async (id, isOn) => {
    const params = { path: { id } };
    const { data } = isOn
      ? await api.POST('/api/flows/{id}/activate', { params })
      : await api.POST('/api/flows/{id}/deactivate', { params });
    queries.setQueryData<Flow>(['flow', id], (known) => known && { ...known, active: data!.active });
    void queries.invalidateQueries({ queryKey: ['flows'] });
  };
}

/** @returns reads again what shows a flow */
export function useReadAgain(): (id: string) => void {
  const queries = useQueryClient();
  return (id) => {
    for (const queryKey of [['flows'], ['flow', id]]) void queries.invalidateQueries({ queryKey });
  };
}
