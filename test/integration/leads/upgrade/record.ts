/**
 * Records the rows that `upgrade.test.ts` goes on with. Run it by hand, in the working tree of a release:
 *
 *     node --import tsx test/integration/leads/upgrade/record.ts     # writes rows/NNNN.json, by the newest migration
 *
 * It starts a Postgres of its own, takes in leads, settles them to where each is under way in another manner, and writes
 * down all rows. Recordings of versions from which somebody may still upgrade stay. All names in them are made up.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { onFreePort } from '../../../../cli/stack/ports.js';
import { startPostgres } from '../../../../cli/stack/postgres.js';
import { openDatabase } from '../../../../db/client.js';
import { ensureRoles } from '../../../../db/migrate.js';
import type { FlowDefinition } from '../../../../domain/leads/flow/definition.js';
import { settleLeads, type SettleDeps } from '../../../../settlement/settle.js';
import { migrateUpTo, newestMigration } from '../../../support/older-schema.js';
import { recordRows, type RecordedRows } from '../../../support/recorded-rows.js';
import { flowDefinition, World, type LeadSeed } from '../../../support/world.js';

const MINUTE = 60_000;

const clocks: FlowDefinition['clocks'] = [
  {
    key: 'first_contact',
    name: 'First contact',
    starts: 'RECEIVED',
    target: { duration: 'PT15M', time: 'ELAPSED' },
    atRisk: 0.5,
    proofs: ['CALL_LOGGED'],
    ladder: [
      { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
      { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
      {
        key: 'alert',
        at: { offset: 'PT10S' },
        action: 'MANAGER_ALERT',
        to: ['manager'],
        channels: ['email'],
        repeat: { every: 'PT5S', times: 1 },
      },
    ],
  },
];

async function record(ownerUrl: string, appUrl: string): Promise<void> {
  const db = openDatabase(appUrl, { role: 'pinggo_app' });
  const world = await World.create(ownerUrl);
  try {
    await world.addRep('Ana');
    await world.addRep('Bob');
    await world.addFlow(flowDefinition(world.teamId, { clocks }));
    const offers = flowDefinition(world.teamId, { clocks, priority: 20 });
    offers.match = { field: 'tags', op: 'contains', value: 'offer' };
    offers.routing.rules[0]!.mode = 'OFFER';
    await world.addFlow(offers, 'offers');

    const recordedAt = new Date();
    const settle = (leadId: string, atMs: number) => {
      const deps: SettleDeps = { db, outgoing: ['email'], clock: () => atMs, log: pino({ level: 'silent' }) };
      return settleLeads(deps, world.orgId, [leadId], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    };
    /** Settled when it was received and now, as its workflow does. */
    const begin = async (name: string, ageMs: number, seed: LeadSeed = {}): Promise<string> => {
      const receivedAt = new Date(recordedAt.getTime() - ageMs);
      const id = await world.receive({ name, receivedAt, email: `${name}@example.com`, ...seed });
      await settle(id, receivedAt.getTime() + 100);
      await settle(id, recordedAt.getTime());
      return id;
    };

    await begin('running', 15 * MINUTE - 5_000);
    await begin('breached', 15 * MINUTE + 1_000);
    await begin('offered', 10_000, { tags: ['offer'] });
    const met = await begin('met', 10 * MINUTE);
    await world.prove(met, 'CALL_LOGGED', new Date(recordedAt.getTime() - MINUTE));
    await settle(met, Date.now());
    const paused = await begin('paused', MINUTE);
    await world.command(paused, { kind: 'PAUSE' });
    await settle(paused, Date.now());
    // What was delivered until now has its workflow; mails, and what follows, are still to be.
    await world.sql.query("UPDATE outbox SET delivered_at = now() WHERE topic <> 'NOTIFICATION'");
    await world.prove(await begin('proven', 5 * MINUTE));
    await world.command(await begin('closing', 5 * MINUTE), { kind: 'CLOSE', outcome: 'LOST' });
    await world.sql.query("UPDATE outbox SET delivered_at = now() WHERE topic = 'LEAD_RECEIVED'");
    await world.receive({ name: 'received', email: 'received@example.com' });

    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    // Counts are of whole quarters of an hour, which another now would break: they are made anew.
    const rows = await recordRows(client, recordedAt, ['tower_checks', 'tower_counts', 'tower_deltas']);
    await client.end();
    const file = new URL(`rows/${String(newestMigration()).padStart(4, '0')}.json`, import.meta.url);
    await writeFile(file, written(rows), { flag: 'wx' });
  } finally {
    await world.close();
    await db.close();
  }
}

/** As JSON with a row a line. */
function written({ recordedAt, tables }: RecordedRows): string {
  const each = Object.entries(tables).map(
    ([table, rows]) => `"${table}": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
  );
  return `{"recordedAt": "${recordedAt}", "tables": {\n${each.join(',\n')}\n}}\n`;
}

const directory = await mkdtemp(join(tmpdir(), 'pinggo-record-'));
try {
  const postgres = await onFreePort(
    0,
    'Postgres',
    () => undefined,
    (port) =>
      startPostgres({
        dataDir: join(directory, 'postgres'),
        port,
        password: 'record',
        logFile: join(directory, 'postgres.log'),
      }),
  );
  try {
    await migrateUpTo(postgres.ownerUrl, newestMigration());
    await record(postgres.ownerUrl, (await ensureRoles(postgres.ownerUrl)).appUrl);
  } finally {
    await postgres.stop();
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
