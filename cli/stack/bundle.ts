import { join } from 'node:path';
import { CACHE, madeOnce } from './made-once.js';
import { makeBy } from './make-by.js';
import { projectRoot } from './paths.js';
import { hashOf, OF_WORKFLOWS } from './sources.js';

const childProgram = join(projectRoot, 'cli', 'stack', 'bundle-child.ts');

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
    await makeBy('The workflows', ['--import', 'tsx', childProgram, file], { signal });
  };
  return madeOnce({ cacheDir, kind: 'workflows', hash: hashOf(OF_WORKFLOWS), ending: '.js', keptDays: 30, make });
}
