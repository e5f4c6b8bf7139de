import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../../api/client';
import { readAll } from '../../../../shared/settings/read-all';

export type Person = Schemas['User'];
export type PersonState = Person['state'];
export const STATES = ['ACTIVE', 'AWAY', 'INVITED', 'DEACTIVATED'] as const satisfies readonly PersonState[];
export const ROLES = ['REP', 'MANAGER', 'ADMIN', 'AUDITOR'] as const satisfies readonly Person['role'][];

export const SORTS = ['name', 'openLeads', 'absence', 'createdAt'] as const;
export type Sort = (typeof SORTS)[number];

export interface PeopleFilters {
  q: string;
  role: Person['role'] | undefined;
  state: PersonState | undefined;
  teamId: string | undefined;
  sort: Sort;
  order: 'asc' | 'desc';
}

/** People as they are searched for, a page at a time. */
export const usePeopleList = (filters: PeopleFilters) =>
  useInfiniteQuery({
    queryKey: ['people', 'list', filters],
    placeholderData: keepPreviousData,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor }) => {
      const { q, role, state, teamId, sort, order } = filters;
      const query = {
        limit: 50,
        sort,
        order,
        ...(q && { q }),
        ...(role && { role }),
        ...(state && { state }),
        ...(teamId && { teamId }),
        ...(cursor && { cursor }),
      };
      return (await api.GET('/api/users', { params: { query } })).data!;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** One person, with the ETag that a change is sent with. */
export const usePerson = (id: string) =>
  useQuery({
    queryKey: ['people', 'one', id],
    queryFn: async () => (await api.GET('/api/users/{id}', { params: { path: { id } } })).data!,
  });

export type OnePerson = NonNullable<ReturnType<typeof usePerson>['data']>;

/** All teams, archived ones too: people may still be in them. */
export const useAllTeams = () =>
  useQuery({
    queryKey: ['teams', 'all'],
    staleTime: 10_000,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/teams', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });

export const useAllCalendars = () =>
  useQuery({
    queryKey: ['calendars', 'all'],
    staleTime: 10_000,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/calendars', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });
