import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, Figure, FigureResult, Line } from '../figure.js';
import type { Contender } from '../rivals/contender.js';
import { outcomeOf, sendLeads, type Outcome } from '../rivals/outlive.js';
import { Pinggo } from '../rivals/pinggo.js';
import { Rival } from '../rivals/rival.js';
import { Supervised } from '../rivals/supervised.js';

const TARGET_S = 20;
/** How long each process lives before it is killed: from when it says that it is ready. */
const LIVES_MS = 1_000;
/** From the first lead; the last deadline is then over. */
const KILLED_FOR_MS = 32_000;
/** After the first lead: in the middle of what comes in, and in the middle of the deadlines. */
const CRASHES_AT_MS = [5_000, 25_000];
/** What has not happened by then is missing: more than two ticks of a minute, and what a library waits for its dead. */
const GIVEN_UP_MS = 150_000;

interface Processes {
  worker: Supervised;
  api: Supervised;
}

async function start(contender: Contender): Promise<Processes> {
  const worker = new Supervised(() => contender.startWorker());
  await worker.ready();
  const api = new Supervised(() => contender.startApi());
  await api.ready();
  return { worker, api };
}

const stop = ({ worker, api }: Processes): Promise<unknown> => Promise.all([worker.stop(), api.stop()]);

/** Kills worker and API over and over while leads come in and fall due. */
async function killed(contender: Contender, count: number): Promise<Outcome & { kills: number }> {
  const processes = await start(contender);
  const { worker, api } = processes;
  try {
    const untilMs = Date.now() + KILLED_FOR_MS;
    const over = () => Date.now() > untilMs;
    const killing = Promise.all([worker, api].map((one) => one.killEvery(LIVES_MS, over)));
    const sent = await sendLeads(contender, api, count);
    const kills = (await killing).reduce((sum, one) => sum + one, 0);
    return { ...(await outcomeOf(contender, sent, TARGET_S * 1000, GIVEN_UP_MS)), kills };
  } finally {
    await stop(processes);
  }
}

/** Crashes Postgres under all of them at the same time. */
async function crashed({ system }: Bench, contenders: readonly Contender[], count: number): Promise<Outcome[]> {
  const processes: Processes[] = [];
  try {
    for (const contender of contenders) processes.push(await start(contender));
    const sending = contenders.map((contender, i) => sendLeads(contender, processes[i]!.api, count));
    const crashing = (async () => {
      let atMs = 0;
      for (const crashAtMs of CRASHES_AT_MS) {
        await delay(crashAtMs - atMs);
        atMs = crashAtMs;
        await system.crashPostgres();
      }
    })();
    const sent = await Promise.all(sending);
    await crashing;
    return await Promise.all(
      contenders.map((contender, i) => outcomeOf(contender, sent[i]!, TARGET_S * 1000, GIVEN_UP_MS)),
    );
  } finally {
    await Promise.all(processes.map(stop));
  }
}

const MEASURES: { what: string; unit: string; of: (outcome: Outcome) => number }[] = [
  { what: 'leads without an owner', unit: '', of: ({ ownerless }) => ownerless },
  { what: 'steps missing', unit: '', of: ({ missing }) => missing },
  { what: 'steps twice', unit: '', of: ({ twice }) => twice },
  { what: 'steps early', unit: '', of: ({ early }) => early },
  { what: 'breached though proved in time', unit: '', of: ({ wrong }) => wrong },
  { what: 'lateness of a breach, p50', unit: 'ms', of: ({ lateness }) => lateness.p50 },
  { what: 'lateness of a breach, max', unit: 'ms', of: ({ lateness }) => lateness.max },
];

/** What each design loses when its processes or its database die under it. */
export const rivalFaults: Figure = {
  name: 'rivals-faults',
  title:
    'what is lost, done twice or late when processes are killed all the time, and when Postgres crashes, by design',
  minutes: { full: 10, quick: 9 },
  async run(bench): Promise<FigureResult> {
    const { system, options, say } = bench;
    const count = options.quick ? 60 : 200;
    const rivals = [
      await Rival.create(system, 'tick 1 s', { tickMs: 1_000 }, TARGET_S),
      await Rival.create(system, 'tick 60 s', { tickMs: 60_000 }, TARGET_S),
      await Rival.create(system, 'pg-boss', 'pg-boss', TARGET_S),
    ];
    const contenders: Contender[] = [await Pinggo.create(system, TARGET_S), ...rivals];
    try {
      const kills: (Outcome & { kills: number })[] = [];
      for (const contender of contenders) {
        kills.push(await killed(contender, count));
        say(`killed, ${contender.name}: ${JSON.stringify(kills.at(-1))}`);
      }
      const crashes = await crashed(bench, contenders, count);
      contenders.forEach(({ name }, i) => say(`Postgres crashed, ${name}: ${JSON.stringify(crashes[i])}`));
      const linesOf = (when: string, outcomes: readonly Outcome[]): Line[] =>
        MEASURES.map(({ what, unit, of }) => ({
          what: `${when}: ${what}`,
          unit,
          product: of(outcomes[0]!),
          beside: Object.fromEntries(rivals.map(({ name }, i) => [name, of(outcomes[i + 1]!)])),
        }));
      return {
        lines: [...linesOf('killed', kills), ...linesOf('Postgres', crashes)],
        notes: [
          `${count} leads each, sent until they are answered 202, every second one with a proof 5 s later; deadline after ${TARGET_S} s, reminder at half.`,
          `Killed: worker and API each ${LIVES_MS / 1000} s after each start, for ${KILLED_FOR_MS / 1000} s: ${contenders.map(({ name }, i) => `${name} ${kills[i]!.kills} times`).join(', ')}. A process that takes longer to start dies less often and is away for longer.`,
          `Postgres: ended as by a crash ${CRASHES_AT_MS.map((ms) => `${ms / 1000} s`).join(' and ')} after the first lead, under all designs at the same time.`,
        ],
        raw: { contenders: contenders.map(({ name }) => name), kills, crashes },
      };
    } finally {
      await Promise.all(contenders.map((contender) => contender.close()));
    }
  },
};
