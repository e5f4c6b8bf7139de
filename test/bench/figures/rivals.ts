import type { CpuUse } from '../cpu.js';
import { roundsOf, type Bench, type Figure, type FigureResult, type Line } from '../figure.js';
import type { Contender } from '../rivals/contender.js';
import { costOf, live, measureLives, type Lived } from '../lives.js';
import { Minimal } from '../minimal-lives.js';
import { burst, proofs, type Burst } from '../rivals/drive.js';
import { Pinggo } from '../rivals/pinggo.js';
import { Rival } from '../rivals/rival.js';
import { watchUsage, type Usage } from '../rivals/usage.js';
import { median, percentile } from '../stats.js';
import type { Child } from '../system.js';

/** So long that no clock runs out meanwhile. */
const TARGET_S = 28_800;
const IN_FLIGHT = 100;
const CONNECTIONS = 16;
const PAUSE_MS = 60;

interface Sizes {
  warmUp: number;
  lives: number;
  burst: number;
  proofs: number;
}

/** The driver is not among those whose processor time counts. */
interface Round extends Lived {
  /** What only those have who keep leads themselves. */
  usage?: Usage;
  burst?: Burst;
  proofs?: number[];
}

/** One round of one contender, alone on the machine: its processes are started for it, and stopped after it. */
async function round(bench: Bench, contender: Contender, sizes: Sizes, livesBefore: number): Promise<Round> {
  const { system } = bench;
  const children: Child[] = [];
  try {
    children.push(await contender.startWorker());
    const api = await contender.startApi();
    children.push(api);
    // Code is compiled, connections are open, tables are planned for as they are.
    await live(contender, api, sizes.warmUp, IN_FLIGHT);
    await contender.ended(livesBefore + sizes.warmUp);
    await contender.sql.query('ANALYZE');
    await system.quiet(children);
    const usage = await watchUsage(contender);
    const lived = await measureLives([...contender.servers(), ...children], sizes.lives, async () => {
      await live(contender, api, sizes.lives, IN_FLIGHT);
      await contender.ended(livesBefore + sizes.warmUp + sizes.lives);
    });
    const used = await usage(sizes.lives);
    await system.quiet(children);
    const burstRound = await burst(bench, contender, api, sizes.burst, CONNECTIONS);
    await system.quiet(children);
    const waits = await proofs(contender, api, sizes.proofs, PAUSE_MS);
    return { ...lived, usage: used, burst: burstRound, proofs: waits };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

async function minimalRound({ system }: Bench, pinggo: Pinggo, sizes: Sizes, livesBefore: number): Promise<Round> {
  const child = await pinggo.startMinimal();
  try {
    const minimal = new Minimal(pinggo.client, child);
    await minimal.live(livesBefore, sizes.warmUp, IN_FLIGHT);
    await system.quiet([child]);
    return await measureLives([...system.servers, child], sizes.lives, () =>
      minimal.live(livesBefore + sizes.warmUp, sizes.lives, IN_FLIGHT),
    );
  } finally {
    await child.stop();
  }
}

const MEASURES: { what: string; unit: string; of: (round: Round) => number | undefined }[] = [
  { what: 'whole lives', unit: '/s', of: ({ rate }) => rate },
  { what: 'CPU of a life', unit: 'ms', of: costOf },
  { what: 'of that Postgres', unit: 'ms', of: ({ cost, usage }) => (usage ? cost['postgres'] : undefined) },
  { what: 'statements of a life', unit: '', of: ({ usage }) => usage?.statements },
  { what: 'tables and indexes of a life', unit: 'kB', of: ({ usage }) => usage && usage.bytes / 1024 },
  { what: 'write-ahead log of a life', unit: 'kB', of: ({ usage }) => usage && usage.logBytes / 1024 },
  { what: 'burst, answers 202', unit: '/s', of: ({ burst }) => burst?.rate },
  { what: 'burst, p99 of an answer', unit: 'ms', of: ({ burst }) => burst?.p99 },
  { what: 'last 202 → all have an owner', unit: 'ms', of: ({ burst }) => burst?.behindMs },
  { what: 'proof sent → clock stopped, p50', unit: 'ms', of: ({ proofs }) => proofs && percentile(proofs, 0.5) },
  { what: 'proof sent → clock stopped, p99', unit: 'ms', of: ({ proofs }) => proofs && percentile(proofs, 0.99) },
];

const words = (cost: CpuUse): string =>
  Object.entries(cost)
    .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
    .join(', ');

/** Other designs beside Pinggo: what they do a second, and what a life costs in each. */
export const rivals: Figure = {
  name: 'rivals',
  title:
    'the whole job by other designs (signed lead, scored, given to the least loaded, clock, proof, closed); baseline: minimal workflow, which keeps no lead',
  minutes: { full: 15, quick: 4 },
  async run(bench): Promise<FigureResult> {
    const { system, options, say } = bench;
    const sizes: Sizes = options.quick
      ? { warmUp: 40, lives: 120, burst: 400, proofs: 20 }
      : { warmUp: 150, lives: 500, burst: 2_000, proofs: 100 };
    const pinggo = await Pinggo.create(system, TARGET_S);
    const others = [
      await Rival.create(system, 'tick', { tickMs: 1_000 }, TARGET_S),
      await Rival.create(system, 'pg-boss', 'pg-boss', TARGET_S),
    ];
    const contenders: Contender[] = [pinggo, ...others];
    const rounds: Record<string, Round[]> = {
      minimal: [],
      ...Object.fromEntries(contenders.map(({ name }) => [name, []])),
    };
    try {
      for (let turn = 0; turn < options.rounds; turn += 1) {
        const before = turn * (sizes.warmUp + sizes.lives);
        const keep = (name: string, one: Round) => {
          rounds[name]!.push(one);
          say(
            `rivals ${turn + 1}, ${name}: ${one.rate.toFixed(1)} lives/s, ${costOf(one).toFixed(1)} ms (${words(one.cost)})`,
          );
        };
        for (const contender of contenders) keep(contender.name, await round(bench, contender, sizes, before));
        keep('minimal', await minimalRound(bench, pinggo, sizes, before));
      }
    } finally {
      await Promise.all(contenders.map((contender) => contender.close()));
    }
    const medianOf = (name: string, of: (round: Round) => number | undefined): number =>
      median(rounds[name]!.flatMap((one) => of(one) ?? []));
    return {
      lines: MEASURES.map(({ what, unit, of }): Line => {
        const baseline = medianOf('minimal', of);
        return {
          what,
          unit,
          product: medianOf('Pinggo', of),
          ...(!Number.isNaN(baseline) && { baseline }),
          rounds: roundsOf(
            (one) => of(one) ?? NaN,
            rounds['Pinggo']!,
            Number.isNaN(baseline) ? undefined : rounds['minimal']!,
          ),
          beside: Object.fromEntries(others.map(({ name }) => [name, medianOf(name, of)])),
        };
      }),
      notes: [
        `${options.rounds} rounds in turn, each design alone with processes of its own, warmed by ${sizes.warmUp} lives: ${sizes.lives} lives, ${IN_FLIGHT} under way at a time; a burst of ${sizes.burst} over ${CONNECTIONS} connections; ${sizes.proofs} proofs one at a time.`,
        'tick: Express and a loop; a lead is begun and a proof applied within its request. pg-boss: begun by a job, deadlines are delayed jobs. How they are kept fair and what they leave out: docs/adr/0071-rivals-that-do-the-whole-job.md.',
        ...['Pinggo', 'minimal', ...others.map(({ name }) => name)].map(
          (name) => `CPU of a life, ms, ${name}: ${words(rounds[name]!.at(-1)!.cost)}.`,
        ),
      ],
      raw: rounds,
    };
  },
};
