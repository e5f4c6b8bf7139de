import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { projectRoot } from './paths.js';

/** What something is made of: whole folders and single files, from the project's root. */
export interface Sources {
  folders: readonly string[];
  files: readonly string[];
}

/** Whatever is made depends on the versions of its libraries, and on how it is made. */
const ALWAYS = ['package-lock.json', 'tsconfig.json'];

/** Of the bundle that runs in Temporal's sandbox. */
export const OF_WORKFLOWS: Sources = {
  folders: ['workflows', 'domain'],
  files: [...ALWAYS, 'cli/stack/bundle-child.ts'],
};

/** Of the product's programs. */
export const OF_PROGRAMS: Sources = {
  folders: ['activities', 'api', 'cli', 'db', 'domain', 'outgoing', 'relay', 'settlement', 'workflows'],
  files: [...ALWAYS, 'config.ts', 'temporal.config.ts', 'worker.ts'],
};

/** Of the Control Tower: it has the words and the rules of the domain, and the bodies that its forms send. */
export const OF_DASHBOARD: Sources = {
  folders: ['dashboard', 'domain', 'api/platform/contract/bodies', 'api/leads/contract/bodies'],
  files: [...ALWAYS, 'api/http/fields.ts'],
};

/** Of all that `npm run build` makes. */
export const OF_BUILD: Sources = { ...OF_PROGRAMS, folders: [...OF_PROGRAMS.folders, 'dashboard'] };

/** Tests go into nothing; migrations are read as they lie there; the rest is made itself. */
const NO_SOURCE = /(^|\/)(dist|fixtures|migrations)\/|\.test\.tsx?$|(^|\/)schema\.d\.ts$/;

/** A name for what these sources say now: what is made of them and named by it is never stale. */
export function hashOf({ folders, files }: Sources): string {
  const hash = createHash('sha256');
  for (const file of [...folders.flatMap(sourcesIn), ...files].sort())
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(projectRoot, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 24);
}

/** The sources in a folder and all below it, from the project's root. */
function sourcesIn(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1))
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => !NO_SOURCE.test(file));
}
