import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api, type Schemas } from '../../../api/client';
import { unreadCount } from '../../../shared/unread-count';

export type Notice = Schemas['Notification'];
interface Page {
  items: Notice[];
  nextCursor: string | null;
}

const LISTS = ['notices', 'list'] as const;

/** The person's notices, newest first: what was told of one lead within a minute is one line. */
export const useNotices = (isUnreadOnly: boolean) =>
  useInfiniteQuery({
    queryKey: [...LISTS, { isUnreadOnly }],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor }): Promise<Page> => {
      const query = {
        limit: 30,
        lines: true as const,
        ...(isUnreadOnly && { unread: true as const }),
        ...(cursor && { cursor }),
      };
      return (await api.GET('/api/notifications', { params: { query } })).data!;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });

/** How many are unread; the same as at the bell. */
export const useUnread = () => useQuery(unreadCount);

export function useReading() {
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ['notices'] });
  /** Shown as read at once, in every list: nobody waits for a dot to go. */
  const show = (isRead: (one: Notice) => boolean): void => {
    const readAt = new Date().toISOString();
    queries.setQueriesData<InfiniteData<Page>>(
      { queryKey: LISTS },
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((one) => (one.readAt === null && isRead(one) ? { ...one, readAt } : one)),
          })),
        },
    );
  };
  const readOne = useMutation({
    mutationFn: async ({ id }: Notice) => api.POST('/api/notifications/{id}/read', { params: { path: { id } } }),
    // With it, what was told of the same lead before.
    onMutate: ({ id, leadId, createdAt }) =>
      show((one) => one.id === id || (leadId !== null && one.leadId === leadId && one.createdAt <= createdAt)),
    onSettled: again,
  });
  const readAll = useMutation({
    /** @param until the `createdAt` of the newest that is shown */
    mutationFn: async (until: string) => (await api.POST('/api/notifications/read', { body: { until } })).data!.read,
    onMutate: (until) => show(({ createdAt }) => createdAt <= until),
    onSettled: again,
  });
  return { readOne, readAll };
}
