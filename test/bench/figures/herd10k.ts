import { setTimeout as delay } from 'node:timers/promises';
import type { LadderStep } from '../../../domain/leads/flow/definition.js';
import { beginMany } from '../begin.js';
import { describeCpu, memoryOf, watchCpu } from '../cpu.js';
import type { Bench, Figure, FigureResult, Line } from '../figure.js';
import { inLab, type Lab } from '../lab.js';
import { spread } from '../stats.js';
import { untilDelivered } from '../watch/outbox.js';

const HELPER = 'herd_settled_total';
const SWEEP = 'sweep_settled_total';
/** Of the reps, how much more the one has who got most than the one who got fewest. */
const MOST_UNFAIR = 1.1;

interface Herd {
  name: string;
  what: string;
  /** What happens to each on its deadline, besides the breach. */
  step: LadderStep;
  mostP99Ms: number;
  /** Lines of its own. */
  besides: (lab: Lab, ids: readonly string[]) => Promise<Line[]>;
}

const herdOf = (herd: Herd): Figure => ({
  name: herd.name,
  title: `10,000 running clocks (--quick: 1,000) due on one instant${herd.what}: lateness of the breach (row committed − deadline)`,
  minutes: { full: 15, quick: 3 },
  run: (bench) => inLab(bench, herd.name, { worker: true }, (lab) => measure(bench, lab, herd)),
});

