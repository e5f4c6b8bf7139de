import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson } from './files.js';
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

/**
 * Runs the tests with vitest and ends with the line `N passed, N failed`.
 * @param args for vitest: a part of a file's name, `-t NAME`, `--project domain`, …
 * @returns exit code
 */
export async function runTests(args: string[]): Promise<number> {
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
    return 1;
  }
  const directory = await testDirectory();
  const reportFile = join(directory, 'report.json');
  try {
    const vitest = join(projectRoot, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
    const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
      cwd: projectRoot,
      stdio: 'inherit',
      env: {
        ...process.env,
        // Tests must not touch a stack that happens to be configured.
        DATABASE_URL: '',
        TEMPORAL_ADDRESS: '',
        TEMPORAL_CLI_PATH: binaries.cli,
        TEMPORAL_TEST_SERVER_PATH: binaries.testServer,
        PINGGO_TEST_DIR: directory,
      },
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    const code = (await exitOf(child)) ?? 1;
    const counts = await count(reportFile, code);
    console.log(counts.line);
    return code === 0 && counts.failed > 0 ? 1 : code;
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
