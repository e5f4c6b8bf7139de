import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api/client';

export type Names = ReadonlyMap<string, string>;

/** What rows and filters call people, teams and flows. */
export interface AllNames {
  people: Names;
  teams: Names;
  flows: Names;
}

interface NamedPage {
  items: { id: string; name: string }[];
  nextCursor: string | null;
}

/** All of a kind by id, with the name that the org gave it. */
function useNames(
  kind: 'people' | 'teams' | 'flows',
  read: (query: { limit: number; cursor?: string }) => Promise<NamedPage>,
): Names {
  const { data } = useQuery({
    queryKey: [kind, 'names'],
    staleTime: 60_000,
    queryFn: async () => {
      const found: [string, string][] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: NamedPage = await read({ limit: 200, ...(cursor !== undefined && { cursor }) });
        found.push(...page.items.map(({ id, name }): [string, string] => [id, name]));
        cursor = page.nextCursor;
      }
      return found;
    },
  });
  return useMemo(() => new Map(data), [data]);
}

export const usePeople = (): Names =>
  useNames('people', async (query) => (await api.GET('/api/users', { params: { query } })).data!);

export const useTeams = (): Names =>
  useNames('teams', async (query) => (await api.GET('/api/teams', { params: { query } })).data!);

export const useFlows = (): Names =>
  useNames('flows', async (query) => (await api.GET('/api/flows', { params: { query } })).data!);

export function useAllNames(): AllNames {
  const [people, teams, flows] = [usePeople(), useTeams(), useFlows()];
  return useMemo(() => ({ people, teams, flows }), [people, teams, flows]);
}

/**
 * To choose from, in the order of their names.
 * @param given what the address names is an option also while, or though, nobody knows it
 */
export function optionsOf(names: Names, given: string | undefined): { value: string; label: string }[] {
  const known = [...names].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));
  return given === undefined || names.has(given) ? known : [...known, { value: given, label: '…' }];
}

/** What leads say where they come from: what the endpoints name, and the two that come without one. */
export function useSources(): string[] {
  const { data } = useQuery({
    queryKey: ['endpoints', 'sources'],
    staleTime: 60_000,
    queryFn: async () => {
      // Leads of one that was deleted are there.
      const lists = (['false', 'true'] as const).map((deleted) =>
        api.GET('/api/endpoints', { params: { query: { limit: 200, deleted } } }),
      );
      return (await Promise.all(lists)).flatMap(({ data }) => data!.items);
    },
  });
  return useMemo(() => [...new Set([...(data ?? []).map(({ source }) => source), 'manual', 'api'])].sort(), [data]);
}
