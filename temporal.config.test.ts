import { noopMetricMeter } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { compileWorkerOptions } from '@temporalio/worker/lib/worker-options.js';
import { expect, it } from 'vitest';
import { workerTuning } from './temporal.config.js';

it('gives a workflow’s script its time, by an option that the SDK does not say it has', () => {
  const of = (options: object) =>
    compileWorkerOptions({ taskQueue: 'pinggo', ...options }, new DefaultLogger('ERROR'), noopMetricMeter);
  expect(of({}).isolateExecutionTimeoutMs).toBe(5_000);
  expect(of(workerTuning).isolateExecutionTimeoutMs).toBe(300_000);
});
