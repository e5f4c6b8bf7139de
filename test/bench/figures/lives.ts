import { describeCpu } from '../cpu.js';
import { ratioGoal, roundsOf, type Bench, type Figure, type FigureResult } from '../figure.js';
import { inLab, type Lab } from '../lab.js';
import { costOf, live, measureLives, untilCompleted, type Lived } from '../lives.js';
import { median } from '../stats.js';

/** Lives under way at a time: enough that neither side ever waits for the next one. */
const IN_FLIGHT = 100;

async function timed({ system }: Bench, lab: Lab, count: number, work: () => Promise<void>): Promise<Lived> {
  await system.quiet(lab.children);
  const watched = [...system.servers, ...lab.children, { name: 'driver', pid: process.pid }];
  return measureLives(watched, count, work);
}

/** Through the API: signed lead, proof by webhook, close command. */
async function lives({ tenant, api, client }: Lab, count: number, totalBefore: number): Promise<void> {
  await live(tenant, api, count, IN_FLIGHT);
  await untilCompleted(client, 'leadWorkflow', totalBefore + count);
}

export const wholeLives: Figure = {
  name: 'lives',
  title:
    'whole lives per second (signed lead, qualified, assigned, proof, closed, workflow completed); baseline: minimal workflow, as many signals and one local activity a stage that does nothing',
  minutes: { full: 5, quick: 1 },
  run: (bench) =>
    inLab(bench, 'lives', { api: true, worker: true, minimal: true }, async (lab): Promise<FigureResult> => {
      const { options, say } = bench;
      const count = options.quick ? 200 : 500;
      const warmUp = options.quick ? 100 : 150;
      let total = 0;
      const both = async (size: number): Promise<[Lived, Lived]> => {
        const mine = await timed(bench, lab, size, () => lives(lab, size, total));
        const theirs = await timed(bench, lab, size, () => lab.plain.live(total, size, IN_FLIGHT));
        total += size;
        return [mine, theirs];
      };
      await both(warmUp);
      await lab.tenant.gatherStatistics();
      const product: Lived[] = [];
      const baseline: Lived[] = [];
      for (let round = 1; round <= options.rounds; round += 1) {
        const [mine, theirs] = await both(count);
        product.push(mine);
        baseline.push(theirs);
        say(`lives ${round}: ${mine.rate.toFixed(1)}/s against ${theirs.rate.toFixed(1)}/s`);
        say(`  Pinggo: ${describeCpu(mine.cpu)}; minimal: ${describeCpu(theirs.cpu)}`);
      }
      const [rate, base] = [median(product.map((r) => r.rate)), median(baseline.map((r) => r.rate))];
      const costs = { product: median(product.map(costOf)), baseline: median(baseline.map(costOf)) };
      return {
        lines: [
          {
            what: 'whole lives',
            unit: '/s',
            product: rate,
            baseline: base,
            rounds: roundsOf((round) => round.rate, product, baseline),
            goal: ratioGoal(rate, base, { least: 0.85 }),
          },
          {
            what: 'CPU of each life',
            unit: 'ms',
            product: costs.product,
            baseline: costs.baseline,
            rounds: roundsOf(costOf, product, baseline),
            goal: ratioGoal(costs.product, costs.baseline, { most: 1.35 }),
          },
        ],
        notes: [
          `${options.rounds} alternating rounds of ${count} lives, ${IN_FLIGHT} under way at a time; the minimal ones have 3 local activities and 2 signals each; tables analysed after the warm-up.`,
          `Cores used, Pinggo: ${describeCpu(product.at(-1)!.cpu)}; minimal: ${describeCpu(baseline.at(-1)!.cpu)}.`,
        ],
        raw: { product, baseline },
      };
    }),
};
