import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, onFreePort } from '../../../cli/stack/ports.js';
import { type RunningTemporal, startTemporal } from '../../../cli/stack/temporal.js';
import { somePort, type TemporalServer } from './server.js';

const run = promisify(execFile);

/** Starts the CLI's dev server on a SQLite file in `directory`. */
export async function startDevServer(binary: string, directory: string): Promise<TemporalServer> {
  const { stdout } = await run(binary, ['--version']);
  const uiPort = await freePort(somePort(), 'Temporal UI');
  let port = 0;
  const start = (on: number): Promise<RunningTemporal> =>
    startTemporal({
      binary,
      dbFile: join(directory, 'temporal.db'),
      port: on,
      uiPort,
      logFile: join(directory, 'temporal.log'),
    });
  let running = await onFreePort(
    somePort(),
    'Temporal',
    () => undefined,
    (free) => start((port = free)),
  );
  return {
    kind: 'dev',
    description: `${stdout.trim()}, dev server on SQLite`,
    address: running.address,
    processes: () => [{ name: 'temporal', pid: running.pid }],
    stop: () => running.stop(),
    async start() {
      running = await start(port);
    },
    end: () => running.stop(),
  };
}
