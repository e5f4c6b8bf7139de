import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../support/wait.js';
import { describeCpu, memoryOf, watchCpu } from '../cpu.js';
import type { Figure, FigureResult } from '../figure.js';
import { inLab, type Lab } from '../lab.js';
import { spread } from '../stats.js';

const MOST_P99_MS = 3_000;
const HELPER = 'herd_settled_total';
const SWEEP = 'sweep_settled_total';

/** How many leads begin per second, by a first few. */
async function startRate(lab: Lab, count: number): Promise<number> {
  const begun = Date.now();
  // Their own deadline must be far away: they are no part of the herd.
  const ids = await lab.tenant.receiveAt(Array.from({ length: count }, () => begun));
  await waitFor('a first few run', async () => (await lab.tenant.waiting(ids)) === count);
  return (count * 1000) / (Date.now() - begun);
}

export const herd10k: Figure = {
  name: 'herd10k',
  title: '10,000 running clocks (--quick: 1,000) due on one instant: lateness of the breach (row committed − deadline)',
  minutes: { full: 15, quick: 3 },
  run: (bench) => {
    const size = bench.options.quick ? 1_000 : 10_000;
    // The herd's target is published once the start rate is known: all must wait before it comes.
    return inLab(bench, 'herd10k', { worker: true }, async (lab): Promise<FigureResult> => {
      const { system, say } = bench;
      const { tenant } = lab;
      const rate = await startRate(lab, Math.min(300, size / 4));
      const leadS = Math.ceil((size / rate) * 1.6 + 20);
      say(`herd10k: ${rate.toFixed(0)} leads begin per second; the deadline is ${leadS} s away`);
      await tenant.replaceFlow({
        target: { duration: `PT${leadS}S`, time: 'ELAPSED' },
        ladder: [{ key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT', to: ['manager'] }],
      });
      const receivedAtMs = Date.now();
      const dueAtMs = receivedAtMs + leadS * 1000;
      const ids = await tenant.receiveAt(Array.from({ length: size }, () => receivedAtMs));
      let running = 0;
      while (running < size && Date.now() < dueAtMs) {
        await delay(2_000);
        running = await tenant.waiting(ids);
      }
      const startedS = (Date.now() - receivedAtMs) / 1000;
      const ready = running === size && Date.now() < dueAtMs - 3_000;
      say(`herd10k: ${running} clocks run after ${startedS.toFixed(0)} s`);
      const before = { helper: await tenant.counter(HELPER), sweep: await tenant.counter(SWEEP) };
      if (ready) await system.quiet(lab.children, Math.max(0, dueAtMs - Date.now() - 3_000));
      await delay(Math.max(0, dueAtMs - 500 - Date.now()));
      const used = await watchCpu([...system.servers, ...lab.children]);
      const left = () =>
        tenant.world
          .one<{ count: number }>(
            `SELECT count(*)::int AS count FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[]) AND breach <> 'breached'`,
            [tenant.world.orgId, ids],
          )
          .then(({ count }) => count);
      await delay(Math.max(0, dueAtMs + 500 - Date.now()));
      await waitFor('all breached', async () => (await left()) === 0, 600_000);
      const cpu = await used();
      const breaches = await tenant.breachLateness(ids);
      const late = spread(breaches);
      const alerts = spread(await tenant.escalationLateness(ids));
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
            goal: { text: `≤ ${MOST_P99_MS / 1000} s`, met: late.p99 <= MOST_P99_MS && ready },
          },
          { what: 'max', unit: 'ms', product: late.max },
          { what: 'alerts p99', unit: 'ms', product: alerts.p99 },
          { what: 'starts', unit: 'leads/s', product: size / startedS },
        ],
        notes: [
          ready
            ? `${size} workflows waited ${((dueAtMs - receivedAtMs) / 1000 - startedS).toFixed(0)} s before the deadline.`
            : `NOT READY: only ${running} of ${size} clocks ran when the deadline came; the lateness is that of the start.`,
          `${late.count} breaches and ${alerts.count} alerts; the herd helper settled ${helper}, the sweep ${sweep}, their own timers the rest.`,
          `Cores from the deadline to the last commit: ${describeCpu(cpu)}.`,
          `${shown} workflows had seen their breach ${afterS.toFixed(0)} s after the deadline (search attribute Breached).`,
          `Worker after it: ${memory.rss.toFixed(0)} MiB resident, peak ${memory.peak.toFixed(0)} MiB.`,
        ],
        raw: {
          late,
          alerts,
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
    });
  },
};

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
