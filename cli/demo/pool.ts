import { setMaxListeners } from 'node:events';

/** Runs jobs, at most so many at a time, in the order in which they were given. */
export class Pool {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly size: number) {}

  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.running >= this.size) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await job();
    } finally {
      // The place goes to the next in line, without being free in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  map<T, R>(items: readonly T[], job: (item: T) => Promise<R>): Promise<R[]> {
    return Promise.all(items.map((item) => this.run(() => job(item))));
  }
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits until this machine's clock has reached that instant, or until it is told to stop. */
export async function sleepUntil(atMs: number, signal?: AbortSignal): Promise<void> {
  // A timer may fire a millisecond early.
  for (let left = atMs - Date.now(); left > 0 && !signal?.aborted; left = atMs - Date.now()) {
    await sleep(Math.min(left, LONGEST_TIMER_MS), signal);
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Jobs that run beside each other and fail together: the first failure tells the others to stop. */
export class Together {
  readonly signal: AbortSignal;
  private readonly failed = new AbortController();
  private readonly jobs: Promise<void>[] = [];
  private failure: unknown;

  /** @param stop also tells them to stop, without a failure */
  constructor(stop: AbortSignal) {
    this.signal = AbortSignal.any([stop, this.failed.signal]);
    // Each sleeper listens to it.
    setMaxListeners(0, this.signal);
  }

  start(job: Promise<void>): void {
    this.jobs.push(
      job.catch((error: unknown) => {
        this.failure ??= error;
        this.failed.abort();
      }),
    );
  }

  /** Settles when every job has, also those that were started meanwhile. @throws the first failure. */
  async end(): Promise<void> {
    for (let known = -1; known < this.jobs.length;) {
      known = this.jobs.length;
      await Promise.all(this.jobs);
    }
    if (this.failure !== undefined) throw this.failure as Error;
  }
}
