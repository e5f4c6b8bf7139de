import { randomBytes, generateKeyPairSync } from 'node:crypto';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { bundleWorkflows } from '../../cli/stack/bundle.js';
import { endWithUs } from '../../cli/stack/keeper.js';
import { dataDirectory, projectRoot } from '../../cli/stack/paths.js';
import { onFreePort } from '../../cli/stack/ports.js';
import { startPostgres, type RunningPostgres } from '../../cli/stack/postgres.js';
import { end, exitOf } from '../../cli/stack/processes.js';
import { buildPrograms, programArguments, PROGRAMS } from '../../cli/stack/programs.js';
import { temporalCli } from '../../cli/stack/temporal-binary.js';
import { ensureRoles, migrate } from '../../db/migrate.js';
import { ensureSearchAttributes } from '../../relay/search-attributes.js';
import { searchAttributes, workerNodeOptions } from '../../temporal.config.js';
import { waitFor } from '../support/wait.js';
import { bundleMinimal } from './baseline/bundle.js';
import { watchCpu, type Watched } from './cpu.js';
import { startDevServer } from './temporal/dev.js';
import { startServerOnPostgres } from './temporal/on-postgres.js';
import type { TemporalKind, TemporalServer } from './temporal/server.js';

export interface Database {
  ownerUrl: string;
  appUrl: string;
  relayUrl: string;
}

/** A child process that says when it is ready. */
export interface Child {
  name: string;
  pid: number;
  /** Port that it said it listens on. */
  port: number;
  /** Called with what it sends. */
  onMessage(handler: (message: unknown) => void): void;
  stop(): Promise<void>;
}

const password = 'bench';
/** Each service of a real server reads the namespaces again every two seconds, by itself. */
const NAMESPACE_KNOWN_MS = 5_000;
const SERVER_SETTINGS = [
  // Lateness is counted to the commit, and that is what knows when it was.
  'track_commit_timestamp = on',
  // Counts statements in the databases that ask for it (rivals/usage.ts); in the others it costs nothing.
  'shared_preload_libraries = pg_stat_statements',
  'compute_query_id = off',
];
/** Those of a small machine, and the same for product and baseline. */
export const poolSize = 12;

/** Postgres, Temporal and every process of one run; `stop` ends them all, by id. */
export class System {
  readonly signingKey = JSON.stringify(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  );
  readonly secretsKey = randomBytes(32).toString('base64');
  ownerUrl = '';
  temporal!: TemporalServer;
  /** The CLI: `npm start` needs it, whatever server this run is on. */
  temporalBinary = '';
  private postgresServer!: RunningPostgres;
  private readonly stops: (() => Promise<unknown>)[] = [];
  private minimalBundle?: Promise<string>;

  private constructor(
    readonly directory: string,
    /** Where CPU profiles of the children go; none without it. */
    private readonly profileDir: string | undefined,
    /** For every child, product and baseline alike. */
    private readonly environment: Record<string, string>,
  ) {}

  get temporalAddress(): string {
    return this.temporal.address;
  }

  /** Postgres and Temporal, with what it stands on, as they run now. */
  get servers(): Watched[] {
    const postgres = { name: 'postgres', pid: this.postgresServer.pid, withChildren: true };
    return [postgres, ...this.temporal.processes()];
  }

