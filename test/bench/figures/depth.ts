import { setTimeout as delay } from 'node:timers/promises';
import { watchCpu, type CpuUse } from '../cpu.js';
import { roundsOf, type Bench, type Figure, type FigureResult } from '../figure.js';
import { inLab, type Lab } from '../lab.js';
import { nowMs } from '../load/http.js';
import { median } from '../stats.js';
import { begunSince, mark, watchBegun } from '../watch/begun.js';
import { untilDelivered } from '../watch/outbox.js';

const DEPTHS = { full: [1, 5, 10, 20, 50, 100, 200], quick: [5, 20, 50, 100] };
/** What the worker takes for a backlog: everything, or nothing. */
const BULK = { WORKER_BACKLOG_FROM: '1' };
const OWN = { WORKER_BACKLOG_FROM: '1000000' };

interface Try {
  /** Milliseconds from the commit of the leads to the commit of the last one's clocks. */
  ms: number;
  /** CPU of worker, Postgres and Temporal until all workflows were told as well, less what they use anyway. */
  cpuMs: number;
}

/** From which depth on it is quicker, and cheaper, to begin a backlog in bulk than to let each workflow begin its lead. */
export const depth: Figure = {
  name: 'depth',
  title:
    'so many leads received at once: until all are begun (rows committed), in bulk; baseline: by their workflows’ own activities',
  minutes: { full: 8, quick: 3 },
  run: (bench) =>
    // Two workers, asked turn by turn: both see the same machine at the same time.
    inLab(bench, 'depth_bulk', { worker: true, workerSettings: BULK }, (bulk) =>
      inLab(bench, 'depth_own', { worker: true, workerSettings: OWN }, async (own): Promise<FigureResult> => {
        const turns = bench.options.quick ? 2 : 7;
        const depths = bench.options.quick ? DEPTHS.quick : DEPTHS.full;
        const tries = { bulk: new Map<number, Try[]>(), own: new Map<number, Try[]>() };
        for (const lab of [bulk, own]) for (const count of [50, 5]) await begin(bench, lab, count);
        for (const lab of [bulk, own]) await lab.tenant.gatherStatistics();
        const idle = { bulk: await idleOf(bench, bulk), own: await idleOf(bench, own) };
        for (let turn = 0; turn < turns; turn += 1)
          for (const count of depths)
            for (const [way, lab] of [['bulk', bulk] as const, ['own', own] as const]) {
              const all = tries[way].get(count) ?? [];
              tries[way].set(count, [...all, await begin(bench, lab, count, idle[way])]);
            }
        const of = (way: 'bulk' | 'own', count: number, what: keyof Try) =>
          median(tries[way].get(count)!.map((one) => one[what]));
        const wins = depths.filter((_, i) =>
          depths.slice(i).every((count) => of('bulk', count, 'ms') < of('own', count, 'ms')),
        );
        return {
          lines: depths.flatMap((count) => [
            {
              what: `${count} at once`,
              unit: 'ms',
              product: of('bulk', count, 'ms'),
              baseline: of('own', count, 'ms'),
              rounds: roundsOf((one) => one.ms, tries.bulk.get(count)!, tries.own.get(count)),
            },
            {
              what: `${count} at once, CPU of each`,
              unit: 'ms',
              product: of('bulk', count, 'cpuMs') / count,
              baseline: of('own', count, 'cpuMs') / count,
              rounds: roundsOf((one) => one.cpuMs / count, tries.bulk.get(count)!, tries.own.get(count)),
            },
          ]),
          notes: [
            `Medians of ${turns} turns; in bulk: WORKER_BACKLOG_FROM=${BULK.WORKER_BACKLOG_FROM}.`,
            wins.length > 0 ? `In bulk it is quicker from ${wins[0]} on.` : 'In bulk it is never surely quicker.',
            'CPU is that of worker, Postgres and Temporal until Temporal has been told of all and nothing is left to do, less what they use then.',
          ],
          raw: { bulk: [...tries.bulk], own: [...tries.own] },
        };
      }),
    ),
};

const coresOf = (use: CpuUse): number => Object.values(use).reduce((sum, value) => sum + value, 0);

/** What servers and worker use when there is nothing to do. */
async function idleOf({ system }: Bench, lab: Lab): Promise<number> {
  await system.quiet(lab.children, 20_000);
  const used = await watchCpu([...system.servers, lab.worker]);
  await delay(3_000);
  return coresOf(await used());
}

async function begin(bench: Bench, lab: Lab, count: number, idleCores = 0): Promise<Try> {
  const { world } = lab.tenant;
  await bench.system.quiet(lab.children, 20_000);
  const since = await mark(world);
  const watch = watchBegun(world, [world.orgId], since);
  const used = await watchCpu([...bench.system.servers, lab.worker]);
  const startedAtMs = nowMs();
  await lab.tenant.receiveAt(Array.from({ length: count }, () => Date.now()));
  const receivedAtMs = nowMs();
  const done = (await watch.until(count, 60_000)) && (await untilDelivered(lab.tenant.world, 60_000));
  await watch.stop();
  if (!done) throw new Error(`${count} leads were not begun within a minute`);
  await bench.system.quiet([lab.worker], 20_000);
  const seconds = (nowMs() - startedAtMs) / 1000;
  const cores = coresOf(await used()) - idleCores;
  const clocks = (await begunSince(world, [world.orgId], since)).map(({ clocksAtMs }) => clocksAtMs!);
  return { ms: Math.max(...clocks) - receivedAtMs, cpuMs: cores * seconds * 1000 };
}
