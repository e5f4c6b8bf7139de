import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { ensureSearchAttributes } from '../../relay/search-attributes.js';
import { searchAttributes } from '../../temporal.config.js';
import type { TemporalConnection } from '../../temporal.server.js';
import { logFrom, logTail, openLog } from './files.js';
import { endWithUs } from './keeper.js';
import { PortTakenError } from './ports.js';
import { type EndStep, type Running, commandLine, end, exitOf, isAlive, untilGone } from './processes.js';

export interface TemporalOptions {
  /** The Temporal CLI. */
  binary: string;
  dbFile: string;
  port: number;
  uiPort: number;
  logFile: string;
  log?: (line: string) => void;
  signal?: AbortSignal;
}

export interface RunningTemporal extends Running {
  address: string;
  uiUrl: string;
}

const namespace = 'default';

const ending: EndStep[] = [
  { signal: 'SIGTERM', waitMs: 10_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/**
 * The dev server's limits are those of one tenant in a shared cluster; here one product has it to itself, and its orgs are
 * the tenants: their tasks are handed out in turn (docs/adr/0032). docker-compose.yml says the same to its server.
 */
export const dynamicConfig = {
  'frontend.rps': 20000,
  'frontend.namespaceRPS': 20000,
  'frontend.namespaceRPS.visibility': 500,
  'frontend.namespaceCount': 4000,
  'matching.enableFairness': true,
};

/**
 * A write-ahead log without a sync at each commit: twice the leads a second of SQLite's defaults (docs/adr/0012). What
 * the server says is durable survives its end, `kill -9` included; after a power failure the sweep begins again what
 * the last moments forgot, as Postgres knows every lead.
 */
const sqlitePragmas = { journal_mode: 'WAL', synchronous: 'NORMAL' };

/** How long a finished lead's history can be looked at (the dev server's own default is a day). */
const retentionSeconds = 30 * 24 * 3600;

/** Starts the Temporal dev server with its UI and waits until it answers. Its state is in `dbFile`. */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const { binary, dbFile, port, uiPort, logFile, log = () => {} } = options;
  await stopLeftoverTemporal(dbFile, log);
  const output = await openLog(logFile);
  const logStart = (await output.stat()).size;
  const args = [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--ui-port',
    String(uiPort),
    '--db-filename',
    dbFile,
    '--namespace',
    namespace,
    '--log-level',
    'error',
    '--color',
    'never',
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries(sqlitePragmas).flatMap(([key, value]) => ['--sqlite-pragma', `${key}=${value}`]),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
  ];
  // Detached: a terminal's Ctrl-C must not reach it before the worker has drained.
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', output.fd, output.fd] });
  const exited = exitOf(child);
  await output.close();
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${binary} could not be started.`);
  endWithUs(pid, exited);
  await writeFile(pidFile(dbFile), String(pid), { mode: 0o600 });
  const stop = async (hurry?: AbortSignal) => {
    await end(pid, exited, ending, hurry);
    await rm(pidFile(dbFile), { force: true });
  };
  const address = `127.0.0.1:${port}`;
  try {
    await untilReady(address, exited, logStart, options);
    await registerSearchAttributes({ address }, namespace);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid, address, uiUrl: `http://localhost:${uiPort}`, exited, stop };
}

/** Stops a dev server that still runs on this file after its starter was killed. */
export async function stopLeftoverTemporal(dbFile: string, log: (line: string) => void = () => {}): Promise<void> {
  const pid = Number(await readFile(pidFile(dbFile), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (isAlive(pid) && (await commandLine(pid))?.includes(dbFile)) {
    log(`A Temporal server of an earlier start still runs (pid ${pid}): stopping it …`);
    await end(pid, untilGone(pid), ending);
  }
  await rm(pidFile(dbFile), { force: true });
}

function pidFile(dbFile: string): string {
  return `${dbFile}.pid`;
}

async function untilReady(
  address: string,
  exited: Promise<unknown>,
  logStart: number,
  { logFile, signal }: TemporalOptions,
): Promise<void> {
  let gone = false;
  void exited.then(() => (gone = true));
  const deadline = Date.now() + 60_000;
  let answeredAt = 0;
  for (;;) {
    signal?.throwIfAborted();
    const problem = answeredAt > 0 ? undefined : await prepareNamespace(address);
    const log = await logFrom(logFile, logStart);
    if (gone) {
      if (/address already in use/i.test(log)) throw new PortTakenError('Temporal');
      throw new Error(`The Temporal server did not start. The end of ${logFile}:\n${await logTail(logFile)}`);
    }
    if (!problem) {
      // Another server may have answered on the port that ours is about to miss: its own word is waited for, too.
      answeredAt ||= Date.now();
      if (/Server:\s+\S+:\d+/.test(log) || Date.now() - answeredAt > 2000) return;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `The Temporal server did not answer in time (${problem}). The end of ${logFile}:\n${await logTail(logFile)}`,
      );
    }
    await sleep(50);
  }
}

/** A first real call: sets the namespace's retention. */
async function prepareNamespace(address: string): Promise<string | undefined> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 2000 });
    const service = connection.workflowService;
    await connection.withDeadline(Date.now() + 5000, () =>
      service.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: { seconds: retentionSeconds } as never },
      }),
    );
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await connection?.close();
  }
}

/**
 * Registers the search attributes of temporal.config.ts which a server does not have yet.
 */
export async function registerSearchAttributes(server: TemporalConnection, inNamespace: string): Promise<void> {
  const connection = await Connection.connect({ ...server, connectTimeout: 10_000 }).catch((error: Error) => {
    throw new Error(
      `No Temporal server answers at ${server.address} (${error.message}). Start it, or check the TEMPORAL_… variables.`,
    );
  });
  try {
    await connection.withDeadline(Date.now() + 20_000, () =>
      ensureSearchAttributes(connection.operatorService, inNamespace, searchAttributes),
    );
  } finally {
    await connection.close();
  }
}
