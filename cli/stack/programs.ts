import { join } from 'node:path';
import { CACHE, madeOnce } from './made-once.js';
import { makeBy } from './make-by.js';
import { projectRoot } from './paths.js';
import { hashOf, OF_PROGRAMS } from './sources.js';

/** The product's programs: the name under which each is built, and its source. */
export const PROGRAMS = {
  api: 'api/main.ts',
  worker: 'worker.ts',
  migrate: 'cli/migrate.ts',
  admin: 'cli/admin.ts',
  env: 'cli/env.ts',
  reencrypt: 'cli/reencrypt.ts',
  deadlines: 'cli/deadlines.ts',
  restored: 'cli/restored.ts',
  pinggo: 'cli/pinggo.ts',
} as const;
export type ProgramName = keyof typeof PROGRAMS;

const childProgram = join(projectRoot, 'cli', 'stack', 'programs-child.ts');

/** What to give Node to run a program of this folder; errors then name lines of the sources. */
export const programArguments = (directory: string, name: string): string[] => [
  '--enable-source-maps',
  join(directory, `${name}.mjs`),
];

export interface BuildOptions {
  log?: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Builds the programs, or finds those that were built of these very sources.
 * @param others to be built instead of the product's; their sources lie in `among`
 * @returns the folder that they are in
 */
export function buildPrograms(
  { log = () => {}, signal }: BuildOptions = {},
  others?: { kind: string; programs: Record<string, string>; among: readonly string[] },
): Promise<string> {
  const { kind = 'programs', programs = PROGRAMS, among = [] } = others ?? {};
  const make = async (directory: string): Promise<void> => {
    log('Building the programs …');
    await buildInto(directory, programs, signal);
  };
  const sources = { ...OF_PROGRAMS, folders: [...OF_PROGRAMS.folders, ...among] };
  return madeOnce({ cacheDir: CACHE, kind, hash: hashOf(sources), ending: '', keptDays: 7, make });
}

/** Builds these programs into this folder, which is there whole or not at all. */
export const buildInto = (
  directory: string,
  programs: Record<string, string> = PROGRAMS,
  signal?: AbortSignal,
): Promise<void> =>
  makeBy('The programs', ['--import', 'tsx', childProgram, directory, JSON.stringify(programs)], { signal });
