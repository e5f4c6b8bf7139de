import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { touchedBy, users } from './changed-files.js';
import { projectRoot } from './paths.js';

describe('what a change touches', () => {
  it.each([
    ['docs/golden-cases.md', 'test/golden/document.ts'],
    ['docs/engine/offers.md', 'test/support/doc-example.ts'],
    ['docker-compose.yml', 'test/compose.test.ts'],
    ['db/migrations/0001_access.sql', 'test/support/stack.ts'],
    ['dashboard/src/i18n/ro.json', 'test/support/tower.ts'],
    ['settlement/settle.ts', 'test/support/processes.ts'],
    ['worker.ts', 'test/support/processes.ts'],
    ['workflows/leads/lead/messages.ts', 'test/workflows/harness.ts'],
    ['test/replay/histories/offer.v2.json', 'test/replay/replay.test.ts'],
    ['api/leads/intake/fixtures/meta-batch.json', 'api/leads/intake/fixtures/read.ts'],
  ])('is beside %s also %s, which does not import it', (changed, user) => {
    expect(touchedBy([changed])).toEqual(expect.arrayContaining([changed, user]));
  });

  it('is the file alone where nothing but imports leads to it', () => {
    for (const file of ['domain/engine/calendars/zone.test.ts', 'test/support/world.ts', 'docs/adr/0001-x.md'])
      expect(touchedBy([file])).toEqual([file]);
  });

  it.each(['package-lock.json', 'vitest.config.ts', 'cli/stack/postgres.ts', 'test/support/global-setup.ts'])(
    'is everything with %s',
    (file) => {
      expect(touchedBy(['README.md', file])).toBeNull();
    },
  );

  it('is told by files that are there', () => {
    expect(users.filter((file) => !existsSync(join(projectRoot, file)))).toEqual([]);
  });
});
