import { bound } from '../../../db/bound.js';
import { openDatabase } from '../../../db/client.js';
import {
  countStuck,
  openLeads,
  ringAbsences,
  unstartedLeads,
  type LeadKey,
} from '../../../db/leads/queries/settlement/sweep.js';
import type { Figure, FigureResult } from '../figure.js';
import { inLab } from '../lab.js';
import { spread } from '../stats.js';

const LIMIT_MS = 100;
const ASKED = 20;

/** What the sweep asks of the outbox each minute, over all that was ever delivered, with statistics from before it was. */
export const sweep: Figure = {
  name: 'sweep',
  title: 'What the sweep asks of the outbox, whose statistics are stale',
  minutes: { full: 2, quick: 0.5 },
  run: (bench) =>
    inLab(bench, 'sweep', {}, async ({ database, tenant: { world } }): Promise<FigureResult> => {
      const delivered = bench.options.quick ? 200_000 : 1_000_000;
      const leads: LeadKey[] = await world.all(
        `WITH l AS (INSERT INTO leads (org_id, id, source, attributes, tags, received_at)
           SELECT $1, gen_random_uuid(), 'web', '{}', '{}', now() - interval '1 hour' FROM generate_series(1, 1000)
           RETURNING org_id, id) SELECT org_id AS "orgId", id AS "leadId" FROM l`,
        [world.orgId],
      );
      await world.sql.query('ANALYZE leads');
      await world.sql.query('ALTER TABLE outbox SET (autovacuum_enabled = false)');
      const write = (count: number, isDelivered: boolean) =>
        world.sql.query(
          `INSERT INTO outbox (org_id, topic, lead_id, subject_id, delivered_at)
           SELECT $1, (ARRAY['LEAD_RECEIVED', 'PROOF_RECORDED', 'NOTIFICATION', 'ABSENCE_PLANNED'])[1 + n % 4],
             gen_random_uuid(), gen_random_uuid(), CASE WHEN $3 THEN now() END FROM generate_series(1, $2::int) n`,
          [world.orgId, count, isDelivered],
        );
      // Analysed while a first part of them waited: the planner believes that all do.
      await write(delivered / 10, false);
      await world.sql.query('ANALYZE outbox');
      await world.sql.query('UPDATE outbox SET delivered_at = clock_timestamp()');
      await write((delivered * 9) / 10, true);
      const relayDb = openDatabase(database.relayUrl, { role: 'pinggo_relay', poolSize: 2 });
      const { signal } = new AbortController();
      const db = bound(relayDb, { signal, untilMs: Date.now() + 3_600_000 });
      const asked: { what: string; ask: () => Promise<unknown> }[] = [
        { what: 'leads that never began, of 1,000', ask: () => unstartedLeads(db, 10_000, 1_000) },
        { what: 'whether 1,000 stopped leads are open', ask: () => openLeads(db, leads) },
        { what: 'absences to ring', ask: () => ringAbsences(db, 60_000) },
        { what: 'rows that are stuck', ask: () => countStuck(db, 60_000) },
      ];
      try {
        // A worker has its connections already.
        await db.pool.query('SELECT 1');
        const raw: Record<string, number[]> = {};
        for (const { what, ask } of asked) {
          raw[what] = [];
          for (let turn = 0; turn < ASKED; turn += 1) {
            const startedAtMs = performance.now();
            await ask();
            raw[what].push(performance.now() - startedAtMs);
          }
        }
        return {
          lines: Object.entries(raw).map(([what, all]) => {
            const { p99 } = spread(all);
            return { what, unit: 'ms', product: p99, goal: { text: `p99 ≤ ${LIMIT_MS} ms`, met: p99 <= LIMIT_MS } };
          }),
          notes: [`${delivered.toLocaleString('en')} delivered rows, each asked ${ASKED} times, no vacuum since.`],
          raw,
        };
      } finally {
        await relayDb.close();
      }
    }),
};
