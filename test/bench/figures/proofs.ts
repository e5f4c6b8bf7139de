import { waitFor } from '../../support/wait.js';
import { beginMany } from '../begin.js';
import { describeCpu, watchCpu } from '../cpu.js';
import type { Bench, Figure, FigureResult } from '../figure.js';
import { inLab, type Lab } from '../lab.js';
import { fire } from '../load/guns.js';
import { proveMinimal } from '../minimal.js';
import { atLeast, spread } from '../stats.js';
import { metAtMs } from '../watch/committed.js';
import { untilDelivered } from '../watch/outbox.js';
import { actionsOfContacted } from '../watch/workflows.js';

const CONNECTIONS = 16;
const MOST = { afterLastS: 5, actions: 3 };
const COUNTED = 50;

/** A CRM that pushes the calls of the morning. */
export const proofs: Figure = {
  name: 'proofs',
  title:
    '10,000 signed proofs (--quick: 800) at once, for as many leads whose clocks run: 202 → clock stopped (row committed); baseline: minimal workflow, signal → one row, by a plain client',
  minutes: { full: 5, quick: 2 },
  run: (bench) =>
    inLab(bench, 'proofs', { api: true, worker: true, minimal: true }, async (lab): Promise<FigureResult> => {
      const { options, say, system } = bench;
      const { tenant } = lab;
      const size = options.quick ? 800 : 10_000;
      const mostMs = options.quick ? 30_000 : 600_000;
      const first = await beginMany(lab, 5 * CONNECTIONS);
      await prove(bench, lab, first.ids, 30_000);
      const { ids, seconds } = await beginMany(lab, size);
      say(`proofs: ${size} leads begun and their workflows started in ${seconds.toFixed(0)} s`);
      await tenant.gatherStatistics();
      await system.quiet(lab.children, 60_000);

      const { shot, appliedAtMs, untilMs, cpu } = await prove(bench, lab, ids, mostMs);
      const acceptedAtMs = new Map(ids.map((id, n) => [id, shot.answeredAtMs[n]!]));
      const { values, unfinished } = atLeast(acceptedAtMs, appliedAtMs, untilMs);
      const waits = spread(values);
      const lastAppliedAtMs = unfinished > 0 ? untilMs : Math.max(...appliedAtMs.values());
      const afterLastS = (lastAppliedAtMs - Math.max(...shot.answeredAtMs)) / 1000;
      say(`proofs: all applied ${afterLastS.toFixed(1)} s after the last 202, ${unfinished} are not`);
      const told = await untilDelivered(lab.tenant.world, mostMs);
      const toldS = (Date.now() - Math.max(...shot.answeredAtMs)) / 1000;
      const counted = ids.filter((_, n) => n % Math.floor(size / COUNTED) === 0);
      const actions = await actionsOfContacted(
        lab,
        counted.map((leadId) => ({ orgId: tenant.world.orgId, leadId })),
        20_000,
      );
      await system.quiet(lab.children, 20_000);
      const minimal = await proveMinimal(lab, options.quick ? 100 : 500);
      return {
        lines: [
          {
            what: 'last 202 → all applied',
            unit: 's',
            product: afterLastS,
            goal: { text: `≤ ${MOST.afterLastS} s`, met: afterLastS <= MOST.afterLastS && unfinished === 0 },
          },
          { what: '202 → clock stopped, p50', unit: 'ms', product: waits.p50 },
          { what: '202 → clock stopped, p99', unit: 'ms', product: waits.p99 },
          { what: 'taken in', unit: '/s', product: shot.rate },
          {
            what: 'applied',
            unit: '/s',
            product: (appliedAtMs.size * 1000) / (lastAppliedAtMs - shot.firstSentAtMs),
            baseline: minimal,
          },
          { what: 'last 202 → all workflows told', unit: 's', product: told ? toldS : NaN },
          {
            what: 'received → met, timers that fired',
            unit: 'Actions',
            product: actions.fired,
            goal: { text: `≤ ${MOST.actions}`, met: actions.fired <= MOST.actions },
          },
        ],
        notes: [
          `${size} leads received at once, begun and told to Temporal within ${seconds.toFixed(0)} s, then quiet; ${CONNECTIONS} connections.`,
          ...(unfinished > 0
            ? [`NOT ALL: ${unfinished} were not applied after ${mostMs / 1000} s; they count as if they had been then.`]
            : []),
          `Cores used until all were applied: ${describeCpu(cpu)}; the load generator ${shot.cpuSeconds.toFixed(1)} CPU seconds.`,
          `Actions of ${actions.leads} leads: ${Object.entries(actions.parts)
            .map(([part, count]) => `${part} ${count.toFixed(1)}`)
            .join(', ')}; at most ${actions.mostFired}, as timers started ${actions.started.toFixed(1)}.`,
        ],
        raw: { waits, unfinished, afterLastS, toldS: told ? toldS : null, actions, rate: shot.rate, minimal, cpu },
      };
    }),
};

/** Sends a proof for each at once, and waits until all are applied or the time is up. */
async function prove(bench: Bench, lab: Lab, ids: readonly string[], mostMs: number) {
  const { tenant } = lab;
  // Signed now, since that is good for five minutes, and none while the clock runs.
  const requests = ids.map((id) => tenant.newProof(id));
  const used = await watchCpu([...bench.system.servers, ...lab.children]);
  const shot = await fire(bench, { child: lab.api }, requests, CONNECTIONS);
  const applied = async () => {
    const { all } = await tenant.world.one<{ all: boolean }>(
      'SELECT NOT EXISTS (SELECT FROM proofs WHERE applied_at IS NULL) AS "all"',
    );
    return all;
  };
  // What is late is told, not thrown.
  await waitFor('all applied', applied, mostMs).catch(() => undefined);
  const untilMs = Date.now();
  const cpu = await used();
  return { shot, appliedAtMs: await metAtMs(tenant.world, ids), untilMs, cpu };
}
