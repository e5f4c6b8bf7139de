// `npm run check`: what CI runs. Format, lint, types, boundaries, dead code, tests (the compose file's among them).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './stack/paths.js';
import { exitOf } from './stack/processes.js';

interface Check {
  name: string;
  /** The module to run with Node, and its arguments. */
  command: string[];
}

const bin = (file: string) => join(projectRoot, 'node_modules', file);
const checks: Check[] = [
  { name: 'format', command: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'] },
  // The types of the dashboard's client, from these very routes: lint and types need them.
  { name: 'client', command: ['--import', 'tsx', 'cli/dashboard.ts', '--schema'] },
  { name: 'lint', command: [bin('eslint/bin/eslint.js'), '.'] },
  { name: 'types', command: [bin('typescript/bin/tsc'), '--noEmit'] },
  { name: 'dashboard types', command: [bin('typescript/bin/tsc'), '--noEmit', '--project', 'dashboard'] },
  {
    name: 'boundaries',
    command: [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', '.'],
  },
  { name: 'dead code', command: [bin('knip/bin/knip.js')] },
  // Last, so that their count is the last line.
  { name: 'tests', command: ['--import', 'tsx', 'cli/test.ts'] },
];

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
let running: ReturnType<typeof spawn> | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!running?.kill(signal)) process.exit(1);
    flags['keep-going'] = false;
  });
}

for (const check of checks) {
  if (wanted ? !wanted.includes(check.name) : check.name === 'tests' && !flags.tests) continue;
  console.log(`\n── ${check.name}`);
  const started = Date.now();
  running = spawn(process.execPath, check.command, { cwd: projectRoot, stdio: 'inherit' });
  const ok = (await exitOf(running)) === 0;
  if (!ok) failed.push(check.name);
  // The tests' own last line stays the last.
  if (check.name !== 'tests')
    console.log(`${ok ? '✓' : '✗'} ${check.name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok && !flags['keep-going']) break;
}
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}`);
process.exit(failed.length > 0 ? 1 : 0);
