import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../support/wait.js';
import { ratioGoal, roundsOf, type Figure, type FigureResult } from '../figure.js';
import { inLab } from '../lab.js';
import { inLanes } from '../lanes.js';
import { nowMs, post } from '../load/http.js';
import { minimalRows } from '../minimal.js';
import { spread } from '../stats.js';
import { metAtMs } from '../watch/committed.js';

/** Between two proofs, so that none waits for another. */
const PAUSE_MS = 60;

export const proof: Figure = {
  name: 'proof',
  title:
    'proof accepted (202) → clock stopped (row committed); baseline: signal accepted → one row of the minimal workflow committed',
  minutes: { full: 2, quick: 0.5 },
  run: (bench) =>
    inLab(bench, 'proof', { api: true, worker: true, minimal: true }, async (lab): Promise<FigureResult> => {
      const { tenant, api, client } = lab;
      const count = (bench.options.quick ? 60 : 100) * bench.options.rounds;
      const now = Date.now();
      const ids = await tenant.receiveAt(Array.from({ length: count }, () => now));
      await inLanes(ids, 25, (id) => lab.plain.start('minimalProof', id, [id]));
      await waitFor('all clocks run', async () => (await tenant.waiting(ids)) === count, 300_000);
      await bench.system.quiet(lab.children);
      const accepted = new Map<string, number>();
      const signalled = new Map<string, number>();
      // Turn by turn, so that both see the same machine.
      for (const id of ids) {
        const { path, headers, body } = tenant.newProof(id);
        accepted.set(id, (await post(api.port, path, headers, body)).atMs);
        await delay(PAUSE_MS);
        await client.workflow.getHandle(id).signal('bell');
        signalled.set(id, nowMs());
        await delay(PAUSE_MS);
      }
      const mine = () => metAtMs(tenant.world, ids);
      const theirs = () => minimalRows(lab, '');
      await waitFor('all are met', async () => (await mine()).size === count && (await theirs()).size === count);
      // In the order in which they were sent.
      const waits = (at: Map<string, number>, since: Map<string, number>) =>
        [...since].map(([id, sinceMs]) => at.get(id)! - sinceMs);
      const product = waits(await mine(), accepted);
      const baseline = waits(await theirs(), signalled);
      const inRounds = (all: number[]) =>
        Array.from({ length: bench.options.rounds }, (_, round) => {
          const each = count / bench.options.rounds;
          return spread(all.slice(round * each, (round + 1) * each));
        });
      const [a, b] = [spread(product), spread(baseline)];
      return {
        lines: (['p50', 'p99', 'max'] as const).map((key) => ({
          what: key,
          unit: 'ms',
          product: a[key],
          baseline: b[key],
          rounds: roundsOf((round) => round[key], inRounds(product), inRounds(baseline)),
          ...(key === 'p99' && { goal: ratioGoal(a.p99, b.p99, { most: 1.2 }) }),
        })),
        notes: [
          `${count} proofs through the webhook, one at a time, ${PAUSE_MS} ms apart, in turn with as many bare signals.`,
        ],
        raw: { product, baseline },
      };
    }),
};
