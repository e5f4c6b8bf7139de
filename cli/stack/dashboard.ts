import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './paths.js';
import { hashOf, OF_DASHBOARD } from './sources.js';

const run = promisify(execFile);
const directory = join(projectRoot, 'dashboard');
const stampFile = join(directory, 'dist', '.source-hash');

/** Builds the dashboard into `dashboard/dist`, unless what is there was built from these very sources. */
export async function buildDashboard({
  log = () => {},
  signal,
}: { log?: (line: string) => void; signal?: AbortSignal } = {}): Promise<void> {
  const hash = hashOf(OF_DASHBOARD);
  const built = await readFile(stampFile, 'utf8').catch(() => null);
  if (built === hash) return;
  log('Building the dashboard …');
  const vite = join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  try {
    await run(process.execPath, [vite, 'build', directory, '--logLevel', 'warn'], {
      cwd: projectRoot,
      maxBuffer: 1e7,
      env: { ...process.env, NODE_ENV: 'production' },
      ...(signal && { signal }),
    });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`The dashboard could not be built:\n${stderr?.trim() || message}`, { cause: error });
  }
  await writeFile(stampFile, hash);
}
