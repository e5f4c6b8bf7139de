import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutTemporal } from '../../temporal.server.js';
import { changedFiles, touchedBy } from './changed-files.js';
import { readJson } from './files.js';
import { endWithUs } from './keeper.js';
import { dataDirectory, projectRoot } from './paths.js';
import { stopLeftoverPostgres } from './postgres.js';
import { exitOf } from './processes.js';
import { stopLeftoverTemporal } from './temporal.js';
import { temporalCli, temporalTestServer } from './temporal-binary.js';

/** The part of vitest's JSON report that counts. */
interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

/** What became of the tests, as the last line that is to be printed. */
export interface TestsRun {
  code: number;
  /** `N passed, N failed`; null: there is nothing to count. */
  line: string | null;
}

/**
 * Runs the tests with vitest.
 * @param args for vitest: a part of a file's name, `-t NAME`, `--project domain`, …; or `--changed [BASE]` for those that
 *   are touched by what is not committed yet (and by what was since the branch left BASE), and options beside it
 * @param stop aborted to end them early
 */
export async function runTests(args: string[], stop?: AbortSignal): Promise<TestsRun> {
  const chosen = await chooseTests(args).catch((error: Error) => error);
  if (chosen instanceof Error) {
    console.error(`What has changed cannot be told: ${chosen.message}`);
    return { code: 1, line: null };
  }
  if (chosen.length === 0) {
    console.log('Nothing has changed.');
    return { code: 0, line: '0 passed, 0 failed' };
  }
  const dataDir = dataDirectory();
  let binaries: { cli: string; testServer: string };
  try {
    const [cli, testServer] = await Promise.all([
      temporalCli({ dataDir, log: console.log }),
      temporalTestServer({ dataDir, log: console.log }),
    ]);
    binaries = { cli, testServer };
  } catch (error) {
    console.error((error as Error).message);
    return { code: 1, line: null };
  }
  const directory = await testDirectory();
  const reportFile = join(directory, 'report.json');
  try {
    const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
    const child = spawn(process.execPath, [vitest, ...chosen, ...reporters], {
      cwd: projectRoot,
      stdio: 'inherit',
      env: {
        ...process.env,
        // Tests must not touch a stack that happens to be configured.
        DATABASE_URL: '',
        ...withoutTemporal(process.env),
        TEMPORAL_ADDRESS: '',
        TEMPORAL_CLI_PATH: binaries.cli,
        TEMPORAL_TEST_SERVER_PATH: binaries.testServer,
        PINGGO_TEST_DIR: directory,
      },
    });
    const exited = exitOf(child);
    if (child.pid !== undefined) endWithUs(child.pid, exited);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    stop?.addEventListener('abort', () => child.kill('SIGTERM'));
    if (stop?.aborted) child.kill('SIGTERM');
    const code = (await exited) ?? 1;
    const counts = await count(reportFile, code);
    return { code: code === 0 && counts.failed > 0 ? 1 : code, line: counts.line };
  } finally {
    // Nothing to do, unless vitest was killed. Each project has its own servers.
    for (const project of await readdir(directory, { withFileTypes: true })) {
      if (!project.isDirectory()) continue;
      await stopLeftoverPostgres(join(directory, project.name, 'postgres'));
      await stopLeftoverTemporal(join(directory, project.name, 'temporal.db'));
    }
    await rm(directory, { recursive: true, force: true });
  }
}

/** @returns the command for vitest; an empty one when there is nothing to run */
async function chooseTests(args: string[]): Promise<string[]> {
  const at = args.indexOf('--changed');
  if (at === -1) return ['run', ...args];
  const base = args[at + 1]?.startsWith('-') ? null : (args[at + 1] ?? null);
  const others = args.toSpliced(at, base === null ? 1 : 2);
  const changed = await changedFiles(base);
  if (changed.length === 0) return [];
  const touched = touchedBy(changed);
  return touched ? ['related', '--run', '--passWithNoTests', ...others, ...touched] : ['run', ...others];
}

/** A directory for one run's servers, a folder for each project. Others may pass through it: as root, Postgres runs as another user. */
export async function testDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'pinggo-test-'));
  await chmod(directory, 0o711);
  return directory;
}

async function count(reportFile: string, code: number): Promise<{ line: string; failed: number }> {
  const report = await readJson<VitestReport>(reportFile);
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  // A file that cannot even be loaded has no tests in the report, and yet it failed.
  const broken =
    report?.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length ?? 0;
  const failed = Math.max((report?.numFailedTests ?? 0) + broken, code === 0 ? 0 : 1);
  return { line: `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`, failed };
}
