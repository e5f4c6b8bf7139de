import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const ignored = ['**/node_modules/**', '**/.pinggo*/**', '**/dist/**', 'build/**'];

const servers = 'test/support/global-setup.ts';
/** What tests on running servers need: a process for several files, as the SDK's native part wants it. */
const onServers = { exclude: ignored, pool: 'forks' as const, testTimeout: 120_000, hookTimeout: 180_000 };

/** The longest first, and last the small ones, which fill up what is left. */
const ORDER = ['browser', 'stack', 'domain'];

/** A worker goes on with the next file, and all it has loaded, only if that file is of the same project. */
class ProjectByProject extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return ORDER.flatMap((name) => sorted.filter(({ project }) => project.name === name));
  }
}

export default defineConfig({
  test: {
    // Most of a test's time is waiting for servers and browsers: two files at a time, also on two cores.
    maxWorkers: 2,
    // Loading a file's modules costs more than most files' tests. No test changes a module, and no module keeps what another
    // file's tests could see: databases, namespaces, servers and browsers are each file's own.
    isolate: false,
    sequence: { sequencer: ProjectByProject },
    projects: [
      {
        extends: true,
        test: {
          name: 'domain',
          include: [
            '*.test.ts',
            '{domain,settlement,outgoing,api,workflows,activities,relay,db,cli,client,dashboard}/**/*.test.ts',
            'test/{bench,structure}/**/*.test.ts',
          ],
          exclude: ignored,
          pool: 'threads',
          // Property tests on a slow, shared core.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          ...onServers,
          name: 'stack',
          include: ['test/**/*.test.ts'],
          // `npm run api:fuzz` takes half an hour.
          exclude: [
            ...ignored,
            'test/{bench,browser,structure}/**',
            ...(process.env['PINGGO_FUZZ'] ? [] : ['test/fuzz/**']),
          ],
          globalSetup: [servers],
        },
      },
      {
        extends: true,
        test: {
          ...onServers,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: [servers, 'test/support/browser-setup.ts'],
        },
      },
    ],
  },
});
