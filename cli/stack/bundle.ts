import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CACHE, madeOnce } from './made-once.js';
import { projectRoot } from './paths.js';
import { hashOf, OF_WORKFLOWS } from './sources.js';

const run = promisify(execFile);

/**
 * Bundles the workflow code for the worker, or finds the bundle of an earlier start.
 * @returns path of the bundle
 */
export function bundleWorkflows({
  cacheDir = CACHE,
  log = () => {},
  signal,
}: {
  cacheDir?: string;
  log?: (line: string) => void;
  signal?: AbortSignal;
} = {}): Promise<string> {
  const make = async (file: string): Promise<void> => {
    log('Bundling the workflows …');
    await bundleInto(file, signal);
  };
  return madeOnce({ cacheDir, kind: 'workflows', hash: hashOf(OF_WORKFLOWS), ending: '.js', keptDays: 30, make });
}

/** Bundles the workflow code into this file. */
async function bundleInto(file: string, signal?: AbortSignal): Promise<void> {
  const child = join(projectRoot, 'cli', 'stack', 'bundle-child.ts');
  try {
    await run(process.execPath, ['--import', 'tsx', child, file], {
      cwd: projectRoot,
      maxBuffer: 1e7,
      ...(signal && { signal }),
    });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`The workflows could not be bundled:\n${stderr?.trim() || message}`, { cause: error });
  }
}
