import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api/client';
import { useCan, useMe, type Permission } from './me';

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

/** All of a kind by id, with the name that the org gave it; none for who may not list them. */
function useNames(
  kind: 'people' | 'teams' | 'flows',
  needs: Permission,
  read: (query: { limit: number; cursor?: string }) => Promise<NamedPage>,
): Names {
  const may = useCan(needs);
  const { data } = useQuery({
    queryKey: [kind, 'names'],
    enabled: may,
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
  useNames('people', 'people.read', async (query) => (await api.GET('/api/users', { params: { query } })).data!);

export const useTeams = (): Names =>
  useNames('teams', 'teams.read', async (query) => (await api.GET('/api/teams', { params: { query } })).data!);

export const useFlows = (): Names =>
  useNames('flows', 'flows.read', async (query) => (await api.GET('/api/flows', { params: { query } })).data!);

export function useAllNames(): AllNames {
  const [known, teams, flows] = [usePeople(), useTeams(), useFlows()];
  const me = useMe();
  return useMemo(() => {
    // Who may list nobody knows themselves.
    const people = me && known.size === 0 ? new Map([[me.id, me.name]]) : known;
    return { people, teams, flows };
  }, [known, teams, flows, me]);
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
  const may = useCan('endpoints.read');
  const { data } = useQuery({
    queryKey: ['endpoints', 'sources'],
    enabled: may,
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
