import { setTimeout as delay } from 'node:timers/promises';

/** What goes on beside everything else, until it is stopped. */
export interface Helper {
  /** Settles when its last turn has ended. */
  stop(): Promise<void>;
}

/**
 * Does something over and over, one turn after the other.
 * @param turn returns how long to wait for the next, in milliseconds
 * @param onError what a turn failed by; returns the same
 * @param more `stopping`: aborted by `stop`, where a turn looks at it; `firstAfterMs`: how long to wait for the first
 */
export function repeated(
  turn: () => Promise<number>,
  onError: (error: unknown) => number,
  { stopping = new AbortController(), firstAfterMs = 0 }: { stopping?: AbortController; firstAfterMs?: number } = {},
): Helper {
  const { signal } = stopping;
  const rest = (ms: number): Promise<void> =>
    ms > 0 ? delay(ms, undefined, { signal }).catch(() => undefined) : Promise.resolve();

  async function run(): Promise<void> {
    await rest(firstAfterMs);
    while (!signal.aborted) await rest(await turn().catch(onError));
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
