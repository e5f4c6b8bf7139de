import { join } from 'node:path';
import { messageOf } from '../../db/errors.js';
import { ensureRoles, migrate } from '../../db/migrate.js';
import { publicUrlOf } from '../../config.js';
import { type DemoAccess, contentsOf, seedDemo } from '../../db/seed/demo.js';
import { workerNodeOptions } from '../../temporal.config.js';
import { namesTemporal, temporalServer, withoutTemporal } from '../../temporal.server.js';
import { newSetupLink } from '../setup-link.js';
import { bundleWorkflows } from './bundle.js';
import { buildDashboard } from './dashboard.js';
import { startChild, stopLeftoverChild } from './children.js';
import { readJson, removeFile, writeJson } from './files.js';
import { dataPaths } from './paths.js';
import { type HeldPort, freePort, holdPort, onFreePort } from './ports.js';
import { type RunningPostgres, startPostgres, stopLeftoverPostgres } from './postgres.js';
import type { Running } from './processes.js';
import { buildPrograms, programArguments } from './programs.js';
import type { Runtime } from './runtime.js';
import { type Secrets, loadSecrets } from './secrets.js';
import { type Supervised, supervise } from './supervisor.js';
import { type RunningTemporal, registerSearchAttributes, startTemporal, stopLeftoverTemporal } from './temporal.js';
import { temporalCli } from './temporal-binary.js';

export interface StackOptions {
  dataDir: string;
  verbose: boolean;
  /** Without the demo, where there is nothing yet. */
  empty: boolean;
  say: (line: string) => void;
  /** Aborted to stop; the stack aborts it itself when a part cannot be started. */
  stopping: AbortController;
}

interface Database {
  ownerUrl: string;
  appUrl: string;
  relayUrl: string;
  /** Null: there is no demo in it. */
  demo: DemoAccess | null;
  setupUrl: string | null;
}
interface Temporal {
  address: string;
  /** Null: nobody said where one is. */
  uiUrl: string | null;
  namespace: string;
}

const preferred = { api: 3000, postgres: 54329, temporal: 7233, temporalUi: 8233 };

/** Pinggo and the servers it needs, on one machine. Servers named by the environment are used, not started. */
export class Stack {
  /** Whether it ended because a part could not be started, not because it was told to. */
  failed = false;
  private postgres?: Supervised<RunningPostgres>;
  private temporal?: Supervised<RunningTemporal>;
  private readonly apps: Partial<Record<'api' | 'worker', Supervised<Running>>> = {};
  private runtime?: Omit<Runtime, 'pids'>;
  private readonly paths: ReturnType<typeof dataPaths>;

  constructor(private readonly options: StackOptions) {
    this.paths = dataPaths(options.dataDir);
  }

  /** Starts everything, as much at a time as can be. Settles when all of it is ready and runtime.json is written. */
  async start(): Promise<Runtime> {
    const secrets = await loadSecrets(this.paths.secrets);
    await this.stopLeftovers();
    const held = await holdPort(Number(process.env['PORT'] || preferred.api), 'API', this.options.say);
    const apiUrl = `http://127.0.0.1:${held.port}`;
    const database = this.startDatabase(secrets, apiUrl);
    const temporal = this.startTemporal();
    const bundle = this.step('Workflows bundled', () =>
      bundleWorkflows({ log: this.options.say, signal: this.options.stopping.signal }),
    );
    const programs = this.step('Programs built', () =>
      buildPrograms({ log: this.options.say, signal: this.options.stopping.signal }),
    );
    const dashboard = this.step('Dashboard built', () =>
      buildDashboard({ log: this.options.say, signal: this.options.stopping.signal }),
    );
    const api = Promise.all([database, temporal, programs, dashboard]).then(([db, server, directory]) =>
      this.startApi(secrets, db, server, directory, held, apiUrl),
    );
    const worker = Promise.all([database, temporal, programs, bundle]).then(([db, server, directory, file]) =>
      this.startWorker(secrets, db, server, directory, file, apiUrl),
    );
    await this.together([database, temporal, programs, bundle, dashboard, api, worker]);
    const [db, server] = await Promise.all([database, temporal]);
    this.runtime = {
      apiUrl,
      dashboardUrl: `${apiUrl}/`,
      temporalAddress: server.address,
      temporalUiUrl: server.uiUrl,
      temporalNamespace: server.namespace,
      databaseUrl: db.ownerUrl,
      demo: db.demo ?? { users: [], endpoints: [] },
      setupUrl: db.setupUrl,
    };
    return this.writeRuntime(this.runtime);
  }

