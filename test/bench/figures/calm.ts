import { v7 as newId } from 'uuid';
import { waitFor } from '../../support/wait.js';
import { warmUp } from '../begin.js';
import type { Figure, FigureResult } from '../figure.js';
import { inLab } from '../lab.js';
import { takeIn } from '../lives.js';
import { nowMs } from '../load/http.js';
import type { Schedule } from '../load/schedule.js';
import { steadily } from '../load/steadily.js';
import { minimalRows } from '../minimal.js';
import { atLeast, spread } from '../stats.js';
import { begunInParts, begunSince, mark } from '../watch/begun.js';

const PER_SECOND = 5;
/** Both in turn, so that they see the same machine. */
const BLOCK: Schedule = { perSecond: PER_SECOND, count: 25 };
const MOST_P99_MS = 250;

/** The usual day: a lead now and then, and somebody should have it before its sender looks up. */
export const calm: Figure = {
  name: 'calm',
  title: `${PER_SECOND} signed leads a second: 202 → assigned (row committed); baseline: minimal workflow, started → its local activity's row committed`,
  minutes: { full: 3, quick: 1 },
  run: (bench) =>
    inLab(bench, 'calm', { api: true, worker: true, minimal: true }, async (lab): Promise<FigureResult> => {
      const blocks = bench.options.quick ? 3 : 12;
      const { world } = lab.tenant;
      const prefix = `calm-${newId()}-`;
      await warmUp(lab);
      for (let n = 0; n < 25; n += 1)
        await lab.plain.start('minimalBegin', `warm-${prefix}${n}`, [`warm-${prefix}${n}`]);
      await bench.system.quiet(lab.children);

      const since = await mark(world);
      const [accepted, started] = [new Map<string, number>(), new Map<string, number>()];
      for (let block = 0; block < blocks; block += 1) {
        await steadily(BLOCK, async () => {
          const { id, atMs } = await takeIn(lab.tenant, lab.api);
          accepted.set(id, atMs);
        });
        await steadily(BLOCK, async (n) => {
          const id = `${prefix}${block}-${n}`;
          await lab.plain.start('minimalBegin', id, [id]);
          started.set(id, nowMs());
        });
      }
      const count = blocks * BLOCK.count;
      const begun = async () => {
        const leads = await begunSince(world, [world.orgId], since);
        return leads.every(({ clocksAtMs }) => clocksAtMs !== null) && leads.length === count ? leads : null;
      };
      const leads = await waitFor('all begun', begun, 60_000);
      await waitFor('all minimal rows', async () => (await minimalRows(lab, prefix)).size === count, 60_000);

      const instants = (of: 'assignedAtMs' | 'clocksAtMs') => new Map(leads.map((lead) => [lead.leadId, lead[of]!]));
      const product = spread(atLeast(accepted, instants('assignedAtMs'), NaN).values);
      const clocks = spread(atLeast(accepted, instants('clocksAtMs'), NaN).values);
      const baseline = spread(atLeast(started, await minimalRows(lab, prefix), NaN).values);
      return {
        lines: [
          ...(['p50', 'p99', 'max'] as const).map((key) => ({
            what: `202 → assigned, ${key}`,
            unit: 'ms',
            product: product[key],
            baseline: baseline[key],
            ...(key === 'p99' ? { goal: { text: `≤ ${MOST_P99_MS} ms`, met: product.p99 <= MOST_P99_MS } } : {}),
          })),
          { what: '202 → its clock runs, p99', unit: 'ms', product: clocks.p99, baseline: baseline.p99 },
          { what: 'could be seen half begun', unit: 'leads', product: begunInParts(leads), exact: true },
        ],
        notes: [
          `${count} of each, in turn: ${BLOCK.count} leads, ${BLOCK.count} minimal workflows, each at its instant.`,
        ],
        raw: { product, clocks, baseline },
      };
    }),
};
