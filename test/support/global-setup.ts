import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { dataDirectory } from '../../cli/stack/paths.js';
import { freePort, onFreePort } from '../../cli/stack/ports.js';
import { startPostgres } from '../../cli/stack/postgres.js';
import { startTemporal } from '../../cli/stack/temporal.js';
import { testDirectory } from '../../cli/stack/tests.js';
import { temporalCli, temporalTestServer } from '../../cli/stack/temporal-binary.js';

declare module 'vitest' {
  interface ProvidedContext {
    ownerUrl: string;
    temporalAddress: string;
    temporalUiUrl: string;
    temporalCliPath: string;
    temporalTestServerPath: string;
  }
}

/** Starts one Postgres and one Temporal dev server for all files of the project, on data of their own. */
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
    const [postgres, temporal] = await Promise.all([
      onFreePort(0, 'Postgres', quiet, (port) =>
        startPostgres({
          dataDir: join(directory, 'postgres'),
          port,
          password: 'test',
          logFile: join(directory, 'postgres.log'),
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
    ]);
    project.provide('ownerUrl', postgres.ownerUrl);
    project.provide('temporalAddress', temporal.address);
    project.provide('temporalUiUrl', temporal.uiUrl);
    project.provide('temporalCliPath', binary);
    project.provide('temporalTestServerPath', testServer);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return stopAll;
}