  /** Stops what runs, users before servers. */
  async stop(hurry: AbortSignal): Promise<void> {
    this.options.stopping.abort();
    await Promise.all(Object.values(this.apps).map((app) => app.stop(hurry)));
    await this.temporal?.stop(hurry);
    await this.postgres?.stop(hurry);
  }

  /** What a `kill -9` left running, before ports are chosen: so that they stay the same. */
  private async stopLeftovers(): Promise<void> {
    const { say } = this.options;
    const before = await readJson<Runtime>(this.paths.runtime);
    await removeFile(this.paths.runtime);
    if (before) {
      await Promise.all([stopLeftoverChild(before.pids.api, 'api'), stopLeftoverChild(before.pids.worker, 'worker')]);
    }
    await Promise.all([
      stopLeftoverTemporal(this.paths.temporalDb, say),
      stopLeftoverPostgres(this.paths.postgres, say),
    ]);
  }

  private async startDatabase(secrets: Secrets, apiUrl: string): Promise<Database> {
    const { say } = this.options;
    const external = process.env['DATABASE_URL'];
    let ownerUrl = external ?? '';
    if (!external) {
      ownerUrl = await this.step('Postgres runs', () => this.startPostgres(secrets.postgresPassword));
    }
    return this.step('Database migrated', async () => {
      try {
        await migrate(ownerUrl, this.options.verbose ? { log: say } : {});
        const roles = await ensureRoles(ownerUrl);
        return { ownerUrl, ...roles, ...(await this.fill(ownerUrl, secrets, apiUrl)) };
      } catch (error) {
        const whose = external
          ? 'named by DATABASE_URL (it must be the URL of the owner, who may create roles)'
          : 'started here';
        throw new Error(`The database ${whose} could not be prepared: ${messageOf(error)}`, { cause: error });
      }
    });
  }

  /** The demo, or a link by which the first organisation is made. A database that has organisations stays as it is. */
  private async fill(ownerUrl: string, secrets: Secrets, apiUrl: string): Promise<Pick<Database, 'demo' | 'setupUrl'>> {
    const { empty, say } = this.options;
    const contents = await contentsOf(ownerUrl);
    if (contents === 'DEMO' || (contents === 'NOTHING' && !empty)) {
      if (empty) say('The demo is in it already: it starts as it is.');
      return { demo: await seedDemo(ownerUrl, { secretsKey: secretsKey(secrets) }), setupUrl: null };
    }
    say(contents === 'NOTHING' ? 'It begins empty, without the demo.' : 'It has organisations of its own: no demo.');
    const link = await newSetupLink(ownerUrl, publicUrlOf({ PUBLIC_URL: process.env['PUBLIC_URL'] || apiUrl }));
    return { demo: null, setupUrl: link?.url ?? null };
  }

  private async startPostgres(password: string): Promise<string> {
    const { say, stopping } = this.options;
    const start = (port: number, signal: AbortSignal) =>
      startPostgres({
        dataDir: this.paths.postgres,
        port,
        password,
        logFile: join(this.paths.logs, 'postgres.log'),
        log: say,
        signal,
      });
    this.postgres = await onFreePort(preferred.postgres, 'Postgres', say, (port) =>
      supervise<RunningPostgres>(
        { name: 'Postgres', say, start: (signal) => start(port, signal), onRestart: this.changed },
        stopping.signal,
      ),
    );
    return this.postgres.current().ownerUrl;
  }

  private async startTemporal(): Promise<Temporal> {
    const { dataDir, say, stopping } = this.options;
    if (namesTemporal(process.env)) {
      const { connection, namespace } = temporalServer(process.env);
      await registerSearchAttributes(connection, namespace);
      return { address: connection.address, namespace, uiUrl: process.env['TEMPORAL_UI_URL'] || null };
    }
    return this.step('Temporal runs', async () => {
      const binary = await temporalCli({ dataDir, log: say });
      stopping.signal.throwIfAborted();
      const server = await onFreePort(preferred.temporal, 'Temporal', say, async (port) => {
        const uiPort = await freePort(preferred.temporalUi, 'Temporal UI', say);
        const logFile = join(this.paths.logs, 'temporal.log');
        const start = (signal: AbortSignal) =>
          startTemporal({ binary, dbFile: this.paths.temporalDb, port, uiPort, logFile, log: say, signal });
        return supervise<RunningTemporal>({ name: 'Temporal', say, start, onRestart: this.changed }, stopping.signal);
      });
      this.temporal = server;
      return { address: server.current().address, uiUrl: server.current().uiUrl, namespace: 'default' };
    });
  }

