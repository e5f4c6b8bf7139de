import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../support/wait.js';
import type { Bench, Figure, FigureResult } from '../figure.js';
import { inLanes } from '../lanes.js';
import { takeIn } from '../lives.js';
import { Minimal } from '../minimal-lives.js';
import { begun, type Contender } from '../rivals/contender.js';
import { Pinggo } from '../rivals/pinggo.js';
import { Rival } from '../rivals/rival.js';
import { medianSpread, spread, type Spread } from '../stats.js';
import type { Child } from '../system.js';

const TARGET_S = 120;
const MINUTE_MS = 60_000;
/** All leads must wait by then. */
const LEAD_IN_MS = 45_000;
/** The same for a few. */
const FEW_LEAD_IN_MS = 15_000;
/** Between the herds of two designs: each has the machine to itself. */
const APART_MS = 8_000;
/** A tick of a minute may just have been missed, and then has work. */
const LATEST_MS = 2 * MINUTE_MS;

const MINUTELY = 'tick 60 s';

/** Has leads due, and waits until each has another owner. @returns how late that was committed */
type Due = (instants: number[]) => Promise<number[]>;

const ofContender =
  (contender: Contender, api: Child | null): Due =>
  async (instants) => {
    const ids = await contender.dueAt(instants, async () => (await takeIn(contender, api!)).id);
    await waitFor('all begun', async () => (await begun(contender, ids)) === ids.length);
    if (Date.now() > Math.min(...instants)) throw new Error(`${contender.name}: a deadline passed before all waited`);
    await delay(Math.max(...instants) - Date.now());
    const happened = () => contender.happened('reassign', ids);
    await waitFor('all reassigned', async () => (await happened()).length === ids.length, LATEST_MS);
    return (await happened()).map(({ atMs, dueAtMs }) => atMs - dueAtMs!);
  };

const ofMinimal =
  (minimal: Minimal, pinggo: Pinggo): Due =>
  async (instants) => {
    const prefix = `due-${Date.now()}-`;
    await inLanes([...instants.entries()], 25, async ([i, atMs]) => {
      await minimal.start('minimalDue', `${prefix}${i}`, [`${prefix}${i}`, atMs]);
    });
    await delay(Math.max(...instants) - Date.now());
    const rows = () => pinggo.tenant.minimalLateness(prefix);
    await waitFor('all rows', async () => (await rows()).length === instants.length, LATEST_MS);
    return rows();
  };

/** The instant in the middle between two ticks of a minute: what a herd meets on the average. */
const halfPast = (atMs: number): number => Math.ceil(atMs / MINUTE_MS - 0.5) * MINUTE_MS + MINUTE_MS / 2;

async function herds(designs: Map<string, Due>, size: number): Promise<Record<string, Spread>> {
  const first = Date.now() + LEAD_IN_MS;
  const found = [...designs].map(async ([name, due], i) => {
    const atMs = name === MINUTELY ? halfPast(first + designs.size * APART_MS) : first + i * APART_MS;
    return [name, spread(await due(Array.from({ length: size }, () => atMs)))] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

/** One by one; all designs side by side, for none is at work. */
async function idle(designs: Map<string, Due>, count: number, withinMs: number): Promise<Record<string, Spread>> {
  const first = Date.now() + FEW_LEAD_IN_MS;
  const instants = Array.from({ length: count }, (_, i) => first + Math.round((i * withinMs) / count));
  const found = [...designs].map(async ([name, due]) => [name, spread(await due(instants))] as const);
  return Object.fromEntries(await Promise.all(found));
}

async function measure(bench: Bench, designs: Map<string, Due>) {
  const { options, say } = bench;
  const { count, size } = options.quick ? { count: 12, size: 100 } : { count: 20, size: 300 };
  const told = (of: Record<string, Spread>) =>
    Object.entries(of)
      .map(([name, { p50, p99 }]) => `${name} ${p50.toFixed(0)}/${p99.toFixed(0)}`)
      .join(', ');
  // The first ones pay for connections and compiled code.
  await idle(new Map([...designs].filter(([name]) => name !== MINUTELY)), 4, 2_000);
  // Over a whole minute, so that each second of it counts the same.
  const alone = await idle(designs, count, MINUTE_MS);
  say(`idle, p50/p99 ms: ${told(alone)}`);
  const crowds: Record<string, Spread>[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    crowds.push(await herds(designs, size));
    say(`herd ${round}, p50/p99 ms: ${told(crowds.at(-1)!)}`);
  }
  const crowd = Object.fromEntries(
    [...designs.keys()].map((name) => [name, medianSpread(crowds.map((one) => one[name]!))]),
  );
  return { count, size, alone, crowds, crowd };
}

export const rivalDeadlines: Figure = {
  name: 'rivals-deadlines',
  title:
    'lateness of a reassignment at the deadline (committed − due) by other designs; baseline: minimal workflow, one row',
  minutes: { full: 12, quick: 6 },
  async run(bench): Promise<FigureResult> {
    const { system } = bench;
    const pinggo = await Pinggo.create(system, TARGET_S);
    const others = [
      await Rival.create(system, 'tick 1 s', { tickMs: 1_000 }, TARGET_S),
      await Rival.create(system, 'pg-boss', 'pg-boss', TARGET_S),
      await Rival.create(system, MINUTELY, { tickMs: MINUTE_MS }, TARGET_S),
    ];
    const children: Child[] = [];
    try {
      const start = async (starting: Promise<Child>) => {
        const child = await starting;
        children.push(child);
        return child;
      };
      await start(pinggo.startWorker());
      const minimal = new Minimal(pinggo.client, await start(pinggo.startMinimal()));
      const designs = new Map<string, Due>([
        ['Pinggo', ofContender(pinggo, null)],
        ['minimal', ofMinimal(minimal, pinggo)],
      ]);
      for (const rival of others) {
        await start(rival.startWorker());
        designs.set(rival.name, ofContender(rival, await start(rival.startApi())));
      }
      const { count, size, alone, crowds, crowd } = await measure(bench, designs);
      const lines = [
        { name: 'one by one', of: alone, rounds: [alone] },
        { name: `herd of ${size}`, of: crowd, rounds: crowds },
      ].flatMap(({ name, of, rounds }) =>
        (['p50', 'p99', 'max'] as const).map((key) => ({
          what: `${name}, ${key}`,
          unit: 'ms',
          product: of['Pinggo']![key],
          baseline: of['minimal']![key],
          rounds: {
            product: rounds.map((one) => one['Pinggo']![key]),
            baseline: rounds.map((one) => one['minimal']![key]),
          },
          beside: Object.fromEntries(others.map((rival) => [rival.name, of[rival.name]![key]])),
        })),
      );
      return {
        lines,
        notes: [
          `One by one: ${count} over a minute, all designs at the same instants. Herds: ${bench.options.rounds} rounds, each design at an instant of its own.`,
          `The herd of ${MINUTELY} is due half a minute before its tick. pg-boss looks twice a second, which is its most.`,
        ],
        raw: { alone, crowds },
      };
    } finally {
      await Promise.all(children.map((child) => child.stop()));
      await Promise.all([pinggo, ...others].map((contender) => contender.close()));
    }
  },
};
