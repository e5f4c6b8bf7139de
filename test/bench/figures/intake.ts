import { describeCpu } from '../cpu.js';
import { ratioGoal, roundsOf, type Bench, type Figure, type FigureResult } from '../figure.js';
import { inLab } from '../lab.js';
import { fire, type Shot } from '../load/guns.js';
import { median } from '../stats.js';
import type { Child } from '../system.js';
import type { Tenant } from '../tenant.js';

const CONNECTIONS = 16;

/** Without each answer's instant: it stands in the raw figures. */
type Round = Omit<Shot, 'answeredAtMs'>;

async function salvo(bench: Bench, tenant: Tenant, child: Child, count: number): Promise<Round> {
  const requests = Array.from({ length: Math.floor(count / CONNECTIONS) * CONNECTIONS }, () => tenant.newLead());
  const { answeredAtMs: _, ...round } = await fire(bench, { child }, requests, CONNECTIONS);
  return round;
}

/** The API under load, with no worker: intake must not need one. */
export const intake: Figure = {
  name: 'intake',
  title: `signed leads taken in (202) per second, ${CONNECTIONS} connections, no worker running; baseline: Express and one bare INSERT`,
  minutes: { full: 2, quick: 0.5 },
  run: (bench) =>
    inLab(bench, 'intake', { api: true }, async (lab): Promise<FigureResult> => {
      const { options, say, system } = bench;
      const count = options.quick ? 1_600 : 6_400;
      const insertApp = await system.startInsertApp(lab.database);
      lab.children.push(insertApp);
      // The first deliveries compile code, open connections and are planned without statistics of the tables.
      const fresh = await salvo(bench, lab.tenant, lab.api, Math.min(count, 3_200));
      await salvo(bench, lab.tenant, insertApp, Math.min(count, 3_200));
      await lab.tenant.gatherStatistics();
      const product: Round[] = [];
      const baseline: Round[] = [];
      for (let round = 1; round <= options.rounds; round += 1) {
        product.push(await salvo(bench, lab.tenant, lab.api, count));
        baseline.push(await salvo(bench, lab.tenant, insertApp, count));
        say(`intake ${round}: ${product.at(-1)!.rate.toFixed(0)}/s against ${baseline.at(-1)!.rate.toFixed(0)}/s`);
      }
      const stored = await lab.tenant.world.one<{ leads: number; outbox: number }>(
        'SELECT (SELECT count(*) FROM leads)::int AS leads, (SELECT count(*) FROM outbox)::int AS outbox',
      );
      const of = (rounds: Round[], key: 'rate' | 'p50' | 'p99') => median(rounds.map((round) => round[key]));
      const [rate, base] = [of(product, 'rate'), of(baseline, 'rate')];
      return {
        lines: [
          {
            what: 'answers 202',
            unit: '/s',
            product: rate,
            baseline: base,
            rounds: roundsOf((round) => round.rate, product, baseline),
            goal: ratioGoal(rate, base, { least: 0.6 }),
          },
          ...(['p50', 'p99'] as const).map((key) => ({
            what: `latency ${key}`,
            unit: 'ms',
            product: of(product, key),
            baseline: of(baseline, key),
            rounds: roundsOf((round) => round[key], product, baseline),
            ...(key === 'p99' && { goal: ratioGoal(of(product, key), of(baseline, key), { most: 2 }) }),
          })),
        ],
        notes: [
          `${options.rounds} alternating rounds of ${count} unique signed requests; each 202 is a lead: ${stored.leads} leads, ${stored.outbox} outbox rows.`,
          `The tables are analysed after the warm-up, as autovacuum does within a minute; before it: ${fresh.rate.toFixed(0)}/s.`,
          `Cores used, Pinggo: ${describeCpu(product.at(-1)!.cpu)}; baseline: ${describeCpu(baseline.at(-1)!.cpu)} (starting autocannon is within).`,
        ],
        raw: { product, baseline, fresh },
      };
    }),
};
