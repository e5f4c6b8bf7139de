import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './processes.js';

const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** A process that lived this long was healthy: its next death starts the back-off anew. */
const healthyMs = 30_000;

/** A process that is started again when it dies. */
export interface Supervised<T extends Running> {
  /** The process as it runs now; the last one while it is being started again. */
  current(): T;
  stop(hurry?: AbortSignal): Promise<void>;
}

export interface SuperviseOptions<T extends Running> {
  name: string;
  /** Starts it and settles when it is ready; must end what it started when the signal aborts. */
  start: (signal: AbortSignal) => Promise<T>;
  say: (line: string) => void;
  /** Told after each restart. */
  onRestart?: () => void;
}

/**
 * Starts a process and keeps it running: when it dies it is started again, after a delay that doubles.
 * @throws when the first start fails
 */
export async function supervise<T extends Running>(
  options: SuperviseOptions<T>,
  stopped?: AbortSignal,
): Promise<Supervised<T>> {
  const { name, start, say } = options;
  const stopping = new AbortController();
  const signal = stopped ? AbortSignal.any([stopping.signal, stopped]) : stopping.signal;
  let current = await start(signal);

  async function keep(): Promise<void> {
    let delay = firstDelayMs;
    let since = Date.now();
    let ending = current.exited;
    while (!signal.aborted) {
      const code = await ending;
      if (signal.aborted) return;
      if (Date.now() - since > healthyMs) delay = firstDelayMs;
      say(
        `${name} (pid ${current.pid}) has died (${code === null ? 'signal' : `code ${code}`}): starting it again in ${delay / 1000} s.`,
      );
      for (;;) {
        await sleep(delay, undefined, { signal }).catch(() => undefined);
        delay = Math.min(delay * 2, longestDelayMs);
        if (signal.aborted) return;
        try {
          since = Date.now();
          current = await start(signal);
          break;
        } catch (error) {
          if (signal.aborted) return;
          say(`${name} could not be started: ${(error as Error).message}\nNext attempt in ${delay / 1000} s.`);
        }
      }
      ending = current.exited;
      say(`${name} runs again (pid ${current.pid}).`);
      options.onRestart?.();
    }
  }
  const kept = keep();

  return {
    current: () => current,
    stop: async (hurry) => {
      stopping.abort();
      await current.stop(hurry);
      // A restart that was under way has ended its own process by then.
      await Promise.race([kept, current.exited]);
    },
  };
}
