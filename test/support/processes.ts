import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { endWithUs } from '../../cli/stack/keeper.js';
import { programArguments, type ProgramName } from '../../cli/stack/programs.js';
import { workerNodeOptions } from '../../temporal.config.js';
import { temporalAddress, type TestDatabase } from './stack.js';
import { waitFor } from './wait.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A process of the product, as in production, that a test may kill. */
export interface Process {
  pid: number;
  /** What it has written to its log so far. */
  output(): string;
  /** Port that it said it listens on. */
  port: number | null;
  kill(signal: NodeJS.Signals): void;
  exited: Promise<number | null>;
  /** Ends it as an operator would, and waits. */
  stop(): Promise<void>;
}

/** What to give Node to run one of the product's programs, as production does. */
export const program = (name: ProgramName): string[] => programArguments(inject('programs'), name);

/** Starts the worker or the API and waits until it says that it is ready. */
async function start(name: 'worker' | 'api', env: Record<string, string>): Promise<Process> {
  const child: ChildProcess = spawn(process.execPath, program(name), {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  if (child.pid !== undefined) endWithUs(child.pid, exited, { waitS: 30 });
  let ready: { port?: number } | null = null;
  child.on('message', (message) => {
    if ((message as { type?: string }).type === 'ready') ready = message as { port?: number };
  });
  try {
    await waitFor(`${name} is ready`, () => {
      if (child.exitCode !== null) throw new Error(`${name} ended:\n${output}`);
      return Promise.resolve(ready);
    });
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${String(error)}\n${output}`);
  }
  return {
    pid: child.pid!,
    port: (ready as { port?: number } | null)?.port ?? null,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** A namespace of a test's own on the run's Temporal server: schedules and workflows of tests do not meet. */
export async function createNamespace(name: string): Promise<string> {
  const namespace = `${name}-${randomBytes(4).toString('hex')}`;
  const connection = await Connection.connect({ address: temporalAddress() });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await waitFor(`namespace ${namespace}`, () =>
      connection.workflowService.listOpenWorkflowExecutions({ namespace }).then(
        () => true,
        () => false,
      ),
    );
  } finally {
    await connection.close();
  }
  return namespace;
}

export interface EngineOptions {
  database: Pick<TestDatabase, 'appUrl' | 'relayUrl'>;
  namespace: string;
  env?: Record<string, string>;
}

/** The worker process with everything in it: activities, relay, herd helper, sweep. */
export function startWorker({ database, namespace, env = {} }: EngineOptions): Promise<Process> {
  const itsEnv = {
    DATABASE_URL: database.appUrl,
    RELAY_DATABASE_URL: database.relayUrl,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
    NODE_OPTIONS: workerNodeOptions,
    PINGGO_WORKFLOW_BUNDLE: inject('workflowBundle'),
    ...env,
  };
  return start('worker', itsEnv);
}

/** Keys that an API process needs; the same for its restarts. */
export function apiKeys(): { PINGGO_SIGNING_KEY: string; PINGGO_SECRETS_KEY: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', kid: 'test' };
  return { PINGGO_SIGNING_KEY: JSON.stringify(jwk), PINGGO_SECRETS_KEY: randomBytes(32).toString('base64') };
}

/** The API process on a free port. */
export function startApi({ database, namespace, env = {} }: EngineOptions): Promise<Process> {
  const itsEnv = {
    DATABASE_URL: database.appUrl,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
    HOST: '127.0.0.1',
    PORT: '0',
    ...env,
  };
  return start('api', itsEnv);
}
