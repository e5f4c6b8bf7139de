import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLive } from './live';

/** Events come in bursts: what they change is read after this long. */
const SETTLE_MS = 300;

/**
 * Keeps the queries of a kind up to date that say `meta: { ownLive: true }`: they are read again soon after an event, but
 * never twice at once and at most every so often, however many events come and however slow the answers are.
 * @param kind the first element of their keys
 * @param everyMs from the end of one reading to the begin of the next
 */
export function useOwnLive(kind: string, everyMs: number): void {
  const queries = useQueryClient();
  useEffect(() => {
    let [asked, running, endedAtMs] = [false, false, -Infinity];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = (): void => {
      if (!asked || running) return;
      timer ??= setTimeout(() => void read(), Math.max(SETTLE_MS, endedAtMs + everyMs - Date.now()));
    };
    const read = async (): Promise<void> => {
      timer = undefined;
      asked = false;
      running = true;
      await queries.invalidateQueries({ queryKey: [kind], predicate: ({ meta }) => meta?.ownLive === true });
      running = false;
      endedAtMs = Date.now();
      plan();
    };
    const end = onLive(() => {
      asked = true;
      plan();
    });
    return () => {
      end();
      asked = false;
      clearTimeout(timer);
    };
  }, [queries, kind, everyMs]);
}
