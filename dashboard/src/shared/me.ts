import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../api/client';
import type en from '../i18n/en.json';

export type Me = Schemas['Me'];
export type Permission = Me['permissions'][number];

/** The signed-in person; undefined until they are known. */
export function useMe(): Me | undefined {
  return useMeQuery().data;
}

export const useMeQuery = () =>
  useQuery({
    queryKey: ['me'],
    staleTime: Infinity,
    // An organisation is suspended, and comes back, without anybody's doing here; so do operators who look in.
    refetchInterval: ({ state }) => (isWatched(state.data) ? 20_000 : 120_000),
    queryFn: async () => (await api.GET('/api/auth/me')).data!,
  });

/** Who looks in hears of its end by the live stream, and each of their questions is in a log. */
const isWatched = (me: Me | undefined): boolean => Boolean(me?.org?.suspendedAt ?? (me?.org?.support && !me.isSupport));

/** Whether somebody may do something at all. What the API would refuse is not offered. */
export const can = ({ permissions }: Me, permission: Permission): boolean => permissions.includes(permission);

/** Whether the signed-in person may do something; nobody may anything until they are known. */
export function useCan(permission: Permission): boolean {
  const me = useMe();
  return me !== undefined && can(me, permission);
}

/** The words for a role. One that the catalogue has none for does not compile. */
export const roleKey = (role: keyof (typeof en)['role']): string => `role.${role}`;
