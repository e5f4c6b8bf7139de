import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflows } from '../../../cli/stack/bundle.js';
import { freePort } from '../../../cli/stack/ports.js';
import { startPostgres } from '../../../cli/stack/postgres.js';
import { buildPrograms } from '../../../cli/stack/programs.js';
import { startTemporal } from '../../../cli/stack/temporal.js';
import { startByNpm } from '../../support/own-start.js';
import { cpuSeconds } from '../cpu.js';
import type { Bench, Figure, FigureResult } from '../figure.js';
import { median } from '../stats.js';

const MOST_S = 15;
const quiet = () => undefined;

async function inFreshDirectory<T>({ system }: Bench, work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(system.directory, 'start-'));
  await chmod(directory, 0o711);
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Seconds from `npm start` until runtime.json says that all is ready, and of a processor that the product's own two took. */
async function npmStart({ system }: Bench): Promise<{ seconds: number; apiCpu: number; workerCpu: number }> {
  const begun = performance.now();
  const started = await startByNpm([], { TEMPORAL_CLI_PATH: system.temporalBinary });
  const seconds = (performance.now() - begun) / 1000;
  const { api, worker } = started.runtime.pids;
  const [apiCpu, workerCpu] = await Promise.all([cpuSeconds(api), cpuSeconds(worker)]);
  await started.stop();
  return { seconds, apiCpu, workerCpu };
}

/** Seconds until Postgres and Temporal alone, side by side, answer. */
function serversAlone(bench: Bench): Promise<number> {
  return inFreshDirectory(bench, async (directory) => {
    const [port, temporalPort, uiPort] = [await freePort(0, ''), await freePort(0, ''), await freePort(0, '')];
    const begun = performance.now();
    const [postgres, temporal] = await Promise.all([
      startPostgres({
        dataDir: join(directory, 'postgres'),
        port,
        password: 'bench',
        logFile: join(directory, 'postgres.log'),
      }),
      startTemporal({
        binary: bench.system.temporalBinary,
        dbFile: join(directory, 'temporal.db'),
        port: temporalPort,
        uiPort,
        logFile: join(directory, 'temporal.log'),
      }),
    ]);
    const seconds = (performance.now() - begun) / 1000;
    await Promise.all([postgres.stop(), temporal.stop()]);
    return seconds;
  });
}

/** Seconds for the workflow bundle, which only the first start after a change of code makes. */
function bundling(bench: Bench): Promise<number> {
  return inFreshDirectory(bench, async (directory) => {
    const begun = performance.now();
    await bundleWorkflows({ cacheDir: join(directory, 'bundles'), log: quiet });
    return (performance.now() - begun) / 1000;
  });
}

export const start: Figure = {
  name: 'start',
  title:
    '`npm start` until all is ready, fresh data directory, packages installed; baseline: Postgres and Temporal alone',
  minutes: { full: 2, quick: 1 },
  run: async (bench): Promise<FigureResult> => {
    // Of this code both are in their cache from here on.
    await Promise.all([bundleWorkflows({ log: quiet }), buildPrograms({ log: quiet })]);
    const product: Awaited<ReturnType<typeof npmStart>>[] = [];
    const baseline: number[] = [];
    const rounds = bench.options.quick ? 1 : bench.options.rounds;
    for (let round = 1; round <= rounds; round += 1) {
      product.push(await npmStart(bench));
      baseline.push(await serversAlone(bench));
      bench.say(`start ${round}: ${product.at(-1)!.seconds.toFixed(1)} s against ${baseline.at(-1)!.toFixed(1)} s`);
    }
    const bundle = await bundling(bench);
    const seconds = median(product.map((one) => one.seconds));
    return {
      lines: [
        {
          what: 'ready',
          unit: 's',
          product: seconds,
          baseline: median(baseline),
          rounds: { product: product.map((one) => one.seconds), baseline },
          goal: { text: `≤ ${MOST_S} s`, met: seconds <= MOST_S },
        },
        { what: 'processor: the API', unit: 's', product: median(product.map(({ apiCpu }) => apiCpu)) },
        { what: 'processor: the worker', unit: 's', product: median(product.map(({ workerCpu }) => workerCpu)) },
        { what: 'bundling the workflows alone', unit: 's', product: bundle },
      ],
      notes: [
        'The Temporal binary, the programs and the workflow bundle are there. The first start after a change makes them anew beside the servers’ start.',
      ],
      raw: { product, baseline, bundle },
    };
  },
};
