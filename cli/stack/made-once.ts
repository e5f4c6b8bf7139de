import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './paths.js';

/** Where everything is kept that is made of the sources and found again by their hash. */
export const CACHE = join(projectRoot, 'node_modules', '.cache', 'pinggo');

const KEPT = 5;
const DAY_MS = 24 * 60 * 60_000;

export interface MadeOnce {
  cacheDir: string;
  /** What it is; the names of all that are kept of it begin so. */
  kind: string;
  /** A hash over all that goes into it: by it, it is never stale. */
  hash: string;
  ending: string;
  keptDays: number;
  /** Makes it at this path, whole or not at all. */
  make: (path: string) => Promise<void>;
}

/** @returns path of the file or folder, made now or by an earlier start */
export async function madeOnce({ cacheDir, kind, hash, ending, keptDays, make }: MadeOnce): Promise<string> {
  const path = join(cacheDir, `${kind}-${hash}${ending}`);
  if (existsSync(path)) {
    await utimes(path, new Date(), new Date()).catch(() => undefined);
    return path;
  }
  await mkdir(cacheDir, { recursive: true });
  await make(path);
  await removeOld(cacheDir, kind, keptDays);
  return path;
}

async function removeOld(cacheDir: string, kind: string, keptDays: number): Promise<void> {
  const names = (await readdir(cacheDir)).filter((name) => name.startsWith(`${kind}-`));
  const dated = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(cacheDir, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  // A system that runs may start a process again from an older one.
  const longAgo = Date.now() - keptDays * DAY_MS;
  const old = dated
    .sort((a, b) => b.at - a.at)
    .slice(KEPT)
    .filter(({ at }) => at < longAgo);
  await Promise.all(old.map(({ name }) => rm(join(cacheDir, name), { recursive: true, force: true })));
}
