import { newestMigration } from '../../support/older-schema.js';
import { fillOldOrg, startWriters, WRITERS_VERSION, type Written } from '../../support/writers.js';
import { migrate } from '../../../db/migrate.js';
import type { Bench, Figure, FigureResult } from '../figure.js';

const LONGEST_MS = 2_000;
/** What the same writers wait for when nobody migrates. */
const CALM_MS = 10_000;

interface Migrated {
  seconds: number;
  calm: Written;
  written: Written;
}

async function migrateBesideWriters({ system, say }: Bench, leads: number): Promise<Migrated> {
  const database = await system.createDatabase('migrations', WRITERS_VERSION);
  const org = await fillOldOrg(database.ownerUrl, leads);
  say(`migrations: ${leads.toLocaleString('en')} leads of version ${WRITERS_VERSION}`);
  const before = startWriters(database, org);
  await new Promise((resolve) => setTimeout(resolve, CALM_MS));
  const calm = await before.stop();
  const writers = startWriters(database, org, calm.deliveries);
  const startedAtMs = performance.now();
  try {
    await migrate(database.ownerUrl, { log: (line) => say(`migrations: ${line}`) });
  } catch (error) {
    await writers.stop();
    throw error;
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { seconds, calm, written: await writers.stop() };
}

/** All migrations since a version, over a large database whose processes of that version go on with their work. */
export const migrations: Figure = {
  name: 'migrations',
  title:
    'the longest that a writer waited while the database was migrated; baseline: the same writers, nobody migrates',
  minutes: { full: 6, quick: 2 },
  run: async (bench): Promise<FigureResult> => {
    const leads = bench.options.quick ? 200_000 : 1_000_000;
    const { seconds, calm, written } = await migrateBesideWriters(bench, leads);
    return {
      lines: [
        {
          what: `longest wait of a writer at ${leads.toLocaleString('en')} leads`,
          unit: 'ms',
          product: written.longestMs,
          baseline: calm.longestMs,
          goal: { text: `≤ ${LONGEST_MS} ms`, met: written.longestMs <= LONGEST_MS },
        },
        {
          what: 'writers that failed',
          unit: '',
          product: written.failures.length,
          goal: { text: '0', met: written.failures.length === 0 },
        },
        { what: 'transactions of writers meanwhile', unit: '', product: written.count },
        { what: 'the migration', unit: 's', product: seconds },
      ],
      notes: [
        `From ${WRITERS_VERSION} to ${newestMigration()}, once: two senders of leads, two settlements of eight leads at a time and a relay, as that version wrote them, without a second try.`,
        ...[...new Set(written.failures)].map((failure) => `Failed: ${failure}`),
      ],
      raw: { leads, seconds, calm, written },
    };
  },
};