  private async startApi(
    secrets: Secrets,
    db: Database,
    temporal: Temporal,
    programs: string,
    held: HeldPort,
    apiUrl: string,
  ): Promise<void> {
    const env = {
      ...this.commonEnvironment(db, temporal, apiUrl),
      HOST: '127.0.0.1',
      PORT: String(held.port),
      PINGGO_SIGNING_KEY: process.env['PINGGO_SIGNING_KEY'] || secrets.signingKey,
      PINGGO_SECRETS_KEY: secretsKey(secrets),
    };
    const answers = () =>
      fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
        (response) => response.ok,
        () => false,
      );
    await held.release();
    await this.startApp('api', programs, env, answers);
  }

  private startWorker(
    secrets: Secrets,
    db: Database,
    temporal: Temporal,
    programs: string,
    bundle: string,
    apiUrl: string,
  ): Promise<void> {
    const env: NodeJS.ProcessEnv = {
      ...this.commonEnvironment(db, temporal, apiUrl),
      RELAY_DATABASE_URL: db.relayUrl,
      PINGGO_WORKFLOW_BUNDLE: bundle,
      // It signs what webhooks are sent.
      PINGGO_SECRETS_KEY: secretsKey(secrets),
    };
    // It signs no tokens.
    delete env['PINGGO_SIGNING_KEY'];
    env['NODE_OPTIONS'] = [workerNodeOptions, process.env['NODE_OPTIONS']].filter(Boolean).join(' ');
    return this.startApp('worker', programs, env);
  }

  private commonEnvironment(db: Database, temporal: Temporal, apiUrl: string): NodeJS.ProcessEnv {
    return {
      ...process.env,
      DATABASE_URL: db.appUrl,
      // Settings for a server elsewhere do not fit the one started here.
      ...(this.temporal && withoutTemporal(process.env)),
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      TEMPORAL_UI_URL: temporal.uiUrl ?? '',
      PUBLIC_URL: process.env['PUBLIC_URL'] || apiUrl,
    };
  }

  private async startApp(
    name: 'api' | 'worker',
    programs: string,
    env: NodeJS.ProcessEnv,
    answers?: () => Promise<boolean>,
  ): Promise<void> {
    const { say, verbose, stopping } = this.options;
    const logFile = join(this.paths.logs, `${name}.log`);
    const command = programArguments(programs, name);
    const start = (signal: AbortSignal) =>
      startChild({ name, command, env, logFile, verbose, say, signal, ...(answers && { answers }) });
    await this.step(`${name === 'api' ? 'API' : 'Worker'} runs`, async () => {
      this.apps[name] = await supervise({ name, say, start, onRestart: this.changed }, stopping.signal);
    });
  }

  private async step<T>(done: string, work: () => Promise<T>): Promise<T> {
    const started = Date.now();
    const result = await work();
    this.options.say(`✓ ${done} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return result;
  }

  /** Waits for all; the first failure stops the others, and is the one that is thrown. */
  private async together(parts: Promise<unknown>[]): Promise<void> {
    const { stopping } = this.options;
    let first: unknown;
    const watched = parts.map((part) =>
      part.catch((error: unknown) => {
        if (first !== undefined) return;
        first = error;
        this.failed = !stopping.signal.aborted;
        stopping.abort();
      }),
    );
    await Promise.all(watched);
    if (first !== undefined) throw first instanceof Error ? first : new Error(messageOf(first));
    stopping.signal.throwIfAborted();
  }

  private readonly changed = (): void => {
    if (this.runtime && !this.options.stopping.signal.aborted) {
      this.writeRuntime(this.runtime).catch((error: unknown) =>
        this.options.say(`runtime.json could not be written: ${messageOf(error)}`),
      );
    }
  };

  private async writeRuntime(known: Omit<Runtime, 'pids'>): Promise<Runtime> {
    const { api, worker } = this.apps;
    if (!api || !worker) throw new Error('The API and the worker do not run yet.');
    const runtime: Runtime = {
      ...known,
      pids: {
        api: api.current().pid,
        worker: worker.current().pid,
        postgres: this.postgres?.current().pid ?? null,
        temporal: this.temporal?.current().pid ?? null,
      },
    };
    await writeJson(this.paths.runtime, runtime);
    return runtime;
  }
}

function secretsKey(secrets: Secrets): string {
  return process.env['PINGGO_SECRETS_KEY'] || secrets.secretsKey;
}
