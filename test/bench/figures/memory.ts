import { setTimeout as delay } from 'node:timers/promises';
import { cachedWorkflows } from '../../../temporal.config.js';
import { waitFor } from '../../support/wait.js';
import { memoryOf } from '../cpu.js';
import type { Figure, FigureResult } from '../figure.js';
import { inLab } from '../lab.js';
import { inLanes } from '../lanes.js';

const MOST_MIB = 512;

export const memory: Figure = {
  name: 'memory',
  title: 'memory of the worker with open leads that wait; baseline: bare sleeping workflows',
  minutes: { full: 4, quick: 2 },
  run: (bench) =>
    inLab(bench, 'memory', { worker: true, minimal: true }, async (lab): Promise<FigureResult> => {
      // As many as the worker keeps: what more of them take is other processes' memory.
      const size = bench.options.quick ? cachedWorkflows : 2_000;
      const { tenant } = lab;
      await delay(3_000);
      const before = { product: await memoryOf(lab.worker.pid), baseline: await memoryOf(lab.minimal.pid) };
      const now = Date.now();
      const ids = await tenant.receiveAt(Array.from({ length: size }, () => now));
      await waitFor('all clocks run', async () => (await tenant.waiting(ids)) === size, 300_000);
      bench.say(`memory: ${size} leads wait after ${((Date.now() - now) / 1000).toFixed(0)} s`);
      await bench.system.quiet(lab.children);
      const product = await memoryOf(lab.worker.pid);
      await inLanes(ids, 25, (id) => lab.plain.start('minimalSleep', `sleep-${id}`, []));
      await bench.system.quiet(lab.children);
      await delay(2_000);
      const baseline = await memoryOf(lab.minimal.pid);
      const each = (now: number, then: number) => ((now - then) * 1024) / size;
      return {
        lines: [
          {
            what: `resident, ${size} open leads`,
            unit: 'MiB',
            product: product.rss,
            baseline: baseline.rss,
            goal: { text: `< ${MOST_MIB} MiB`, met: product.rss < MOST_MIB },
          },
          { what: 'peak', unit: 'MiB', product: product.peak, baseline: baseline.peak },
          { what: 'resident, no lead', unit: 'MiB', product: before.product.rss, baseline: before.baseline.rss },
          {
            what: 'each open lead',
            unit: 'KiB',
            product: each(product.rss, before.product.rss),
            baseline: each(baseline.rss, before.baseline.rss),
          },
        ],
        notes: [
          'VmRSS once all is quiet, and VmHWM. Each open lead: what was added, divided; garbage of the start is within.',
        ],
        raw: { before, product, baseline },
      };
    }),
};
