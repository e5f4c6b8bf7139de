import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../support/wait.js';
import { describeCpu, watchCpu } from '../cpu.js';
import type { Bench, Figure, FigureResult } from '../figure.js';
import { inLab, type Lab } from '../lab.js';
import { inLanes } from '../lanes.js';
import { minimalRows } from '../minimal.js';
import { startLoad } from '../outage/load.js';
import { happenedTo, receiptsOf, timersLate } from '../outage/rows.js';
import { type Terms, verdictOf } from '../outage/verdict.js';
import { nothingWaits } from '../watch/outbox.js';

/** Five leads a second, and two and a half proofs. */
const PER_SECOND = 5;
/** What the ids of the minimal workflows begin with. */
const TIMERS = 'due-';
const MOST_LATE_MS = 2_000;
const MOST_WAIT_MS = 1_000;
const MOST_CATCH_UP_S = 60;

/** How long Temporal is away, and how long a lead has until its breach. */
const FULL = { awayS: 600, targetS: 60 };
const QUICK = { awayS: 60, targetS: 20 };

export const outage: Figure = {
  name: 'outage',
  title:
    'Temporal is stopped for ten minutes (--quick: one) while leads and proofs come in; baseline: timers of the minimal workflow',
  minutes: { full: 14, quick: 4 },
  run: (bench) => {
    const { awayS, targetS } = bench.options.quick ? QUICK : FULL;
    const needs = {
      api: true,
      worker: true,
      minimal: true,
      clock: {
        target: { duration: `PT${targetS}S`, time: 'ELAPSED' as const },
        ladder: [
          { key: 'remind', at: { share: 0.5 }, action: 'REMINDER' as const, to: ['owner' as const] },
          { key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT' as const, to: ['manager' as const] },
        ],
      },
    };
    const terms: Terms = {
      breachAfterMs: targetS * 1000,
      stepsAfterMs: { remind: targetS * 500, alert: targetS * 1000 },
    };
    return inLab(bench, 'outage', needs, async (lab): Promise<FigureResult> => {
      const load = startLoad(lab, { perSecond: PER_SECOND, proofAfterMs: (targetS * 1000) / 3 });
      // From the first moment of the outage on something falls due.
      await delay(targetS * 1000);
      await startTimers(lab, awayS);
      const away = await whileAway(bench, lab, awayS);
      const sent = await load.stop();
      bench.say(`outage: Temporal is back after ${((away.untilMs - away.fromMs) / 1000).toFixed(0)} s`);
      const caughtUpS = await catchUp(lab, sent.length, away.untilMs);
      bench.say(
        `outage: ${Number.isFinite(caughtUpS) ? `caught up after ${caughtUpS.toFixed(1)} s` : 'not caught up'}`,
      );
      const { world } = lab.tenant;
      const ids = sent.map(({ id }) => id);
      const judged = async () =>
        verdictOf(sent, await receiptsOf(world, ids), await happenedTo(world, ids), terms, away);
      const isWhole = async () => Object.values((await judged()).missing).every((count) => count === 0);
      await waitFor('nothing is missing', isWhole, 60_000).catch(() => undefined);
      const verdict = await judged();
      await waitFor('all timers have fired', async () => (await minimalRows(lab, TIMERS)).size === awayS, 300_000);
      const timers = await timersLate(world, away);
      const missing = Object.values(verdict.missing).reduce((sum, count) => sum + count, 0);
      const none = (count: number) => ({ text: '0', met: count === 0 });
      const most = (value: number, mostMs: number) => ({ text: `≤ ${mostMs / 1000} s`, met: value <= mostMs });
      return {
        lines: [
          {
            what: 'breaches and escalations late, p50',
            unit: 'ms',
            product: verdict.lateness.p50,
            baseline: timers.p50,
          },
          {
            what: 'breaches and escalations late, p99',
            unit: 'ms',
            product: verdict.lateness.p99,
            baseline: timers.p99,
            goal: most(verdict.lateness.p99, MOST_LATE_MS),
          },
          {
            what: 'breaches and escalations late, max',
            unit: 'ms',
            product: verdict.lateness.max,
            baseline: timers.max,
          },
          {
            what: 'lead taken in → begun meanwhile, p99',
            unit: 'ms',
            product: verdict.begun.p99,
            goal: most(verdict.begun.p99, MOST_WAIT_MS),
          },
          {
            what: 'proof taken in → applied meanwhile, p99',
            unit: 'ms',
            product: verdict.applied.p99,
            goal: most(verdict.applied.p99, MOST_WAIT_MS),
          },
          { what: 'missing', unit: '', product: missing, exact: true, goal: none(missing) },
          { what: 'twice', unit: '', product: verdict.twice, exact: true, goal: none(verdict.twice) },
          {
            what: 'fired though called in time',
            unit: '',
            product: verdict.wrong,
            exact: true,
            goal: none(verdict.wrong),
          },
          {
            what: 'Temporal back → caught up',
            unit: 's',
            product: caughtUpS,
            goal: { text: `≤ ${MOST_CATCH_UP_S} s`, met: caughtUpS <= MOST_CATCH_UP_S },
          },
        ],
        notes: [
          `${sent.length} leads, ${PER_SECOND} a second, every second one called after ${(targetS / 3).toFixed(0)} s; a reminder after ${targetS / 2} s, breach and alert after ${targetS} s.`,
          `While it was away ${verdict.lateness.count} breaches and escalations fell due, ${verdict.begun.count} leads and ${verdict.applied.count} proofs came in; ${timers.count} timers of the minimal workflow fell due.`,
          `Begun meanwhile p50 ${verdict.begun.p50.toFixed(0)} ms, max ${verdict.begun.max.toFixed(0)} ms; applied p50 ${verdict.applied.p50.toFixed(0)} ms, max ${verdict.applied.max.toFixed(0)} ms.`,
          `Missing: ${verdict.missing.due} due, ${verdict.missing.begun} begun, ${verdict.missing.applied} applied. Caught up: the outbox is empty and each lead has a running workflow.`,
          `Cores while it was away: ${describeCpu(away.cpu)}.`,
        ],
        raw: { verdict, timers, caughtUpS, away, sent: sent.length },
      };
    });
  },
};

/** One timer a second through the outage, each a workflow that waits already. */
async function startTimers(lab: Lab, awayS: number): Promise<void> {
  // Room for those that begin before it and for the stopping.
  const firstAtMs = Date.now() + awayS * 50 + 5_000;
  await inLanes(
    Array.from({ length: awayS }, (_, second) => second),
    25,
    (second) => lab.plain.start('minimalDue', `${TIMERS}${second}`, [`${TIMERS}${second}`, firstAtMs + second * 1000]),
  );
}

/** Takes Temporal away and brings it back. @returns from its last answer to its first */
async function whileAway({ system, say }: Bench, lab: Lab, awayS: number) {
  await system.temporal.stop();
  const fromMs = Date.now();
  say(`outage: Temporal is away for ${awayS} s`);
  const used = await watchCpu(lab.children);
  await delay(awayS * 1000);
  const cpu = await used();
  await system.temporal.start();
  return { fromMs, untilMs: Date.now(), cpu };
}

/** Seconds from Temporal's return until nothing is left to deliver and every lead has its workflow. */
async function catchUp({ tenant, client }: Lab, leads: number, sinceMs: number): Promise<number> {
  const isDone = async () => {
    if (!(await nothingWaits(tenant.world))) return false;
    const { count } = await client.workflow.count("WorkflowType = 'leadWorkflow' AND ExecutionStatus = 'Running'");
    return count >= leads;
  };
  return waitFor('caught up', () => isDone().catch(() => false), 600_000).then(
    () => (Date.now() - sinceMs) / 1000,
    () => NaN,
  );
}
