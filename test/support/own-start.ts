import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from '../../cli/stack/keeper.js';
import { dataPaths, projectRoot } from '../../cli/stack/paths.js';
import { freePort } from '../../cli/stack/ports.js';
import { end, exitOf } from '../../cli/stack/processes.js';
import type { Runtime } from '../../cli/stack/runtime.js';
import { waitFor } from './wait.js';

export interface OwnStart {
  runtime: Runtime;
  /** What it has printed so far. */
  printed: () => string;
  stop: () => Promise<void>;
}

/** `npm start` with a data directory and ports of its own, once all of it is ready. */
export async function startByNpm(flags: readonly string[], env: Record<string, string>): Promise<OwnStart> {
  const directory = await mkdtemp(join(tmpdir(), 'pinggo-start-'));
  // Postgres runs as somebody else where we are root.
  await chmod(directory, 0o711);
  const port = await freePort(0, 'the API');
  const child = spawn('npm', ['start', '--', ...flags], {
    cwd: projectRoot,
    env: {
      ...process.env,
      // By its name: passkeys are for names.
      PUBLIC_URL: `http://localhost:${port}`,
      ...env,
      PINGGO_DATA_DIR: directory,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: npm, its shell and the start are told to end together.
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = exitOf(child);
  if (child.pid !== undefined) endWithUs(-child.pid, exited, { waitS: 45 });
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined)
      await end(-child.pid, exited, [
        { signal: 'SIGTERM', waitMs: 45_000 },
        { signal: 'SIGKILL', waitMs: 5_000 },
      ]);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const file = dataPaths(directory).runtime;
    await waitFor(
      'npm start is ready',
      () => {
        if (child.exitCode !== null) throw new Error(`npm start ended:\n${output}`);
        return Promise.resolve(existsSync(file));
      },
      180_000,
    );
    const runtime = JSON.parse(await readFile(file, 'utf8')) as Runtime;
    return { runtime, printed: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