  /** @throws CannotBuildError where the Temporal server of this kind cannot be built */
  static async start(options: {
    temporal: TemporalKind;
    profileDir?: string | undefined;
    environment: Record<string, string>;
    say: (line: string) => void;
  }): Promise<System> {
    const directory = await mkdtemp(join(tmpdir(), 'pinggo-bench-'));
    // The user `postgres` must be able to pass.
    await chmod(directory, 0o711);
    const system = new System(directory, options.profileDir, options.environment);
    try {
      system.temporalBinary = await temporalCli({ dataDir: dataDirectory(), log: options.say });
      await Promise.all([system.startPostgres(), system.startTemporal(options.temporal, options.say)]);
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  private async startPostgres(): Promise<void> {
    const start = () =>
      onFreePort(
        0,
        'Postgres',
        () => undefined,
        (port) => startPostgres({ ...this.postgresFiles(), port }),
      );
    const first = await start();
    try {
      for (const setting of SERVER_SETTINGS) await query(first.ownerUrl, `ALTER SYSTEM SET ${setting}`);
    } finally {
      await first.stop();
    }
    this.postgresServer = await start();
    this.stops.push(() => this.postgresServer.stop());
    this.ownerUrl = this.postgresServer.ownerUrl;
  }

  /** Ends Postgres as a crash would, and starts it again at its port. */
  async crashPostgres(): Promise<void> {
    const { pid, port, exited } = this.postgresServer;
    process.kill(pid, 'SIGQUIT');
    await exited;
    this.postgresServer = await startPostgres({ ...this.postgresFiles(), port });
  }

  private postgresFiles() {
    return {
      dataDir: join(this.directory, 'postgres'),
      password,
      logFile: join(this.directory, 'postgres.log'),
    };
  }

  private async startTemporal(kind: TemporalKind, say: (line: string) => void): Promise<void> {
    this.temporal =
      kind === 'dev'
        ? await startDevServer(this.temporalBinary, this.directory)
        : await startServerOnPostgres(this.directory, say);
    this.stops.push(() => this.temporal.end());
  }

  /** A fresh database with the product's schema. @param through number of its last migration, for that of an older version */
  async createDatabase(name: string, through?: number): Promise<Database> {
    const database = `${name}_${randomBytes(4).toString('hex')}`;
    await query(this.ownerUrl, `CREATE DATABASE ${database}`);
    const url = new URL(this.ownerUrl);
    url.pathname = `/${database}`;
    await migrate(url.href, through === undefined ? {} : { through });
    return { ownerUrl: url.href, ...(await ensureRoles(url.href)) };
  }

  /** A copy of a database that nobody is connected to. */
  async copyDatabase(template: Database, name: string): Promise<Database> {
    const database = `${name}_${randomBytes(4).toString('hex')}`;
    // Copied as files: through the log a large one takes minutes.
    await query(this.ownerUrl, `CREATE DATABASE ${database} TEMPLATE ${nameOf(template)} STRATEGY FILE_COPY`);
    const url = new URL(this.ownerUrl);
    url.pathname = `/${database}`;
    return { ownerUrl: url.href, ...(await ensureRoles(url.href)) };
  }

  async dropDatabase(database: Database): Promise<void> {
    await query(this.ownerUrl, `DROP DATABASE ${nameOf(database)} WITH (FORCE)`);
  }

  /** A fresh namespace with the product's search attributes, known to all of the server's services. */
  async createNamespace(name: string): Promise<string> {
    const namespace = `${name}-${randomBytes(4).toString('hex')}`;
    const connection = await Connection.connect({ address: this.temporalAddress });
    try {
      await connection.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
      });
      const answers = () =>
        connection.workflowService.listOpenWorkflowExecutions({ namespace }).then(
          () => true,
          () => false,
        );
      await waitFor(`namespace ${namespace}`, answers);
      if (this.temporal.kind === 'postgres') {
        await ensureSearchAttributes(connection.operatorService, namespace, searchAttributes);
        await delay(NAMESPACE_KNOWN_MS);
      }
    } finally {
      await connection.close();
    }
    return namespace;
  }

  /** The worker, as in production. @param settings for this one alone */
  async startWorker(database: Database, namespace: string, settings: Record<string, string> = {}): Promise<Child> {
    const bundle = await bundleWorkflows();
    return this.startChild('worker', PROGRAMS.worker, {
      DATABASE_URL: database.appUrl,
      RELAY_DATABASE_URL: database.relayUrl,
      TEMPORAL_ADDRESS: this.temporalAddress,
      TEMPORAL_NAMESPACE: namespace,
      PINGGO_WORKFLOW_BUNDLE: bundle,
      NODE_OPTIONS: workerNodeOptions,
      ...settings,
    });
  }

  /** The API, as in production. */
  startApi(database: Database, namespace: string): Promise<Child> {
    return this.startChild('api', PROGRAMS.api, {
      DATABASE_URL: database.appUrl,
      DATABASE_POOL_SIZE: String(poolSize),
      TEMPORAL_ADDRESS: this.temporalAddress,
      TEMPORAL_NAMESPACE: namespace,
      HOST: '127.0.0.1',
      PORT: '0',
      PINGGO_SIGNING_KEY: this.signingKey,
      PINGGO_SECRETS_KEY: this.secretsKey,
      // One address asks for all.
      RATE_LIMIT_PER_MINUTE: '0',
      INTAKE_QUOTA_PER_MINUTE: '0',
    });
  }

