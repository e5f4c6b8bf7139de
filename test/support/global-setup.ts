import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { bundleWorkflows } from '../../cli/stack/bundle.js';
import { dataDirectory } from '../../cli/stack/paths.js';
import { freePort, onFreePort } from '../../cli/stack/ports.js';
import { startPostgres } from '../../cli/stack/postgres.js';
import { startTemporal } from '../../cli/stack/temporal.js';
import { buildPrograms } from '../../cli/stack/programs.js';
import { testDirectory } from '../../cli/stack/tests.js';
import { temporalCli, temporalTestServer } from '../../cli/stack/temporal-binary.js';
import { ensureRoles, migrate } from '../../db/migrate.js';
import { TEMPLATE, onDatabase, type DatabaseUrls } from './database-urls.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a database that has the schema and no rows, to be copied. */
    template: DatabaseUrls;
    temporalAddress: string;
    temporalUiUrl: string;
    temporalCliPath: string;
    temporalTestServerPath: string;
    /** The folder of the product's programs. */
    programs: string;
    /** Path of the bundle that a worker runs. */
    workflowBundle: string;
  }
}

/** What all files of the project share: a Postgres and a Temporal dev server on data of their own, and the processes that they start. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // From cli/test.ts, which cleans up even after a run that was killed.
  const given = process.env['PINGGO_TEST_DIR'];
  const whole = given ?? (await testDirectory());
  const directory = join(whole, project.name);
  // Others may pass through it: as root, Postgres runs as another user.
  await mkdir(directory, { mode: 0o711 });
  const dataDir = dataDirectory();
  const quiet = () => {};
  const [binary, testServer] = await Promise.all([
    temporalCli({ dataDir, log: console.log }),
    temporalTestServer({ dataDir, log: console.log }),
  ]);
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    if (!given) await rm(whole, { recursive: true, force: true });
  };
  try {
    const [postgres, temporal, programs, bundle] = await Promise.all([
      onFreePort(0, 'Postgres', quiet, (port) =>
        startPostgres({
          dataDir: join(directory, 'postgres'),
          port,
          password: 'test',
          logFile: join(directory, 'postgres.log'),
          durable: false,
        }),
      ).then((server) => (stops.push(server.stop), server)),
      onFreePort(0, 'Temporal', quiet, async (port) =>
        startTemporal({
          binary,
          dbFile: join(directory, 'temporal.db'),
          port,
          uiPort: await freePort(0, 'Temporal UI'),
          logFile: join(directory, 'temporal.log'),
        }),
      ).then((server) => (stops.push(server.stop), server)),
      buildPrograms(),
      bundleWorkflows(),
    ]);
    project.provide('template', await createTemplate(postgres.ownerUrl));
    project.provide('temporalAddress', temporal.address);
    project.provide('temporalUiUrl', temporal.uiUrl);
    project.provide('temporalCliPath', binary);
    project.provide('temporalTestServerPath', testServer);
    project.provide('programs', programs);
    project.provide('workflowBundle', bundle);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;
}

/** Migrates once for all databases of the project. */
async function createTemplate(serverUrl: string): Promise<DatabaseUrls> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
  } finally {
    await client.end();
  }
  const ownerUrl = onDatabase(serverUrl, TEMPLATE);
  await migrate(ownerUrl);
  return { ownerUrl, ...(await ensureRoles(ownerUrl)) };
}
