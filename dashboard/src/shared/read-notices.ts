import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api/client';
import { useCan } from './me';
import { unreadCount } from './unread-count';

/** Whoever has a lead before them need not be told of it any more: what they were told of it is read. */
export function useReadNotices(leadId: string): void {
  const queries = useQueryClient();
  const hasNotices = useCan('notices.own');
  useEffect(() => {
    if (!hasNotices) return;
    const read = async (): Promise<void> => {
      // Where nothing is unread there is nothing to be asked for.
      if ((await queries.ensureQueryData(unreadCount)) === 0) return;
      const { data } = await api.POST('/api/notifications/read', { body: { leadId } });
      if (data && data.read > 0) await queries.invalidateQueries({ queryKey: ['notices'] });
    };
    // What fails here is unread still, and nothing that anybody waits for.
    read().catch(() => undefined);
  }, [queries, leadId, hasNotices]);
}
