import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api/client';

/** Whoever has a lead before them need not be told of it any more: what they were told of it is read. */
export function useReadNotices(leadId: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    // What fails here is unread still, and nothing that anybody waits for.
    void api
      .POST('/api/notifications/read', { body: { leadId } })
      .then(({ data }) => {
        if (data && data.read > 0) void queries.invalidateQueries({ queryKey: ['notices'] });
      })
      .catch(() => undefined);
  }, [queries, leadId]);
}
