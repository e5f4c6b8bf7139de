import { setTimeout as delay } from 'node:timers/promises';
import { describeCpu, watchCpu, type CpuUse } from '../cpu.js';
import { ratioGoal, roundsOf, type Bench, type Figure, type FigureResult } from '../figure.js';
import { inLab, inLanes, type Lab } from '../lab.js';
import { post } from '../load/http.js';
import { median } from '../stats.js';

/** Lives under way at a time: enough that neither side ever waits for the next one. */
const IN_FLIGHT = 100;
const POLL_MS = 40;

interface Round {
  rate: number;
  seconds: number;
  cpu: CpuUse;
  /** CPU milliseconds for each life, by process: what is left of a figure on a machine that others use too. */
  cost: CpuUse;
}

/** Lets lives wait for a stage; whoever sees the stage reached resolves them. */
class Stages {
  private readonly waiting = new Map<string, () => void>();
  until(key: string): Promise<void> {
    return new Promise((resolve) => this.waiting.set(key, resolve));
  }
  reached(key: string): void {
    this.waiting.get(key)?.();
    this.waiting.delete(key);
  }
  get keys(): string[] {
    return [...this.waiting.keys()];
  }
}

async function timed({ system }: Bench, lab: Lab, count: number, work: () => Promise<void>): Promise<Round> {
  await system.quiet(lab.children);
  const used = await watchCpu([...system.servers, ...lab.children, { name: 'driver', pid: process.pid }]);
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  const cpu = await used();
  const cost = Object.fromEntries(Object.entries(cpu).map(([name, cores]) => [name, (cores * seconds * 1000) / count]));
  return { rate: count / seconds, seconds, cpu, cost };
}

/** Waits until so many workflows of a type have completed: the life ends with them, not with the row. */
async function untilCompleted(lab: Lab, type: string, total: number): Promise<void> {
  for (;;) {
    const { count } = await lab.client.workflow.count(`WorkflowType = '${type}' AND ExecutionStatus = 'Completed'`);
    if (count >= total) return;
    await delay(100);
  }
}

/** Through the API: signed lead, proof by webhook, close command. */
async function lives(lab: Lab, count: number, totalBefore: number): Promise<void> {
  const { tenant, api } = lab;
  const manager = await tenant.manager();
  const stages = new Stages();
  let over = false;
  const watching = (async () => {
    const next: Record<string, string[]> = {
      ASSIGNED: ['ASSIGNED'],
      CONTACTED: ['ASSIGNED', 'CONTACTED'],
      CLOSED: ['ASSIGNED', 'CONTACTED', 'CLOSED'],
    };
    while (!over) {
      const ids = [...new Set(stages.keys.map((key) => key.split(' ')[0]!))];
      if (ids.length > 0) {
        const rows = await tenant.world.all<{ id: string; status: string }>(
          'SELECT id, status FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[])',
          [tenant.world.orgId, ids],
        );
        for (const { id, status } of rows) for (const stage of next[status] ?? []) stages.reached(`${id} ${stage}`);
      }
      await delay(POLL_MS);
    }
  })();
  await inLanes(Array.from({ length: count }), IN_FLIGHT, async () => {
    const lead = tenant.newLead();
    const { leadId } = (await post(api.port, lead.path, lead.headers, lead.body)).body as { leadId: string };
    await stages.until(`${leadId} ASSIGNED`);
    const proof = tenant.newProof(leadId);
    await post(api.port, proof.path, proof.headers, proof.body);
    await stages.until(`${leadId} CONTACTED`);
    await post(api.port, `/api/leads/${leadId}/close`, manager, JSON.stringify({ outcome: 'WON' }));
    await stages.until(`${leadId} CLOSED`);
  });
  over = true;
  await watching;
  await untilCompleted(lab, 'leadWorkflow', totalBefore + count);
}

/** The same course with the minimal workflow and a plain client. */
async function minimalLives(lab: Lab, stages: Stages, count: number, totalBefore: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, i) => `life-${totalBefore + i}`);
  await inLanes(ids, IN_FLIGHT, async (id) => {
    const first = stages.until(`${id} 1`);
    await lab.startMinimal('minimalLife', id, [id]);
    await first;
    for (const stage of [2, 3]) {
      const reached = stages.until(`${id} ${stage}`);
      await lab.client.workflow.getHandle(id).signal('bell');
      await reached;
    }
  });
  await untilCompleted(lab, 'minimalLife', totalBefore + count);
}

export const wholeLives: Figure = {
  name: 'lives',
  title:
    'whole lives per second (signed lead, qualified, assigned, proof, closed, workflow completed); baseline: minimal workflow, as many signals and one local activity a stage that does nothing',
  minutes: { full: 5, quick: 1 },
  run: (bench) =>
    inLab(bench, 'lives', { api: true, worker: true, minimal: true }, async (lab): Promise<FigureResult> => {
      const { options, say } = bench;
      const count = options.quick ? 200 : 500;
      const warmUp = options.quick ? 100 : 150;
      const stages = new Stages();
      lab.minimal.onMessage((message) => {
        const { type, id, stage } = message as { type: string; id: string; stage: number };
        if (type === 'stage') stages.reached(`${id} ${stage}`);
      });
      let total = 0;
      const both = async (size: number): Promise<[Round, Round]> => {
        const mine = await timed(bench, lab, size, () => lives(lab, size, total));
        const theirs = await timed(bench, lab, size, () => minimalLives(lab, stages, size, total));
        total += size;
        return [mine, theirs];
      };
      await both(warmUp);
      await lab.tenant.gatherStatistics();
      const product: Round[] = [];
      const baseline: Round[] = [];
      for (let round = 1; round <= options.rounds; round += 1) {
        const [mine, theirs] = await both(count);
        product.push(mine);
        baseline.push(theirs);
        say(`lives ${round}: ${mine.rate.toFixed(1)}/s against ${theirs.rate.toFixed(1)}/s`);
        say(`  Pinggo: ${describeCpu(mine.cpu)}; minimal: ${describeCpu(theirs.cpu)}`);
      }
      const [rate, base] = [median(product.map((r) => r.rate)), median(baseline.map((r) => r.rate))];
      const cost = (round: Round) => Object.values(round.cost).reduce((sum, value) => sum + value, 0);
      const costs = { product: median(product.map(cost)), baseline: median(baseline.map(cost)) };
      return {
        lines: [
          {
            what: 'whole lives',
            unit: '/s',
            product: rate,
            baseline: base,
            rounds: roundsOf((round) => round.rate, product, baseline),
            goal: ratioGoal(rate, base, { least: 0.85 }),
          },
          {
            what: 'CPU of each life',
            unit: 'ms',
            product: costs.product,
            baseline: costs.baseline,
            rounds: roundsOf(cost, product, baseline),
            goal: ratioGoal(costs.product, costs.baseline, { most: 1.35 }),
          },
        ],
        notes: [
          `${options.rounds} alternating rounds of ${count} lives, ${IN_FLIGHT} under way at a time; the minimal ones have 3 local activities and 2 signals each; tables analysed after the warm-up.`,
          `Cores used, Pinggo: ${describeCpu(product.at(-1)!.cpu)}; minimal: ${describeCpu(baseline.at(-1)!.cpu)}.`,
        ],
        raw: { product, baseline },
      };
    }),
};
