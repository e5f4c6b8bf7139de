import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, Refused, type Schemas } from '../../../../api/client';
import { ifMatch } from '../../../../api/if-match';
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

/**
 * The definitions that two states of a flow are told apart by, for `ChangeList`.
 * @param publishedVersion null, or not read yet: it says nothing
 */
export function useBesidePublished<Definition>(
  { id, publishedVersion }: Pick<Flow, 'id' | 'publishedVersion'>,
  definition: Definition,
): (Definition | Version['definition'])[] {
  const versions = useVersions(id);
  const published = versions.data?.find(({ version }) => version === publishedVersion)?.definition;
  return useMemo(() => [published ?? ({} as Definition), definition], [published, definition]);
}

/** @returns reads again what shows a flow */
export function useReadAgain(): (id: string) => void {
  const queries = useQueryClient();
  return (id) => {
    for (const queryKey of [['flows'], ['flow', id]]) void queries.invalidateQueries({ queryKey });
  };
}

/** @returns does what is done to a flow as somebody saw it: where another was faster, it is read again. @throws as what is done */
export function useAsSeen(): (id: string, act: () => Promise<void>) => Promise<void> {
  const readAgain = useReadAgain();
  return async (id, act) => {
    try {
      await act();
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 412) readAgain(id);
      throw failure;
    }
  };
}

/** @returns publishes an old version again. @param revision which draft was seen; left out: any */
export function useRollBack(): (id: string, version: number, revision?: number) => Promise<void> {
  const readAgain = useReadAgain();
  return async (id, version, revision) => {
    const header = revision === undefined ? {} : ifMatch(revision);
    await api.POST('/api/flows/{id}/rollback', { params: { path: { id }, header }, body: { version } });
    readAgain(id);
  };
}
