import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/.pinggo*/**', '**/dist/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'domain',
          include: ['{domain,api,workflows,activities,db,cli,dashboard}/**/*.test.ts'],
          exclude: ignored,
          // Property tests on a slow, shared core.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'stack',
          include: ['test/**/*.test.ts'],
          exclude: ignored,
          // One Postgres and one Temporal for all of them; a process each, as the SDK's native part wants it.
          globalSetup: ['test/support/global-setup.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
