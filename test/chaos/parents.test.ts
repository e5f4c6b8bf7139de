import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../cli/stack/paths.js';
import { freePort } from '../../cli/stack/ports.js';
import { descendantsOf, isAlive, send } from '../../cli/stack/processes.js';
import {
  createTestDatabase,
  temporalAddress,
  temporalCliPath,
  temporalTestServerPath,
  type TestDatabase,
} from '../support/stack.js';
import { waitFor } from '../support/wait.js';

let directory: string;
let database: TestDatabase;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pinggo-parents-'));
  // As root, Postgres runs as another user.
  await chmod(directory, 0o711);
  database = await createTestDatabase('parents');
});

afterAll(async () => {
  await database?.drop();
  await rm(directory, { recursive: true, force: true });
});

interface Parent {
  name: string;
  script: string[];
  env?: () => Record<string, string>;
  /** What runs below it when it is killed. */
  children: RegExp[];
}

const SERVERS = [/postgres.* -D /, /start-dev/];
const bench: Parent = {
  name: 'the benchmark',
  script: ['test/bench/main.ts', '--quick', '--only', 'actions'],
  children: [...SERVERS, /worker\.mjs/],
};
/** Its files of one kind have a server of their own besides. */
const runner: Parent = {
  name: 'the test runner',
  script: ['cli/test.ts', 'test/workflows/offer'],
  children: [...SERVERS, /vitest/, /test-server/],
};
const start: Parent = {
  name: 'npm start',
  script: ['cli/start.ts'],
  env: () => ({
    DATABASE_URL: database.ownerUrl,
    TEMPORAL_ADDRESS: temporalAddress(),
    PINGGO_DATA_DIR: join(directory, 'data'),
  }),
  children: [/api\.mjs/, /worker\.mjs/],
};

/** Without what the run that we are in has set. */
const outside = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|PINGGO_|DATABASE_URL|TEMPORAL_|NODE_ENV)/.test(name)),
  );

/** Starts it and waits until its children run, and until it said something. */
async function open({ script, env, children }: Parent, says = '') {
  const child = spawn(process.execPath, ['--import', 'tsx', ...script], {
    cwd: projectRoot,
    env: {
      ...outside(),
      TMPDIR: directory,
      TEMPORAL_CLI_PATH: temporalCliPath(),
      TEMPORAL_TEST_SERVER_PATH: temporalTestServerPath(),
      PORT: String(await freePort(0, 'API')),
      ...env?.(),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const below = await waitFor(
    'its children run',
    async () => {
      if (child.exitCode !== null) throw new Error(`it ended:\n${output}`);
      const found = await descendantsOf(child.pid!);
      return children.every((one) => found.some(({ command }) => one.test(command))) && output.includes(says) && found;
    },
    150_000,
  );
  return { pid: child.pid!, below, output };
}

describe('what a process starts ends with it', () => {
  it.each([
    { parent: bench, signal: 'SIGTERM' },
    { parent: bench, signal: 'SIGKILL' },
    { parent: runner, signal: 'SIGTERM' },
    { parent: runner, signal: 'SIGKILL' },
  ] as const)('$parent.name, by $signal', { timeout: 240_000 }, async ({ parent, signal }) => {
    const { pid, below } = await open(parent);
    send(pid, signal);
    await waitFor('all are gone', () => Promise.resolve(![pid, ...below.map((one) => one.pid)].some(isAlive)));
  });

  it('npm start, by SIGKILL; and it names no Temporal UI that nobody started', { timeout: 240_000 }, async () => {
    const { pid, below, output } = await open(start, 'Pinggo is ready');
    send(pid, 'SIGKILL');
    await waitFor('all are gone', () => Promise.resolve(![pid, ...below.map((one) => one.pid)].some(isAlive)));
    expect(output).toContain('Dashboard');
    expect(output).not.toMatch(/Temporal UI|8233/);
  });
});
