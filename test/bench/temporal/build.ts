// Builds the Temporal server that docker-compose.yml names from its Go module, once for each version:
// `node --import tsx test/bench/temporal/build.ts`. `npm run bench -- --temporal postgres` does it by itself.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '../../../cli/stack/paths.js';

const run = promisify(execFile);

const MODULE = 'go.temporal.io/server';
/** By the name that Temporal's own Makefile gives them. */
const PROGRAMS = { 'temporal-server': './cmd/server', 'temporal-sql-tool': './cmd/tools/sql' };

export interface BuiltServer {
  version: string;
  server: string;
  /** Makes databases and their schema, whose files it holds. */
  sqlTool: string;
}

/** What can be mended by whoever reads it: no Go, no way to its module. */
export class CannotBuildError extends Error {}

/** The version of Temporal's image in docker-compose.yml. @throws Error when there is none */
export function versionOf(compose: string): string {
  const version = /image: temporalio\/server:(\d+\.\d+\.\d+)\s/.exec(compose)?.[1];
  if (!version) throw new Error('docker-compose.yml names no version of temporalio/server.');
  return version;
}

/**
 * The server's programs, built if this version was not yet; kept in node_modules/.cache/pinggo. The module brings its
 * own go.sum, so that what is built is what was released.
 * @throws CannotBuildError when Go is missing, or cannot get or build the module
 */
export async function buildTemporalServer(say: (line: string) => void): Promise<BuiltServer> {
  const version = versionOf(await readFile(join(projectRoot, 'docker-compose.yml'), 'utf8'));
  const kept = join(
    projectRoot,
    'node_modules',
    '.cache',
    'pinggo',
    `temporal-server-${version}-${platform()}-${arch()}`,
  );
  if (!existsSync(kept)) await build(version, kept, say);
  return { version, server: join(kept, 'temporal-server'), sqlTool: join(kept, 'temporal-sql-tool') };
}

async function build(version: string, kept: string, say: (line: string) => void): Promise<void> {
  const unfinished = `${kept}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const startedAtMs = performance.now();
  try {
    say(`building Temporal ${version} from ${MODULE}, once: some minutes`);
    // Outside of every Go module, and in none of the user's workspaces.
    const { stdout } = await go(['mod', 'download', '-json', `${MODULE}@v${version}`], unfinished);
    const { Dir: sources } = JSON.parse(stdout) as { Dir: string };
    for (const [name, path] of Object.entries(PROGRAMS)) {
      say(`… ${name}`);
      // As released: without cgo, and without what the Makefile leaves out.
      await go(
        ['build', '-mod=readonly', '-trimpath', '-tags=disable_grpc_modules', '-o', join(unfinished, name), path],
        sources,
      );
    }
    await rename(unfinished, kept);
    say(`… built in ${((performance.now() - startedAtMs) / 1000).toFixed(0)} s`);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function go(args: string[], cwd: string): Promise<{ stdout: string }> {
  try {
    return await run('go', args, { cwd, env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' }, maxBuffer: 1e8 });
  } catch (error) {
    const { code, stdout, stderr, message } = error as Error & { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT')
      throw new CannotBuildError('Go is not installed (go.dev/doc/install): without it the server cannot be built.');
    const said = (stderr?.trim() || stdout?.trim() || message).split('\n').slice(-5).join('\n  ');
    throw new CannotBuildError(`go ${args.slice(0, 2).join(' ')} failed:\n  ${said}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log((await buildTemporalServer(console.error)).server);
  } catch (error) {
    if (!(error instanceof CannotBuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
