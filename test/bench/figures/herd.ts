import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../support/wait.js';
import { ratioGoal, roundsOf, type Bench, type Figure, type FigureResult } from '../figure.js';
import { inLab, type Lab } from '../lab.js';
import { inLanes } from '../lanes.js';
import { medianSpread, spread, type Spread } from '../stats.js';

const TARGET_S = 60;
/** How long before the first deadline the leads come in: all workflows must wait by then. */
const LEAD_IN_MS = { idle: 15_000, herd: 58_000 };

/** Leads due at these instants, until all are breached. */
async function product(lab: Lab, dueAtMs: number[]): Promise<Spread> {
  const { tenant } = lab;
  const ids = await tenant.receiveAt(dueAtMs.map((atMs) => atMs - TARGET_S * 1000));
  await waitFor('all clocks run', async () => (await tenant.waiting(ids)) === ids.length);
  if (Date.now() > Math.min(...dueAtMs)) throw new Error('the deadline passed before all workflows waited');
  await delay(Math.max(...dueAtMs) - Date.now());
  await waitFor('all breached', async () => (await tenant.breachLateness(ids)).length === ids.length, 120_000);
  await waitFor('all alerted', async () => (await tenant.escalationLateness(ids)).length === ids.length, 120_000);
  return spread(await tenant.breachLateness(ids));
}

/** The minimal workflow with the same instants. */
async function minimal(lab: Lab, name: string, dueAtMs: number[]): Promise<Spread> {
  await inLanes([...dueAtMs.entries()], 25, ([i, atMs]) =>
    lab.plain.start('minimalDue', `${name}-${i}`, [`${name}-${i}`, atMs]),
  );
  if (Date.now() > Math.min(...dueAtMs)) throw new Error('the deadline passed before all workflows waited');
  await delay(Math.max(...dueAtMs) - Date.now());
  const rows = () => lab.tenant.minimalLateness(`${name}-`);
  await waitFor('all rows', async () => (await rows()).length === dueAtMs.length, 120_000);
  return spread(await rows());
}

async function rounds(bench: Bench, lab: Lab, what: string, instants: () => number[]) {
  const mine: Spread[] = [];
  const theirs: Spread[] = [];
  for (let round = 1; round <= bench.options.rounds; round += 1) {
    await bench.system.quiet(lab.children);
    mine.push(await product(lab, instants()));
    await bench.system.quiet(lab.children);
    theirs.push(await minimal(lab, `${what}-${round}`, instants()));
    const words = ({ p50, p99, max }: Spread) =>
      `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, max ${max.toFixed(0)} ms`;
    bench.say(`${what} ${round}: ${words(mine.at(-1)!)} against ${words(theirs.at(-1)!)}`);
  }
  return { mine, theirs, product: medianSpread(mine), baseline: medianSpread(theirs) };
}

export const herd: Figure = {
  name: 'herd',
  title:
    'lateness of a breach (row committed − deadline); baseline: minimal workflow, timer, one local activity, one row',
  minutes: { full: 10, quick: 4 },
  run: (bench) =>
    inLab(
      bench,
      'herd',
      {
        worker: true,
        minimal: true,
        clock: {
          target: { duration: `PT${TARGET_S}S`, time: 'ELAPSED' },
          ladder: [{ key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT', to: ['manager'] }],
        },
      },
      async (lab): Promise<FigureResult> => {
        const size = bench.options.quick ? 100 : 300;
        const single = bench.options.quick ? 5 : 20;
        // The first ones pay for connections and compiled code, on both sides.
        const inTurn = (count: number) => {
          const first = Date.now() + LEAD_IN_MS.idle;
          return Array.from({ length: count }, (_, i) => first + i * 311);
        };
        await product(lab, inTurn(5));
        await minimal(lab, 'warm', inTurn(5));
        const idle = await rounds(bench, lab, 'idle', () => inTurn(single));
        const helped = await lab.tenant.counter('herd_settled_total');
        const crowd = await rounds(bench, lab, 'herd', () => {
          const due = Date.now() + LEAD_IN_MS.herd;
          return Array.from({ length: size }, () => due);
        });
        const share = (await lab.tenant.counter('herd_settled_total')) - helped;
        const lines = [
          { name: 'idle', of: idle },
          { name: `herd of ${size}`, of: crowd },
        ].flatMap(({ name, of }) =>
          (['p50', 'p99', 'max'] as const).map((key) => ({
            what: `${name}, ${key}`,
            unit: 'ms',
            product: of.product[key],
            baseline: of.baseline[key],
            rounds: roundsOf((round) => round[key], of.mine, of.theirs),
            ...(key === 'p99' && of === crowd
              ? { goal: ratioGoal(of.product.p99, of.baseline.p99, { most: 1.5 }) }
              : {}),
          })),
        );
        return {
          lines,
          notes: [
            `${bench.options.rounds} alternating rounds; idle: ${single} leads 0.3 s apart. Each breach also fires an alert to the manager in its transaction.`,
            `The herd helper settled ${share} of ${size * bench.options.rounds}.`,
            'A scheduler that looks once a minute is late by p50 30,000 ms, p99 59,400 ms.',
          ],
          raw: { idle, crowd, helperShare: share },
        };
      },
    ),
};
