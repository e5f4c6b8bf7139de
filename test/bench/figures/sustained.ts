import { warmUp } from '../begin.js';
import { describeCpu, watchCpu } from '../cpu.js';
import type { Figure, FigureResult } from '../figure.js';
import { inLab } from '../lab.js';
import { pace } from '../load/guns.js';
import { atLeast, spread } from '../stats.js';
import { begunInParts, begunSince, mark, watchBegun } from '../watch/begun.js';

const PER_SECOND = 300;
const MOST_P99_MS = 1_000;

/** A busy minute: a lead comes in when it comes in, whatever became of those before it. */
export const sustained: Figure = {
  name: 'sustained',
  title: `${PER_SECOND} signed leads a second for 60 s (--quick: 10 s), sent by the clock: 202 → assigned (row committed)`,
  minutes: { full: 3, quick: 1 },
  run: (bench) =>
    inLab(bench, 'sustained', { api: true, worker: true }, async (lab): Promise<FigureResult> => {
      const { options, say, system } = bench;
      const seconds = options.quick ? 10 : 60;
      const mostMs = options.quick ? 20_000 : 120_000;
      const { world } = lab.tenant;
      await warmUp(lab);
      await system.quiet(lab.children);

      const requests = Array.from({ length: PER_SECOND * seconds }, () => lab.tenant.newLead());
      const since = await mark(world);
      const watch = watchBegun(world, [world.orgId], since);
      const used = await watchCpu([...system.servers, ...lab.children, { name: 'sampler', pid: process.pid }]);
      const paced = await pace(bench, lab.api, requests, PER_SECOND);
      const taken = paced.requests.filter(({ leadId }) => leadId !== null);
      const cpu = await used();
      const all = await watch.until(taken.length, mostMs);
      const untilMs = Date.now();
      const sampled = await watch.stop();

      const begun = await begunSince(world, [world.orgId], since);
      const instants = (of: 'assignedAtMs' | 'clocksAtMs') =>
        new Map(begun.flatMap((lead) => (lead[of] === null ? [] : [[lead.leadId, lead[of]] as const])));
      const from = (of: 'dueAtMs' | 'answeredAtMs') => new Map(taken.map((one) => [one.leadId!, one[of]] as const));
      const assigned = atLeast(from('answeredAtMs'), instants('assignedAtMs'), untilMs);
      const wait = spread(assigned.values);
      const clocks = spread(atLeast(from('answeredAtMs'), instants('clocksAtMs'), untilMs).values);
      const whole = spread(atLeast(from('dueAtMs'), instants('assignedAtMs'), untilMs).values);
      const answers = spread(paced.requests.map(({ dueAtMs, answeredAtMs }) => answeredAtMs - dueAtMs));
      const refused = paced.requests.length - taken.length;
      const { waiting } = await world.one<{ waiting: number }>(
        `SELECT count(*)::int AS waiting FROM outbox WHERE topic = 'LEAD_RECEIVED' AND delivered_at IS NULL`,
      );
      say(`sustained: p99 ${wait.p99.toFixed(0)} ms, ${assigned.unfinished} not assigned`);
      return {
        lines: [
          { what: '202 → assigned, p50', unit: 'ms', product: wait.p50 },
          {
            what: '202 → assigned, p99',
            unit: 'ms',
            product: wait.p99,
            goal: {
              text: `≤ ${MOST_P99_MS / 1000} s`,
              met: wait.p99 <= MOST_P99_MS && assigned.unfinished === 0 && refused === 0,
            },
          },
          { what: '202 → assigned, max', unit: 'ms', product: wait.max },
          { what: '202 → its clock runs, p99', unit: 'ms', product: clocks.p99 },
          { what: 'was to be sent → 202, p99', unit: 'ms', product: answers.p99 },
          { what: 'was to be sent → assigned, p99', unit: 'ms', product: whole.p99 },
          { what: 'could be seen half begun', unit: 'leads', product: begunInParts(begun), exact: true },
        ],
        notes: [
          `${requests.length} leads, ${refused} refused; each is sent at its instant and counted from there or from its 202.`,
          ...(all
            ? []
            : [
                `NOT ALL: ${assigned.unfinished} were not assigned ${mostMs / 1000} s after the last one; they count as if they had been then.`,
              ]),
          `Cores used meanwhile: ${describeCpu(cpu)}; the load generator ${(paced.cpuSeconds / seconds).toFixed(2)}; ${sampled.samples} samples, ${((sampled.seconds * 1000) / sampled.samples).toFixed(1)} ms each.`,
          `${waiting} leads were still to be told to Temporal when the last one was assigned.`,
        ],
        raw: { wait, clocks, whole, answers, refused, unfinished: assigned.unfinished, waiting, sampled, cpu },
      };
    }),
};
