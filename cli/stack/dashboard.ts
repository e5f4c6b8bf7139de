import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './paths.js';

const run = promisify(execFile);
const directory = join(projectRoot, 'dashboard');
const stampFile = join(directory, 'dist', '.source-hash');

/** Builds the dashboard into `dashboard/dist`, unless what is there was built from these very sources. */
export async function buildDashboard({
  log = () => {},
  signal,
}: { log?: (line: string) => void; signal?: AbortSignal } = {}): Promise<void> {
  const hash = await sourceHash();
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

/** Everything that the build depends on: its sources, the domain's words, and the lockfile, which pins its libraries. */
async function sourceHash(): Promise<string> {
  const sources = (await filesIn(directory))
    // The schema has types only: no build differs by it.
    .filter((file) => !file.startsWith(join(directory, 'dist')) && !file.endsWith('schema.d.ts'));
  const words = (await filesIn(join(projectRoot, 'domain'))).filter((file) => file.includes(`${sep}vocabulary${sep}`));
  const hash = createHash('sha256');
  for (const file of [...[...sources, ...words].sort(), join(projectRoot, 'package-lock.json')])
    hash
      .update(file.slice(projectRoot.length))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex');
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
