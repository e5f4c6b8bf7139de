import { Client, Connection } from '@temporalio/client';
import type { ClockDefinition } from '../../domain/leads/flow/definition.js';
import type { Bench } from './figure.js';
import { filledLab } from './filled-lab.js';
import { Minimal } from './minimal-lives.js';
import type { Child, Database } from './system.js';
import { Tenant } from './tenant.js';

export interface Needs {
  api?: boolean;
  worker?: boolean;
  minimal?: boolean;
  clock?: Partial<ClockDefinition>;
  reps?: number;
  /** Environment of the worker alone. */
  workerSettings?: Record<string, string>;
}

/** What a figure works with: a database, a namespace, a tenant and the processes it asked for. */
export interface Lab {
  database: Database;
  namespace: string;
  tenant: Tenant;
  client: Client;
  api: Child;
  worker: Child;
  minimal: Child;
  /** Those that run. */
  children: Child[];
  /** Whoever asks the minimal worker. */
  plain: Minimal;
}

async function emptyLab({ system }: Bench, name: string, needs: Needs) {
  const database = await system.createDatabase(name);
  return { database, tenant: await Tenant.create(system, database, needs) };
}

/** Sets a lab up, lets `work` use it and clears it away. */
export async function inLab<T>(bench: Bench, name: string, needs: Needs, work: (lab: Lab) => Promise<T>): Promise<T> {
  const { system, options } = bench;
  const { database, tenant } = await (options.filled > 0
    ? filledLab(bench, name, needs.clock)
    : emptyLab(bench, name, needs));
  const namespace = await system.createNamespace(name);
  const connection = await Connection.connect({ address: system.temporalAddress });
  const children: Child[] = [];
  const missing = (what: string): Child => ({
    name: what,
    pid: 0,
    port: 0,
    onMessage: () => undefined,
    stop: () => Promise.resolve(),
  });
  const started = async (wanted: boolean | undefined, what: string, start: () => Promise<Child>): Promise<Child> => {
    if (!wanted) return missing(what);
    const child = await start();
    children.push(child);
    return child;
  };
  try {
    const client = new Client({ connection, namespace });
    const worker = await started(needs.worker, 'worker', () =>
      system.startWorker(database, namespace, needs.workerSettings),
    );
    const api = await started(needs.api, 'api', () => system.startApi(database, namespace));
    const minimal = await started(needs.minimal, 'minimal worker', () =>
      system.startMinimalWorker(database, namespace),
    );
    return await work({
      database,
      namespace,
      tenant,
      client,
      api,
      worker,
      minimal,
      children,
      plain: new Minimal(client, minimal),
    });
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await tenant.close();
    await connection.close();
    // They are large.
    if (options.filled > 0) await system.dropDatabase(database);
  }
}
