import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';

/** What of Temporal's `Worker` this needs. */
export interface TemporalWorker {
  run(): Promise<void>;
  shutdown(): void;
  getState(): string;
}

/** Several workers as one: where one ends, all do. */
export function together(workers: readonly TemporalWorker[]): TemporalWorker {
  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    async run() {
      // One that failed is not waited for by those that only end.
      await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
    },
    shutdown,
    getState() {
      const states = workers.map((worker) => worker.getState());
      return states.find((state) => state === 'FAILED') ?? states.find((state) => state !== 'RUNNING') ?? 'RUNNING';
    },
  };
}

/** One that was made and is not wanted: until it ends, its process can make no other for the same task queue. */
async function discard(worker: TemporalWorker): Promise<void> {
  const running = worker.run();
  worker.shutdown();
  await running.catch(() => undefined);
}

/** Makes workers one after the other, and none where one cannot be made. @throws what kept it from being made */
export async function makeTogether(makers: readonly (() => Promise<TemporalWorker>)[]): Promise<TemporalWorker> {
  const made: TemporalWorker[] = [];
  try {
    for (const make of makers) made.push(await make());
  } catch (error) {
    await Promise.all(made.map(discard));
    throw error;
  }
  return together(made);
}

interface KeepWorkingDeps {
  /** Makes the worker, and whatever else it needs of the server. */
  make: () => Promise<TemporalWorker>;
  /** Told each time that one begins to work, and each time that it has ended. */
  onChange?: (works: boolean) => void;
  /** Whether Temporal does not answer: then it is no fault of the worker's that it ends. */
  isAway: () => boolean;
  /** Aborted to end it in good order. */
  signal: AbortSignal;
  log: Logger;
  pauseMs?: number;
  stuckMs?: number;
}

/** What fails so often while Temporal answers will fail the next time, too: the supervisor starts the process anew. */
const MOST_FAILURES = 5;
/** One that worked for so long did not fail by how it was made. */
const GOOD_MS = 60_000;

/** How long a worker that failed may take to end. */
const STUCK_MS = 5_000;
const LOOK_EVERY_MS = 250;

/** A worker that failed and does not end: its process cannot make another, and must end. */
export class StuckWorker extends Error {
  override name = 'StuckWorker';
  constructor() {
    super('the Temporal worker failed and does not end');
  }
}

/**
 * Settles as `running` does. The SDK (1.24) lets that stand open where its server refused the worker, e.g. as it came back
 * without our namespace.
 * @throws StuckWorker then
 */
async function untilEnded(worker: TemporalWorker, running: Promise<void>, onFailed: () => void, stuckMs: number) {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    let failedAtMs: number | null = null;
    timer = setInterval(() => {
      if (worker.getState() !== 'FAILED') return;
      if (failedAtMs === null) onFailed();
      failedAtMs ??= performance.now();
      if (performance.now() - failedAtMs >= stuckMs) reject(new StuckWorker());
    }, LOOK_EVERY_MS);
  });
  try {
    await Promise.race([running, stuck]);
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a Temporal worker, and makes it anew whenever it ends by an error, e.g. after its server was gone: the rest of the process
 * goes on meanwhile. Settles when it has ended in good order.
 * @throws what it failed by, again and again, while Temporal answered; StuckWorker
 */
export async function keepWorking(deps: KeepWorkingDeps): Promise<void> {
  const { make, onChange = () => undefined, isAway, signal, log, pauseMs = 1_000, stuckMs = STUCK_MS } = deps;
  for (let failures = 0; !signal.aborted;) {
    const startedAtMs = performance.now();
    try {
      const worker = await make();
      const stop = (): void => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
      };
      const running = worker.run();
      signal.addEventListener('abort', stop);
      // Told to end while it was made.
      if (signal.aborted) stop();
      else onChange(true);
      await untilEnded(worker, running, () => onChange(false), stuckMs).finally(() =>
        signal.removeEventListener('abort', stop),
      );
      if (signal.aborted) return;
      throw new Error('the Temporal worker ended without being told to');
    } catch (error) {
      if (signal.aborted || error instanceof StuckWorker) throw error;
      onChange(false);
      if (isAway() || performance.now() - startedAtMs > GOOD_MS) failures = 0;
      failures += 1;
      if (failures >= MOST_FAILURES) throw error;
      log.warn({ job: 'worker', err: error }, 'the Temporal worker ended; it is made anew once Temporal answers');
    }
    do await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    while (isAway() && !signal.aborted);
  }
}
