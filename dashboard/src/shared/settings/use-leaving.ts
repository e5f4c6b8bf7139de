import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';

export interface Leaving {
  /** It is being deleted: nothing that looks at it goes on. */
  isLeaving: boolean;
  /**
   * Deletes it. Where that fails its page goes on.
   * @param queryKey of all that is read of it: what is being asked is given up
   * @throws what `remove` does
   */
  leave: (queryKey: QueryKey, remove: () => Promise<unknown>) => Promise<void>;
}

/** For the page of something that is deleted there. An interval, or the live stream, would ask for it once more when it is gone. */
export function useLeaving(): Leaving {
  const queries = useQueryClient();
  const [isLeaving, setLeaving] = useState(false);
  const leave: Leaving['leave'] = async (queryKey, remove) => {
    setLeaving(true);
    try {
      await queries.cancelQueries({ queryKey });
      await remove();
    } catch (failure) {
      setLeaving(false);
      throw failure;
    }
  };
  return { isLeaving, leave };
}