export const herd10k = herdOf({
  name: 'herd10k',
  what: '',
  step: { key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT', to: ['manager'] },
  mostP99Ms: 3_000,
  besides: () => Promise.resolve([]),
});

/** Who has least to do is looked at before the instant, and once more on it. */
export const reassign10k = herdOf({
  name: 'reassign10k',
  what: ', each to be given to another rep then',
  step: { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
  mostP99Ms: 2_000,
  besides: async ({ tenant: { world } }, ids) => {
    const owners = await world.all<{ leads: number }>(
      `SELECT count(*)::int AS leads FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[]) AND reassignments = 1 GROUP BY owner_id`,
      [world.orgId, ids],
    );
    const counts = owners.map(({ leads }) => leads);
    const [most, fewest] = [Math.max(...counts), Math.min(...counts)];
    const given = counts.reduce((sum, count) => sum + count, 0);
    return [
      { what: 'given to another rep', unit: 'leads', product: given, baseline: ids.length },
      {
        what: 'the rep who got most ÷ fewest',
        unit: '×',
        product: most / fewest,
        goal: { text: `≤ ${MOST_UNFAIR}`, met: most / fewest <= MOST_UNFAIR && given === ids.length },
      },
    ];
  },
});

async function measure({ system, options, say }: Bench, lab: Lab, herd: Herd): Promise<FigureResult> {
  const size = options.quick ? 1_000 : 10_000;
  const { tenant } = lab;
  // Their own deadline is far away: they are no part of the herd.
  const few = await beginMany(lab, Math.min(300, size / 4));
  const rate = few.ids.length / few.seconds;
  // The herd's target is published once that is known: all must wait before it comes.
  const leadS = Math.ceil((size / rate) * 1.6 + 20);
  say(`${herd.name}: ${rate.toFixed(0)} leads begin and start per second; the deadline is ${leadS} s away`);
  await tenant.replaceFlow({ target: { duration: `PT${leadS}S`, time: 'ELAPSED' }, ladder: [herd.step] });
  const receivedAtMs = Date.now();
  const dueAtMs = receivedAtMs + leadS * 1000;
  const ids = await tenant.receiveAt(Array.from({ length: size }, () => receivedAtMs));
  let running = 0;
  while (running < size && Date.now() < dueAtMs) {
    await delay(2_000);
    running = await tenant.waiting(ids);
  }
  const told = await untilDelivered(lab.tenant.world, Math.max(0, dueAtMs - Date.now()));
  const startedS = (Date.now() - receivedAtMs) / 1000;
  const ready = told && running === size && Date.now() < dueAtMs - 3_000;
  say(`${herd.name}: ${running} clocks run after ${startedS.toFixed(0)} s`);
  const before = { helper: await tenant.counter(HELPER), sweep: await tenant.counter(SWEEP) };
  if (ready) await system.quiet(lab.children, Math.max(0, dueAtMs - Date.now() - 3_000));
  await delay(Math.max(0, dueAtMs - 500 - Date.now()));
  const used = await watchCpu([...system.servers, ...lab.children]);
  await untilBreached(lab, ids, dueAtMs);
  const cpu = await used();
  const breaches = await tenant.breachLateness(ids);
  const late = spread(breaches);
  const steps = spread(await tenant.escalationLateness(ids));
  const besides = await herd.besides(lab, ids);
  await delay(1_500);
  const helper = (await tenant.counter(HELPER)) - before.helper;
  const sweep = (await tenant.counter(SWEEP)) - before.sweep;
  const { shown, afterS } = await watchShown(lab, size, dueAtMs);
  const memory = await memoryOf(lab.worker.pid);
  return {
    lines: [
      { what: 'p50', unit: 'ms', product: late.p50 },
      {
        what: 'p99',
        unit: 'ms',
        product: late.p99,
        goal: { text: `≤ ${herd.mostP99Ms / 1000} s`, met: late.p99 <= herd.mostP99Ms && ready },
      },
      { what: 'max', unit: 'ms', product: late.max },
      { what: `${herd.step.key}, p99`, unit: 'ms', product: steps.p99 },
      ...besides,
      { what: 'starts', unit: 'leads/s', product: size / startedS },
    ],
    notes: [
      ready
        ? `${size} workflows waited ${((dueAtMs - receivedAtMs) / 1000 - startedS).toFixed(0)} s before the deadline.`
        : `NOT READY: only ${running} of ${size} clocks ran when the deadline came, or not all workflows; the lateness is that of the start.`,
      `${late.count} breaches and ${steps.count} steps; the herd helper settled ${helper}, the sweep ${sweep}, their own timers the rest.`,
      `Cores from the deadline to the last commit: ${describeCpu(cpu)}.`,
      `${shown} workflows had seen their breach ${afterS.toFixed(0)} s after the deadline (search attribute Breached).`,
      `Worker after it: ${memory.rss.toFixed(0)} MiB resident, peak ${memory.peak.toFixed(0)} MiB.`,
    ],
    raw: {
      late,
      steps,
      besides,
      helper,
      sweep,
      ready,
      startedS,
      histogram: histogram(breaches),
      cpu,
      shown,
      afterS,
      memory,
    },
  };
}

/** Asked twice a second, for asking over thousands costs something too; when each was, its commit tells. */
async function untilBreached({ tenant: { world } }: Lab, ids: readonly string[], dueAtMs: number): Promise<void> {
  for (;;) {
    await delay(Math.max(500, dueAtMs + 500 - Date.now()));
    const { left } = await world.one<{ left: number }>(
      `SELECT count(*)::int AS "left" FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[]) AND breach <> 'breached'`,
      [world.orgId, ids],
    );
    if (left === 0) return;
    if (Date.now() > dueAtMs + 600_000) throw new Error(`${left} were not breached ten minutes after their deadline`);
  }
}

/** Watches for a minute how many workflows have settled by themselves and show it. */
async function watchShown(lab: Lab, size: number, dueAtMs: number): Promise<{ shown: number; afterS: number }> {
  const untilMs = Date.now() + 60_000;
  for (;;) {
    const { count } = await lab.client.workflow.count("WorkflowType = 'leadWorkflow' AND Breached = true");
    if (count >= size || Date.now() >= untilMs) return { shown: count, afterS: (Date.now() - dueAtMs) / 1000 };
    await delay(1_000);
  }
}

/** Rows by the quarter of a second in which they were committed. */
function histogram(values: number[]): Record<string, number> {
  const counts = new Map<number, number>();
  for (const value of values) {
    const slot = Math.floor(value / 250) * 250;
    counts.set(slot, (counts.get(slot) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => a - b));
}
