import { queryOptions } from '@tanstack/react-query';
import { api } from '../api/client';

/** How many lines of notices the person has not read. */
export const unreadCount = queryOptions({
  queryKey: ['notices', 'unread-count'],
  queryFn: async () => (await api.GET('/api/notifications/unread-count')).data!.unread,
});
