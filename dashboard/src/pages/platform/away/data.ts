import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client';

export type Absence = Schemas['Absence'];

/** Somebody's time off that is not over, the next first, and the latest that is. */
export const useTimeOff = (userId: string | undefined) =>
  useQuery({
    queryKey: ['people', 'time-off', userId, 'all'],
    enabled: userId !== undefined,
    queryFn: async () => {
      const params = { path: { id: userId! }, query: { limit: 50 } };
      return (await api.GET('/api/users/{id}/time-off', { params })).data!.items;
    },
  });

const PROGRESS_MS = 2_000;
const isMoving = ({ status, replan, replannedAt }: Absence): boolean =>
  status === 'RUNNING' && replan && replannedAt === null;

/** One absence as it goes on: whose leads are on their way is read again until none is left. @param seen as the list has it */
export function useAbsence(seen: Absence): Absence {
  const { data } = useQuery({
    queryKey: ['people', 'absence', seen.id],
    enabled: isMoving(seen),
    refetchInterval: ({ state }) => (isMoving(state.data ?? seen) ? PROGRESS_MS : false),
    queryFn: async () => {
      const params = { path: { id: seen.userId, absenceId: seen.id } };
      return (await api.GET('/api/users/{id}/time-off/{absenceId}', { params })).data!;
    },
  });
  return isMoving(seen) ? (data ?? seen) : seen;
}

export const plan = async (
  userId: string,
  body: { from: string; to: string; reason?: string; replan: boolean },
): Promise<Absence> => (await api.POST('/api/users/{id}/time-off', { params: { path: { id: userId } }, body })).data!;

export const cancel = async (userId: string, absenceId: string): Promise<void> => {
  await api.DELETE('/api/users/{id}/time-off/{absenceId}', { params: { path: { id: userId, absenceId } } });
};
