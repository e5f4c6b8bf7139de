import { useMutationState, useQueryClient } from '@tanstack/react-query';
import { Refused } from '../../../api/client';

/** Whether it may go well when it is sent again: the connection or the server failed, not what was asked. */
const mayPass = (error: Error): boolean =>
  !(error instanceof Refused) || error.status >= 500 || error.status === 408 || error.status === 429;

/** How phones in lifts send: again and again, and at once when the network is back. What is sent must bear that. */
export const stubborn = {
  retry: (_failures: number, error: Error) => mayPass(error),
  retryDelay: (failures: number) => Math.min(8_000, 500 * 2 ** failures),
};

/** Something that was sent, or is to be. */
export interface Sent<T> {
  id: number;
  what: T;
  status: 'pending' | 'done' | 'refused';
  /** It was sent in vain at least once, or waits for the network. */
  isLate: boolean;
  doneAtMs: number | null;
  error: Error | null;
}

/**
 * All that was sent under a key of mutations, which give the epoch milliseconds at which they were done.
 * @returns `now` asks without waiting for the page to be drawn anew
 */
export function useSent<T>(mutationKey: readonly unknown[]) {
  const cache = useQueryClient().getMutationCache();
  const filters = { mutationKey };
  return {
    sent: useMutationState({ filters, select: sentOf<T> }),
    now: (): Sent<T>[] => cache.findAll(filters).map(sentOf<T>),
    forget: (id: number): void => {
      const mutation = cache.getAll().find(({ mutationId }) => mutationId === id);
      if (mutation) cache.remove(mutation);
    },
  };
}

const STATUS = { idle: 'pending', pending: 'pending', success: 'done', error: 'refused' } as const;

interface MutationLike {
  mutationId: number;
  state: {
    status: keyof typeof STATUS;
    variables?: unknown;
    data?: unknown;
    error: unknown;
    failureCount: number;
    isPaused: boolean;
  };
}

const sentOf = <T>({ mutationId, state }: MutationLike): Sent<T> => ({
  id: mutationId,
  what: state.variables as T,
  status: STATUS[state.status],
  isLate: state.failureCount > 0 || state.isPaused,
  doneAtMs: (state.data as number | undefined) ?? null,
  error: state.error as Error | null,
});
