import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../../../cli/stack/processes.js';
import { waitFor } from '../../support/wait.js';
import type { Child } from '../system.js';

/** A process that is started again whenever it has ended, as any platform does. */
export class Supervised {
  private child: Child | null = null;
  private over = false;
  private readonly running: Promise<void>;

  constructor(private readonly start: () => Promise<Child>) {
    this.running = this.run();
  }

  private async run(): Promise<void> {
    while (!this.over) {
      this.child = await this.start().catch(() => null);
      // Also what could not start, because its database is away, is tried again.
      while (!this.over && this.child !== null && isAlive(this.child.pid)) await delay(50);
      const ended = this.child;
      this.child = null;
      if (this.over) await ended?.stop();
      else await delay(200);
    }
  }

  /** Null while it does not run. */
  get port(): number | null {
    return this.child?.port ?? null;
  }

  ready(): Promise<Child> {
    return waitFor('the process to start', () => Promise.resolve(this.child), 120_000);
  }

  /** Kills it each time that it has run for so long, until `over`. @returns how often */
  async killEvery(ms: number, over: () => boolean): Promise<number> {
    for (let kills = 0; ; kills += 1) {
      const { pid } = await this.ready();
      await delay(ms);
      if (over()) return kills;
      // It may have ended by itself meanwhile.
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      await waitFor('the process to end', () => Promise.resolve(this.child?.pid !== pid));
    }
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.running;
  }
}
