// `npm run check`: what CI runs. Format, lint, types, boundaries, dead code, tests (the compose file's among them).
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithUs } from './stack/keeper.js';
import { projectRoot } from './stack/paths.js';
import { exitOf } from './stack/processes.js';

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
  { name: 'lint', command: [bin('eslint/bin/eslint.js'), '.'] },
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
      'relay',
      'db',
      'api',
      'dashboard/src',
    ],
  },
  { name: 'dead code', command: [bin('knip/bin/knip.js')] },
];
/** Last, so that their count is the last line. */
const tests: Check = { name: 'tests', command: ['--import', 'tsx', 'cli/test.ts'] };
const checks = [client, ...statics, tests];
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

const names = checks.map((check) => check.name);
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

const failed: string[] = [];
const running = new Set<ChildProcess>();
let isStopped = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    isStopped = true;
    for (const child of running) child.kill(signal);
    if (running.size === 0) process.exit(1);
  });
}

/** @param isShown whether what it says is seen at once; else when it is through, so that two do not speak at a time */
async function run({ name, command }: Check, isShown: boolean): Promise<void> {
  const isWanted = wanted ? wanted.includes(name) : name !== 'tests' || flags.tests;
  if (!isWanted || isStopped || (failed.length > 0 && !flags['keep-going'])) return;
  if (isShown) console.log(`\n── ${name}`);
  const started = Date.now();
  const child = spawn(process.execPath, command, { cwd: projectRoot, stdio: isShown ? 'inherit' : 'pipe' });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk));
  running.add(child);
  if (child.pid !== undefined) endWithUs(child.pid, exitOf(child));
  const [code] = (await once(child, 'close')) as [number | null];
  const isOk = code === 0;
  running.delete(child);
  if (!isOk) failed.push(name);
  if (!isShown) process.stdout.write(`\n── ${name}\n${Buffer.concat(said).toString()}`);
  // The tests' own last line stays the last.
  if (name !== 'tests') console.log(`${isOk ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

await run(client, true);
const queue = [...statics];
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    for (let check = queue.shift(); check; check = queue.shift()) await run(check, false);
  }),
);
await run(tests, true);
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
