// `npm run check`: what CI runs. Format, lint, types, boundaries, dead code, and beside them the tests (the compose file's among them).
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithUs } from './stack/keeper.js';
import { projectRoot } from './stack/paths.js';
import { exitOf } from './stack/processes.js';
import { runTests, type TestsRun } from './stack/tests.js';

interface Check {
  name: string;
  /** The module to run with Node, and its arguments. */
  command: string[];
}

const bin = (file: string) => join(projectRoot, 'node_modules', file);
/** The types of the dashboard's client, from these very routes: lint and types need them. */
const client: Check = { name: 'client', command: ['--import', 'tsx', 'cli/dashboard.ts', '--schema'] };
/** What a check found of files that have not changed since is as good as found now. */
const cache = (file: string) => bin(join('.cache', 'pinggo', file));
const tsc = (project: string, kept: string): string[] => [
  bin('typescript/bin/tsc'),
  '--noEmit',
  '--incremental',
  '--project',
  project,
  '--tsBuildInfoFile',
  cache(kept),
];
/** The longest first, so that none is waited for alone. */
const statics: Check[] = [
  {
    name: 'lint',
    command: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', '--report-unused-disable-directives'],
  },
  {
    name: 'format',
    command: [
      bin('prettier/bin/prettier.cjs'),
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-strategy=content',
      `--cache-location=${cache('format.json')}`,
      '.',
    ],
  },
  { name: 'types', command: tsc('.', 'types.json') },
  { name: 'openapi', command: ['--import', 'tsx', 'cli/openapi.ts'] },
  { name: 'breaking', command: ['--import', 'tsx', 'cli/api-breaking.ts'] },
  { name: 'dashboard types', command: tsc('dashboard', 'dashboard-types.json') },
  {
    name: 'boundaries',
    command: [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', '.'],
  },
  {
    name: 'folders',
    command: [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.folders.cjs',
      'domain',
      'workflows',
      'activities',
      'settlement',
      'outgoing',
      'relay',
      'db',
      'api',
      'dashboard/src',
    ],
  },
  { name: 'dead code', command: [bin('knip/bin/knip.js')] },
];
const TESTS = 'tests';
const AT_A_TIME = 2;

const { values: flags } = parseArgs({
  options: {
    tests: { type: 'boolean', default: true },
    'keep-going': { type: 'boolean', default: false },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
  allowNegative: true,
});

const names = [client, ...statics].map((check) => check.name).concat(TESTS);
const wanted = flags.only?.split(',').map((name) => name.trim());
const unknown = wanted?.filter((name) => !names.includes(name)) ?? [];
if (flags.help || unknown.length > 0) {
  console.log(
    (unknown.length > 0 ? `There is no check named ${unknown.join(', ')}.\n` : '') +
      'npm run check [-- --no-tests] [--only=NAME,…] [--keep-going]\n' +
      `Checks: ${names.join(', ')}. It stops at the first that fails, unless it is to keep going.`,
  );
  process.exit(flags.help ? 0 : 1);
}

const isWanted = (name: string): boolean => (wanted ? wanted.includes(name) : name !== TESTS || flags.tests);
const failed: string[] = [];
/** Aborted when the tests need go on no longer. */
const enough = new AbortController();
const running = new Set<ChildProcess>();
let isStopped = false;
let isTesting = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    isStopped = true;
    for (const child of running) child.kill(signal);
    // Those who are told end by themselves.
    if (running.size === 0 && !isTesting) process.exit(1);
  });
}

const isOver = (): boolean => isStopped || (failed.length > 0 && !flags['keep-going']);

/** Runs one; what it says is shown when it is through, so that two do not speak at a time. */
async function run({ name, command }: Check): Promise<void> {
  if (!isWanted(name) || isOver()) return;
  const started = Date.now();
  const child = spawn(process.execPath, command, { cwd: projectRoot, stdio: 'pipe' });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk));
  running.add(child);
  if (child.pid !== undefined) {
    endWithUs(child.pid, exitOf(child));
    yieldToTests(child.pid);
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const isOk = code === 0;
  running.delete(child);
  if (!isOk) failed.push(name);
  if (isOver()) enough.abort();
  process.stdout.write(`\n── ${name}\n${Buffer.concat(said).toString()}`);
  console.log(`${isOk ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

/** Most of a test's time is waiting for servers and browsers: what needs nothing but a processor takes what they leave. */
function yieldToTests(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended, or may not be told; then it takes its share.
  }
}

async function runStatics(): Promise<void> {
  const queue = [...statics];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let check = queue.shift(); check; check = queue.shift()) await run(check);
    }),
  );
}

async function test(): Promise<TestsRun> {
  if (!isWanted(TESTS) || isOver()) return { code: 0, line: null };
  console.log(`\n── ${TESTS}`);
  isTesting = true;
  return runTests([], enough.signal).finally(() => (isTesting = false));
}

await run(client);
const [tested] = await Promise.all([test(), runStatics()]);
// Tests that were broken off say nothing.
const areThrough = !enough.signal.aborted;
if (tested.code !== 0 && areThrough) failed.push(TESTS);
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
// Their count is the last line.
if (tested.line !== null && areThrough) console.log(tested.line);
process.exit(failed.length > 0 ? 1 : 0);
