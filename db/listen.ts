import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { PATIENCE, sessionLimits } from './patience.js';

const RETRY_MS = 1_000;

interface Listening {
  /** Until the connection is made anew, nothing is heard. */
  onLost?: () => void;
  /**
   * So often the listener says something on the channel itself: only what comes back shows that notices come through. What
   * has not come back by the next time breaks the connection, which is made anew. Default: it only listens.
   */
  heartbeatMs?: number;
}

/**
 * Calls `onNotice` at each NOTIFY on a channel, over a connection of its own, and whenever that was made anew: what was
 * said while it was broken is not said again. Poll behind it as well.
 * @param onNotice is told what was said; null: the connection was made anew
 */
export function listenTo(
  pool: pg.Pool,
  channel: string,
  onNotice: (said: string | null) => void,
  { onLost, heartbeatMs }: Listening = {},
): { close(): Promise<void> } {
  const closing = new AbortController();
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const client = new pg.Client({ ...pool.options, ...sessionLimits(PATIENCE.LISTENING) });
      let giveUp: () => void = () => undefined;
      // There from the start: a connection that breaks before anybody waits for it must not end the process.
      const ended = new Promise<void>((resolve) => {
        giveUp = resolve;
        client.on('error', () => resolve());
        client.on('end', () => resolve());
        closing.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      let heart: ReturnType<typeof setInterval> | undefined;
      try {
        await client.connect();
        let heard = true;
        client.on('notification', ({ payload }) => {
          heard = true;
          onNotice(payload ?? '');
        });
        await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
        onNotice(null);
        if (heartbeatMs !== undefined) {
          const beat = (): void => {
            if (!heard) giveUp();
            heard = false;
            client.query("SELECT pg_notify($1, '')", [channel]).catch(() => giveUp());
          };
          beat();
          heart = setInterval(beat, heartbeatMs);
        }
        await ended;
      } catch {
        // The poll goes on; the next try comes below.
      } finally {
        clearInterval(heart);
        onLost?.();
        // A server that does not answer does not say good-bye either.
        await Promise.race([client.end().catch(() => undefined), delay(RETRY_MS, undefined, { ref: false })]);
      }
      await delay(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}