  /** The least that Express and Postgres can do. */
  startInsertApp(database: Database): Promise<Child> {
    return this.startChild('insert app', 'test/bench/baseline/insert-app.ts', {
      DATABASE_URL: database.appUrl,
      DATABASE_POOL_SIZE: String(poolSize),
    });
  }

  /** The least that Temporal can do, with the product's worker tuning. */
  async startMinimalWorker(database: Database, namespace: string): Promise<Child> {
    this.minimalBundle ??= bundleMinimal(join(this.directory, 'minimal.js'));
    return this.startChild('minimal worker', 'test/bench/baseline/worker.ts', {
      DATABASE_URL: database.appUrl,
      DATABASE_POOL_SIZE: String(poolSize),
      TEMPORAL_ADDRESS: this.temporalAddress,
      TEMPORAL_NAMESPACE: namespace,
      MINIMAL_BUNDLE: await this.minimalBundle,
      NODE_OPTIONS: workerNodeOptions,
    });
  }

  /**
   * @param file the source of a program; product, baseline and load alike are built as production is
   * @throws Error when it does not say that it is ready
   */
  async startChild(name: string, file: string, env: Record<string, string>, args: string[] = []): Promise<Child> {
    const command = await commandOf(file);
    const profile = this.profileDir ? ['--cpu-prof', '--cpu-prof-dir', this.profileDir] : [];
    const log = await open(join(this.directory, `${name.replace(' ', '-')}-${Date.now()}.log`), 'a');
    const child = spawn(process.execPath, [...profile, ...command, ...args], {
      cwd: projectRoot,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: process.env['HOME'] ?? '',
        LOG_LEVEL: 'info',
        ...env,
        ...this.environment,
      },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
    const exited = exitOf(child);
    await log.close();
    const pid = child.pid;
    if (pid === undefined) throw new Error(`${name} could not be started`);
    endWithUs(pid, exited);
    let stopped: Promise<void> | undefined;
    const stop = () =>
      (stopped ??= end(pid, exited, [
        { signal: 'SIGTERM', waitMs: 30_000 },
        { signal: 'SIGKILL', waitMs: 5_000 },
      ]));
    // Its id may be another's by the time that we end.
    void exited.then(() => (stopped ??= Promise.resolve()));
    this.stops.push(stop);
    const ready = new Promise<{ port?: number }>((resolve, reject) => {
      child.on('message', (message) => {
        if ((message as { type?: string }).type === 'ready') resolve(message as { port?: number });
      });
      void exited.then((code) => reject(new Error(`${name} ended (${code}); see the logs in ${this.directory}`)));
      setTimeout(
        () => reject(new Error(`${name} was not ready in time; see the logs in ${this.directory}`)),
        90_000,
      ).unref();
    });
    const { port } = await ready;
    return { name, pid, port: port ?? 0, stop, onMessage: (handler) => child.on('message', handler) };
  }

  /** Waits until the servers and these children have nothing left to do: rounds must not disturb each other. */
  async quiet(children: Child[], mostMs = 120_000): Promise<void> {
    const untilMs = Date.now() + mostMs;
    for (let calm = 0; calm < 3 && Date.now() < untilMs;) {
      const used = await watchCpu([...this.servers, ...children]);
      await new Promise((resolve) => setTimeout(resolve, 400));
      const cores = Object.values(await used()).reduce((sum, value) => sum + value, 0);
      calm = cores < 0.25 ? calm + 1 : 0;
    }
  }

  /** Children first, servers last. @param keepLogs leave the directory for a look */
  async stop(keepLogs = false): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) await stop().catch(() => undefined);
    if (!keepLogs) await rm(this.directory, { recursive: true, force: true });
  }
}

const nameOf = ({ ownerUrl }: Database): string => new URL(ownerUrl).pathname.slice(1);

/** What to give Node to run the program of this source. */
async function commandOf(file: string): Promise<string[]> {
  const product = Object.entries(PROGRAMS).find(([, source]) => source === file)?.[0];
  if (product) return programArguments(await buildPrograms(), product);
  const name = basename(file, '.ts');
  const others = { kind: `bench-${name}`, programs: { [name]: file }, among: ['test/bench', 'test/support'] };
  return programArguments(await buildPrograms({}, others), name);
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
