import { burstOf, OTHERS, type Burst, type Sizes } from '../campaign.js';
import { describeCpu } from '../cpu.js';
import type { Figure, FigureResult, Line } from '../figure.js';
import { inLab } from '../lab.js';
import { beginMinimal } from '../minimal.js';

const MOST = { allBegunS: 5, othersS: 1, actions: 3 };

/** One advertiser's campaign, and the Monday of twenty. */
const KINDS = [
  { name: 'one org', orgs: 1 },
  { name: '20 orgs', orgs: 20 },
] as const;

const FULL = { leads: 10_000, minimal: 500, mostBegunMs: 600_000, mostRunningMs: 600_000 };
const QUICK = { leads: 1_600, minimal: 100, mostBegunMs: 20_000, mostRunningMs: 15_000 };

/** What a campaign does: it is begun as fast as it is taken in, and nobody else waits for it. */
export const burst: Figure = {
  name: 'burst',
  title: `10,000 signed leads (--quick: 1,600) at once, and in the middle of it one lead of each of ${OTHERS} other orgs; baseline: minimal workflow with one local activity, started by a plain client`,
  minutes: { full: 6, quick: 2 },
  async run(bench): Promise<FigureResult> {
    const sizes = bench.options.quick ? QUICK : FULL;
    const raw: Record<string, Burst & { minimalPerS: number }> = {};
    for (const { name, orgs } of KINDS) {
      // A lab each: what one of them left to do would be the other's load.
      raw[name] = await inLab(bench, 'burst', { api: true, worker: true, minimal: true }, async (lab) => {
        const round = await burstOf(bench, lab, orgs, sizes);
        bench.say(
          `burst ${name}: all begun ${round.allBegunS.toFixed(1)} s after the last 202, ${round.notBegun} are not`,
        );
        await bench.system.quiet(lab.children, 20_000);
        return { ...round, minimalPerS: await beginMinimal(lab, sizes.minimal) };
      });
    }
    const rounds = Object.entries(raw);
    return {
      lines: rounds.flatMap(([name, round]) => linesOf(name, round)),
      notes: [
        ...rounds.flatMap(([name, round]) => notesOf(name, round, sizes)),
        'Half begun: leads whose owner and whose clocks came by two commits, so that a reader could see the one without the other.',
      ],
      raw,
    };
  },
};

function linesOf(name: string, burst: Burst & { minimalPerS: number }): Line[] {
  const { running } = burst;
  return [
    {
      what: `${name}: last 202 → all begun`,
      unit: 's',
      product: burst.allBegunS,
      goal: { text: `≤ ${MOST.allBegunS} s`, met: burst.allBegunS <= MOST.allBegunS && burst.notBegun === 0 },
    },
    {
      what: `${name}: others' lead, 202 → begun, max`,
      unit: 's',
      product: burst.othersMaxS,
      goal: { text: `≤ ${MOST.othersS} s`, met: burst.othersMaxS <= MOST.othersS },
    },
    { what: `${name}: taken in`, unit: '/s', product: burst.takenInPerS },
    { what: `${name}: begun`, unit: '/s', product: burst.begunPerS, baseline: burst.minimalPerS },
    {
      what: `${name}: could be seen half begun`,
      unit: 'leads',
      product: burst.inParts,
      exact: true,
      goal: { text: 'none', met: burst.inParts === 0 && burst.sampled.mostHalfBegun === 0 },
    },
    { what: `${name}: last 202 → all workflows started`, unit: 's', product: running.startedS ?? NaN },
    { what: `${name}: last 202 → all wait on their timers`, unit: 's', product: running.timersS ?? NaN },
    {
      what: `${name}: received → met, timers that fired`,
      unit: 'Actions',
      product: burst.actions.fired,
      goal: { text: `≤ ${MOST.actions}`, met: burst.actions.fired <= MOST.actions },
    },
  ];
}

function notesOf(name: string, burst: Burst, sizes: Sizes): string[] {
  const { sampled, actions, running } = burst;
  const notes = [
    `${name}: cores used until all were begun (${burst.seconds.toFixed(1)} s): ${describeCpu(burst.cpu)}; the load generator ${burst.gunCpuSeconds.toFixed(1)} CPU seconds.`,
    `${name}: ${sampled.samples} samples, which took Postgres ${((sampled.seconds * 1000) / sampled.samples).toFixed(1)} ms each, saw at most ${sampled.mostHalfBegun} leads half begun.`,
    `${name}: Actions of ${actions.leads} leads with a proof: ${Object.entries(actions.parts)
      .map(([part, count]) => `${part} ${count.toFixed(1)}`)
      .join(', ')}; at most ${actions.mostFired}, as timers started ${actions.started.toFixed(1)}.`,
  ];
  if (burst.notBegun > 0)
    notes.push(
      `${name}: NOT ALL: ${burst.notBegun} of ${sizes.leads + OTHERS} were not begun after ${burst.seconds.toFixed(0)} s; these seconds are the least.`,
    );
  else if (running.startedS === null)
    notes.push(`${name}: not all workflows were started ${sizes.mostRunningMs / 1000} s later.`);
  else notes.push(`${name}: the timers of ${running.sample} workflows, among them the last ones.`);
  return notes;
}
