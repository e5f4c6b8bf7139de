import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../../../../api/client';
import { useFlows, usePeople, type Names } from '../../../../../shared/names';
import { readAll } from '../../../../../shared/settings/read-all';

export interface FlowNames {
  teams: ReadonlyMap<string, { name: string; archived: boolean }>;
  people: Names;
  calendars: Names;
  endpoints: Names;
  flows: Names;
  /** Everything by its id, for sentences. */
  all: Names;
}

/** What a flow may name, by its id. */
export function useFlowNames(): FlowNames {
  const [people, flows] = [usePeople(), useFlows()];
  const { data: teams } = useQuery({
    queryKey: ['teams', 'named'],
    staleTime: 60_000,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/teams', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });
  const { data: calendars } = useQuery({
    queryKey: ['calendars', 'named'],
    staleTime: 60_000,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/calendars', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });
  const { data: endpoints } = useQuery({
    queryKey: ['endpoints', 'named'],
    staleTime: 60_000,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/endpoints', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });
  return useMemo(() => {
    const named = (items: { id: string; name: string }[] = []): [string, string][] =>
      items.map(({ id, name }) => [id, name]);
    const parts = { people, flows, calendars: new Map(named(calendars)), endpoints: new Map(named(endpoints)) };
    return {
      ...parts,
      teams: new Map((teams ?? []).map(({ id, name, archivedAt }) => [id, { name, archived: archivedAt !== null }])),
      all: new Map([...people, ...flows, ...parts.calendars, ...parts.endpoints, ...named(teams)]),
    };
  }, [people, flows, teams, calendars, endpoints]);
}
