import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { logFrom, logTail, openLog } from '../../../cli/stack/files.js';
import { endWithUs } from '../../../cli/stack/keeper.js';
import { freePort, onFreePort, PortTakenError } from '../../../cli/stack/ports.js';
import { type RunningPostgres, startPostgres } from '../../../cli/stack/postgres.js';
import { end, exitOf, type Running } from '../../../cli/stack/processes.js';
import { buildTemporalServer, type BuiltServer } from './build.js';
import { type Databases, dynamicConfigText, type Ports, staticConfig } from './config.js';
import { somePort, type TemporalServer } from './server.js';

const run = promisify(execFile);

/** A schema's place in the tool, and the database that gets it. */
const SCHEMAS = { temporal: 'postgresql/v12/temporal', temporal_visibility: 'postgresql/v12/visibility' };
const USER = 'postgres';
const PASSWORD = 'bench';
const READY_MS = 120_000;

/**
 * Starts Temporal's server with a Postgres of its own in `directory`, with all of its services in one process.
 * @throws CannotBuildError where the server cannot be built
 */
export async function startServerOnPostgres(directory: string, say: (line: string) => void): Promise<TemporalServer> {
  const built = await buildTemporalServer(say);
  const postgres = await onFreePort(
    0,
    "Temporal's Postgres",
    () => undefined,
    (port) =>
      startPostgres({
        dataDir: join(directory, 'temporal-postgres'),
        port,
        password: PASSWORD,
        logFile: join(directory, 'temporal-postgres.log'),
      }),
  );
  try {
    await createSchemas(built, postgres);
    return await onPostgres(built, postgres, directory);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Without the variables by which both programs would be told otherwise. */
const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  ...more,
});

async function createSchemas({ sqlTool }: BuiltServer, { port }: RunningPostgres): Promise<void> {
  for (const [database, schema] of Object.entries(SCHEMAS)) {
    const at = [
      '--plugin',
      'postgres12',
      '--ep',
      '127.0.0.1',
      '--port',
      String(port),
      '--user',
      USER,
      '--db',
      database,
    ];
    for (const step of [['create'], ['setup-schema', '-v', '0.0'], ['update-schema', '--schema-name', schema]]) {
      await run(sqlTool, [...at, ...step], { env: environment({ SQL_PASSWORD: PASSWORD }), maxBuffer: 1e8 });
    }
  }
}

async function onPostgres(built: BuiltServer, postgres: RunningPostgres, directory: string): Promise<TemporalServer> {
  const files = {
    config: join(directory, 'temporal.yaml'),
    dynamicConfig: join(directory, 'temporal-dynamic.yaml'),
    log: join(directory, 'temporal.log'),
  };
  const databases: Databases = {
    address: `127.0.0.1:${postgres.port}`,
    user: USER,
    password: PASSWORD,
    main: 'temporal',
    visibility: 'temporal_visibility',
  };
  await writeFile(files.dynamicConfig, dynamicConfigText());
  let frontend = 0;
  let running = await onFreePort(
    somePort(),
    'Temporal',
    () => undefined,
    async (free) => {
      frontend = free;
      await writeFile(files.config, staticConfig(await portsBeside(free), databases, files.dynamicConfig));
      return startServer(built.server, files, free);
    },
  );
  return {
    kind: 'postgres',
    description: `server ${built.version} on Postgres 18 of its own, built from its Go module`,
    address: `127.0.0.1:${frontend}`,
    processes: () => [
      { name: 'temporal', pid: running.pid },
      { name: 'temporal postgres', pid: postgres.pid, withChildren: true },
    ],
    stop: () => running.stop(),
    async start() {
      running = await startServer(built.server, files, frontend);
    },
    async end() {
      await running.stop();
      await postgres.stop();
    },
  };
}

async function portsBeside(frontend: number): Promise<Ports> {
  const next = () => freePort(frontend + 1, 'Temporal');
  return {
    frontend,
    history: await next(),
    matching: await next(),
    worker: await next(),
    membership: { frontend: await next(), history: await next(), matching: await next(), worker: await next() },
  };
}

async function startServer(program: string, files: { config: string; log: string }, port: number): Promise<Running> {
  const output = await openLog(files.log);
  const logStart = (await output.stat()).size;
  const child = spawn(program, ['--config-file', files.config, '--allow-no-auth', 'start'], {
    // A terminal's Ctrl-C must not reach it before those who use it.
    detached: true,
    env: environment(),
    stdio: ['ignore', output.fd, output.fd],
  });
  const exited = exitOf(child);
  await output.close();
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${program} could not be started.`);
  endWithUs(pid, exited);
  const stop = () =>
    end(pid, exited, [
      { signal: 'SIGTERM', waitMs: 30_000 },
      { signal: 'SIGKILL', waitMs: 5_000 },
    ]);
  let gone = false;
  void exited.then(() => (gone = true));
  const untilMs = Date.now() + READY_MS;
  for (;;) {
    const problem = await callProblem(`127.0.0.1:${port}`);
    if (gone) {
      if (/address already in use/i.test(await logFrom(files.log, logStart))) throw new PortTakenError('Temporal');
      throw new Error(`The Temporal server did not start. The end of ${files.log}:\n${await logTail(files.log)}`);
    }
    if (!problem) return { pid, exited, stop };
    if (Date.now() > untilMs) {
      await stop();
      throw new Error(
        `The Temporal server did not answer in time (${problem}). The end of ${files.log}:\n${await logTail(files.log)}`,
      );
    }
    await delay(100);
  }
}

/** A first real call, for the namespace of the server's own jobs. */
async function callProblem(address: string): Promise<string | undefined> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 2_000 });
    const { workflowService } = connection;
    await connection.withDeadline(Date.now() + 5_000, () =>
      workflowService.describeNamespace({ namespace: 'temporal-system' }),
    );
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await connection?.close();
  }
}
