import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBy } from './make-by.js';
import { projectRoot } from './paths.js';
import { hashOf, OF_DASHBOARD } from './sources.js';

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
  const env = { ...process.env, NODE_ENV: 'production' };
  await makeBy('The dashboard', [vite, 'build', directory, '--logLevel', 'warn'], { signal, env });
  await writeFile(stampFile, hash);
}
