import { setTimeout as delay } from 'node:timers/promises';
import type { Process } from './processes.js';

/** A process that is started again whenever it dies, as a supervisor would. */
export interface Kept {
  /** `kill -9` of the one that runs now, if one does. @returns whether there was one */
  kill(): boolean;
  readonly kills: number;
  stop(): Promise<void>;
}

export function keep(start: () => Promise<Process>): Kept {
  let current: Process | null = null;
  let stopping = false;
  let kills = 0;
  const running = (async () => {
    while (!stopping) {
      try {
        current = await start();
        if (stopping) break;
        await current.exited;
      } catch (error) {
        // Killed while it started, most often.
        if (!stopping) console.warn(String(error).split('\n')[0]);
        await delay(200);
      }
      if (!stopping) current = null;
    }
  })();
  return {
    get kills() {
      return kills;
    },
    kill() {
      if (!current) return false;
      current.kill('SIGKILL');
      kills += 1;
      return true;
    },
    async stop() {
      stopping = true;
      await current?.stop();
      await running;
      await current?.stop();
    },
  };
}
