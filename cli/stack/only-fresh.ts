// The first that a built program does: it ends where the sources beside its build are no longer those that it is made of.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './paths.js';
import { hashOf, OF_BUILD } from './sources.js';

/** In `build/`, the hash of its sources. What is kept by such a hash has none: its name says it. */
const stamp = join(import.meta.dirname, 'made-of');

// An image has no sources: it was made of them whole.
if (
  existsSync(stamp) &&
  existsSync(join(projectRoot, 'worker.ts')) &&
  readFileSync(stamp, 'utf8') !== hashOf(OF_BUILD)
) {
  console.error(
    `The sources have changed since ${import.meta.dirname} was built. Build it anew (npm run build), and start again.`,
  );
  process.exit(1);
}
