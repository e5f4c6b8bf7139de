import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../cli/stack/paths.js';

const run = promisify(execFile);
const CACHE = join(projectRoot, 'node_modules', '.cache', 'pinggo', 'promtool');

const works = (file: string): Promise<string | null> =>
  run(file, ['--version']).then(
    () => file,
    () => null,
  );

/** Out of Debian's package, which is not installed: it would start a server. */
async function packaged(): Promise<string | null> {
  const file = join(CACHE, 'usr', 'bin', 'promtool');
  if (existsSync(file)) return works(file);
  const directory = `${CACHE}.${process.pid}`;
  await mkdir(directory, { recursive: true });
  try {
    await run('apt-get', ['download', '-qq', 'prometheus'], { cwd: directory, timeout: 60_000 });
    const [name] = (await readdir(directory)).filter((each) => each.endsWith('.deb'));
    await run('dpkg-deb', ['-x', join(directory, name!), directory]);
    await rm(CACHE, { recursive: true, force: true });
    await rename(directory, CACHE);
    return await works(file);
  } catch {
    await rm(directory, { recursive: true, force: true });
    return null;
  }
}

/** Prometheus' own judge of rules: the system's, or Debian's. @returns null where there is neither */
export const promtool = async (): Promise<string | null> => (await works('promtool')) ?? (await packaged());
