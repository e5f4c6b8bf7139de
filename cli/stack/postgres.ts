import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { logTail, openLog } from './files.js';
import { endWithUs } from './keeper.js';
import { PortTakenError } from './ports.js';
import { postgresBinaries } from './postgres-binaries.js';
import { type PostgresUser, postgresUser } from './postgres-user.js';
import { type EndStep, type Running, commandLine, end, exitOf, isAlive, untilGone } from './processes.js';

const run = promisify(execFile);
const owner = 'postgres';
const database = 'pinggo';

export interface PostgresOptions {
  /** The cluster's own directory; made on the first start. */
  dataDir: string;
  port: number;
  /** Of the owner role; must be the one of the first start. */
  password: string;
  logFile: string;
  /** False where the whole cluster is thrown away with those who use it: what is committed may be lost with the machine. */
  durable?: boolean;
  log?: (line: string) => void;
  signal?: AbortSignal;
}

export interface RunningPostgres extends Running {
  port: number;
  /** URL of the owner role, who may create roles. */
  ownerUrl: string;
}

/** For a small machine; nothing here gives up durability. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '200',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Without waiting for the disk; a killed server still finds what it committed. */
const fleetingSettings = { ...settings, fsync: 'off', full_page_writes: 'off' };

/** Fast shutdown first, immediate next: both leave a database that starts again. */
const ending: EndStep[] = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** Starts the embedded PostgreSQL 18 and waits until it answers; creates cluster and database on the first start. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, port, log = () => {} } = options;
  await stopLeftoverPostgres(dataDir, log);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const user = await postgresUser(await postgresBinaries(), dataDir);
  if (!existsSync(join(dataDir, 'cluster'))) {
    log('Creating the database cluster …');
    await createCluster(user, dataDir, options.password);
  }
  options.signal?.throwIfAborted();
  const server = await spawnPostgres(user, options);
  try {
    await untilReady(server, options);
    await createDatabase(server.url('postgres'));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { pid: server.pid, port, ownerUrl: server.url(database), exited: server.exited, stop: server.stop };
}

/** Stops a Postgres that still runs on this directory after its starter was killed. */
export async function stopLeftoverPostgres(dataDir: string, log: (line: string) => void = () => {}): Promise<void> {
  const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  if (isAlive(pid) && (await commandLine(pid))?.includes(join(dataDir, 'cluster'))) {
    log(`A Postgres of an earlier start still runs (pid ${pid}): stopping it …`);
    await end(pid, untilGone(pid), ending);
    if (isAlive(pid))
      throw new Error(`The Postgres with pid ${pid} on ${dataDir} does not stop. End it and start again.`);
  }
  // Postgres would refuse to start if a stranger had that pid by now.
  await rm(pidFile, { force: true });
}

/** Made aside and then moved, so that an interrupted start leaves no half cluster. */
async function createCluster(user: PostgresUser, dataDir: string, password: string): Promise<void> {
  const temporary = join(dataDir, 'new');
  const passwordFile = join(dataDir, 'password');
  await rm(temporary, { recursive: true, force: true });
  try {
    await writeFile(passwordFile, password + '\n', { mode: 0o600 });
    if (user.ids) await chown(passwordFile, user.ids.uid, user.ids.gid);
    const [program, args, ids] = user.command(user.binaries.initdb, [
      `--pgdata=${temporary}`,
      `--username=${owner}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of text on every machine, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ]);
    await run(program, args, { ...ids, cwd: '/', env: postgresEnvironment() });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`The database cluster could not be created in ${dataDir}:\n${stderr?.trim() || message}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(temporary, join(dataDir, 'cluster'));
}

async function spawnPostgres(
  user: PostgresUser,
  { dataDir, port, password, logFile, durable = true }: PostgresOptions,
) {
  const cluster = join(dataDir, 'cluster');
  await chmod(cluster, 0o700);
  const flags = Object.entries(durable ? settings : fleetingSettings).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [program, args, ids] = user.command(user.binaries.postgres, ['-D', cluster, '-p', String(port), ...flags]);
  const output = await openLog(logFile);
  const child = spawn(program, args, {
    ...ids,
    cwd: '/',
    env: postgresEnvironment(),
    // Its own process group: a terminal's Ctrl-C must not reach it before those who use it.
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  });
  const exited = exitOf(child);
  await output.close();
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${program} could not be started.`);
  endWithUs(pid, exited, { signal: 'INT' });
  return {
    pid,
    exited,
    stop: (hurry?: AbortSignal) => end(pid, exited, ending, hurry),
    url: (name: string) => `postgres://${owner}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`,
  };
}

/** Without the PG* variables of whoever starts us. */
function postgresEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  return { ...Object.fromEntries(others), LC_ALL: 'C', TZ: 'UTC' };
}

async function untilReady(
  server: { exited: Promise<number | null>; url(name: string): string },
  { logFile, dataDir, signal }: PostgresOptions,
): Promise<void> {
  let gone = false;
  void server.exited.then(() => (gone = true));
  // Long, for a recovery after a crash under load.
  const deadline = Date.now() + 180_000;
  for (;;) {
    signal?.throwIfAborted();
    const problem = await connectionProblem(server.url('postgres'));
    // Someone else may hold the port: then ours is about to end, and the answer was theirs.
    if (problem?.code === '28P01') await Promise.race([server.exited, sleep(500)]);
    if (gone) {
      const tail = await logTail(logFile);
      if (tail.includes('could not create any TCP/IP sockets')) throw new PortTakenError('Postgres');
      throw new Error(`Postgres did not start. The end of ${logFile}:\n${tail}`);
    }
    if (!problem) return;
    if (problem.code === '28P01') {
      throw new Error(
        `The password in secrets.json is not the one of the database in ${dataDir}. Restore secrets.json from a copy, or ` +
          'remove the whole data directory to start anew.',
      );
    }
    if (Date.now() > deadline) {
      throw new Error(`Postgres did not start in time. The end of ${logFile}:\n${await logTail(logFile)}`);
    }
    await sleep(40);
  }
}

async function connectionProblem(url: string): Promise<(Error & { code?: string }) | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}
