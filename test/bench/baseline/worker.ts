// The minimal worker: the product's tuning and pool, activities that do next to nothing.
import { pathToFileURL } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pg from 'pg';
import { cachedWorkflows, workerTuning } from '../../../temporal.config.js';
import { minimalTaskQueue } from './task-queue.js';

export interface MinimalActivities {
  /** Tells the parent process how far this life is. */
  nothing(id: string, stage: number): Promise<void>;
  insertRow(id: string, dueAtMs: number | null): Promise<void>;
}

const need = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const pool = new pg.Pool({ connectionString: need('DATABASE_URL'), max: Number(need('DATABASE_POOL_SIZE')) });
  pool.on('error', () => undefined);
  const connection = await NativeConnection.connect({ address: need('TEMPORAL_ADDRESS') });
  const activities: MinimalActivities = {
    nothing(id, stage) {
      process.send?.({ type: 'stage', id, stage });
      return Promise.resolve();
    },
    async insertRow(id, dueAtMs) {
      await pool.query({
        name: 'insert_row',
        text: 'INSERT INTO bench_rows (id, due_at) VALUES ($1, to_timestamp($2::float8 / 1000))',
        values: [id, dueAtMs],
      });
    },
  };
  const worker = await Worker.create({
    connection,
    namespace: need('TEMPORAL_NAMESPACE'),
    taskQueue: minimalTaskQueue,
    activities: { ...activities },
    workflowBundle: { codePath: need('MINIMAL_BUNDLE') },
    ...workerTuning,
    maxCachedWorkflows: cachedWorkflows,
  });
  const stop = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  process.send?.({ type: 'ready' });
  await worker.run();
  await pool.end();
  await connection.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
