import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { PATIENCE, sessionLimits } from './patience.js';

const RETRY_MS = 1_000;

/**
 * Calls `onNotice` at each NOTIFY on a channel, over a connection of its own, and whenever that was made anew: what was
 * said while it was broken is not said again. Poll behind it as well.
 */
export function listenTo(pool: pg.Pool, channel: string, onNotice: () => void): { close(): Promise<void> } {
  const closing = new AbortController();
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const client = new pg.Client({ ...pool.options, ...sessionLimits(PATIENCE.LISTENING) });
      // There from the start: a connection that breaks before anybody waits for it must not end the process.
      const ended = new Promise<void>((resolve) => {
        client.on('error', () => resolve());
        client.on('end', () => resolve());
        closing.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      try {
        await client.connect();
        client.on('notification', onNotice);
        await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
        onNotice();
        await ended;
      } catch {
        // The poll goes on; the next try comes below.
      } finally {
        await client.end().catch(() => undefined);
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
