import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/.pinggo*/**', '**/dist/**'];

const servers = 'test/support/global-setup.ts';
/** What tests on running servers need: a process each, as the SDK's native part wants it. */
const onServers = { exclude: ignored, pool: 'forks' as const, testTimeout: 120_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    // Most of a test's time is waiting for servers and browsers: two files at a time, also on two cores.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'domain',
          include: ['{domain,settlement,api,workflows,activities,relay,db,cli,dashboard}/**/*.test.ts'],
          exclude: ignored,
          // Property tests on a slow, shared core.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...onServers,
          name: 'stack',
          include: ['test/**/*.test.ts'],
          exclude: [...ignored, 'test/browser/**'],
          globalSetup: [servers],
        },
      },
      {
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
