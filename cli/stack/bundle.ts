import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './paths.js';

const run = promisify(execFile);
const kept = 5;
const keptMs = 30 * 24 * 60 * 60_000;

/**
 * Bundles the workflow code for the worker, or finds the bundle of an earlier start: named by a hash over all that goes
 * into it, it is never stale.
 * @returns path of the bundle
 */
export async function bundleWorkflows({
  cacheDir,
  log = () => {},
  signal,
}: {
  cacheDir: string;
  log?: (line: string) => void;
  signal?: AbortSignal;
}): Promise<string> {
  const file = join(cacheDir, `workflows-${await sourceHash()}.js`);
  if (existsSync(file)) {
    await utimes(file, new Date(), new Date()).catch(() => undefined);
    return file;
  }
  log('Bundling the workflows …');
  await mkdir(cacheDir, { recursive: true });
  const child = join(projectRoot, 'cli', 'stack', 'bundle-child.ts');
  try {
    await run(process.execPath, ['--import', 'tsx', child, file], {
      cwd: projectRoot,
      maxBuffer: 1e7,
      ...(signal && { signal }),
    });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`The workflows could not be bundled:\n${stderr?.trim() || message}`);
  }
  await removeOld(cacheDir);
  return file;
}

/** Everything a bundle depends on: our code that workflows may import, and the lockfile, which pins the SDK. */
async function sourceHash(): Promise<string> {
  const folders = await Promise.all(
    ['workflows', 'domain'].map(async (folder) => {
      const entries = await readdir(join(projectRoot, folder), { recursive: true });
      return entries
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
        .map((name) => join(folder, name));
    }),
  );
  const hash = createHash('sha256');
  for (const file of [...folders.flat().sort(), 'package-lock.json', 'tsconfig.json', 'cli/stack/bundle-child.ts']) {
    hash
      .update(file)
      .update('\0')
      .update(await readFile(join(projectRoot, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 24);
}

async function removeOld(cacheDir: string): Promise<void> {
  const files = (await readdir(cacheDir)).filter((name) => name.startsWith('workflows-'));
  const dated = await Promise.all(
    files.map(async (name) => ({ name, at: (await stat(join(cacheDir, name))).mtimeMs })),
  );
  // A system that runs may start its worker again from an older one.
  const longAgo = Date.now() - keptMs;
  const old = dated
    .sort((a, b) => b.at - a.at)
    .slice(kept)
    .filter(({ at }) => at < longAgo);
  await Promise.all(old.map(({ name }) => rm(join(cacheDir, name), { force: true })));
}
