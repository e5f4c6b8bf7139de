import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../../support/wait.js';
import { ratioGoal, roundsOf, type Bench, type Figure, type FigureResult } from '../figure.js';
import { inLab, type Lab } from '../lab.js';
import type { Flood, Flooding } from '../load/flood.js';
import { send, timedGet } from '../load/http.js';
import { medianSpread, spread, type Spread } from '../stats.js';
import { Tenant } from '../tenant.js';

const KINDS = ['takes a lead in', 'reads its list', 'records a proof'] as const;
type Kind = (typeof KINDS)[number];
type Round = Record<Kind, Spread>;

/** As many as an API has places and more: without limits for each org the first dozen would have every connection. */
const FOR_THE_LOCK = 64;
const FOR_THE_REST = 32;

/** What one org can do to another's answers. */
export const starvation: Figure = {
  name: 'starvation',
  title: "an org's p99 while another holds a lead's lock and floods with requests for it; baseline: its p99 alone",
  minutes: { full: 5, quick: 1 },
  run: (bench) =>
    inLab(bench, 'starvation', { api: true }, async (lab): Promise<FigureResult> => {
      const { options, say, system } = bench;
      const asked = options.quick ? 300 : 1_000;
      const other = await Tenant.create(system, lab.database);
      try {
        await measure(lab, other, 200);
        await lab.tenant.gatherStatistics();
        const alone: Round[] = [];
        const beside: Round[] = [];
        const reading: Round[] = [];
        let answers: Record<string, number> = {};
        for (let round = 1; round <= options.rounds; round += 1) {
          await system.quiet(lab.children);
          alone.push(await measure(lab, other, asked));
          beside.push(
            await besideFlood(
              bench,
              lab,
              () => measure(lab, other, asked),
              (counted) => (answers = counted),
            ),
          );
          reading.push(await besideReaders(bench, lab, () => measure(lab, other, asked)));
          const told = KINDS.map(
            (kind) => `${beside.at(-1)![kind].p99.toFixed(1)} ms (alone ${alone.at(-1)![kind].p99.toFixed(1)})`,
          );
          say(`starvation ${round}: p99 ${told.join(', ')}`);
        }
        const each = (rounds: Round[], kind: Kind, key: 'p50' | 'p99') =>
          roundsOf(
            (spread) => spread[key],
            rounds.map((one) => one[kind]),
            alone.map((one) => one[kind]),
          );
        const of = (rounds: Round[], kind: Kind) => medianSpread(rounds.map((one) => one[kind]));
        return {
          lines: KINDS.flatMap((kind) => {
            const [product, baseline] = [of(beside, kind), of(alone, kind)];
            return [
              {
                what: `${kind}, p99`,
                unit: 'ms',
                product: product.p99,
                baseline: baseline.p99,
                rounds: each(beside, kind, 'p99'),
                goal: ratioGoal(product.p99, baseline.p99, { most: 2 }),
              },
              {
                what: `${kind}, p50`,
                unit: 'ms',
                product: product.p50,
                baseline: baseline.p50,
                rounds: each(beside, kind, 'p50'),
              },
              {
                what: `${kind}, p99 while the other only reads`,
                unit: 'ms',
                product: of(reading, kind).p99,
                baseline: baseline.p99,
                rounds: each(reading, kind, 'p99'),
              },
            ];
          }),
          notes: [
            `${options.rounds} rounds of ${asked} requests of each kind, one after another; none was refused.`,
            `The flood: ${FOR_THE_LOCK} connections for the locked lead and ${FOR_THE_REST} that read lists, each asking again at once; answered ${JSON.stringify(answers)}.`,
            `While it only reads: ${FOR_THE_REST} connections, no lock. Then they share the processor, which nothing here divides.`,
          ],
          raw: { alone, beside, reading },
        };
      } finally {
        await other.close();
      }
    }),
};

/** One request after another, turn by turn. @throws Error when one is refused */
async function measure({ api }: Lab, tenant: Tenant, count: number): Promise<Round> {
  const headers = await tenant.manager();
  const [leadId] = await tenant.receiveAt([Date.now()]);
  const post = async (path: string, own: Record<string, string>, body: string): Promise<number> => {
    const startedAtMs = performance.now();
    const { status } = await send(api.port, path, own, body);
    if (status !== 202) throw new Error(`${path} answered ${status}`);
    return performance.now() - startedAtMs;
  };
  const ask: Record<Kind, () => Promise<number>> = {
    'takes a lead in': () => {
      const lead = tenant.newLead();
      return post(lead.path, lead.headers, lead.body);
    },
    'reads its list': () => timedGet(api.port, '/api/leads', headers),
    'records a proof': () => post(`/api/leads/${leadId}/proofs`, headers, '{"kind":"CALL_LOGGED"}'),
  };
  const times: Record<Kind, number[]> = { 'takes a lead in': [], 'reads its list': [], 'records a proof': [] };
  for (let turn = 0; turn < count; turn += 1) for (const kind of KINDS) times[kind].push(await ask[kind]());
  return {
    'takes a lead in': spread(times['takes a lead in']),
    'reads its list': spread(times['reads its list']),
    'records a proof': spread(times['records a proof']),
  };
}

/** While the lab's own tenant floods, for a lead whose row somebody holds all the while. */
async function besideFlood<T>(
  bench: Bench,
  lab: Lab,
  work: () => Promise<T>,
  onAnswers: (answers: Record<string, number>) => void,
): Promise<T> {
  const { world } = lab.tenant;
  const headers = { ...(await lab.tenant.manager()), 'content-type': 'application/json' };
  const [leadId] = await lab.tenant.receiveAt([Date.now()]);
  const holder = await world.sql.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM leads WHERE id = $1 FOR UPDATE', [leadId]);
  const close = { method: 'POST' as const, path: `/api/leads/${leadId}/close`, headers, body: '{"outcome":"LOST"}' };
  const read = { method: 'GET' as const, path: '/api/leads', headers };
  try {
    return await whileFlooding(
      bench,
      {
        port: lab.api.port,
        streams: [
          { ...close, connections: FOR_THE_LOCK },
          { ...read, connections: FOR_THE_REST },
        ],
      },
      async () => {
        await waitFor('the flood waits for the lock', async () => {
          const { count } = await world.one<{ count: number }>(
            `SELECT count(*)::int AS count FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          );
          return count > 1;
        });
        return work();
      },
      onAnswers,
    );
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}

async function besideReaders<T>(bench: Bench, lab: Lab, work: () => Promise<T>): Promise<T> {
  const read = { method: 'GET' as const, path: '/api/leads', headers: await lab.tenant.manager() };
  const flood = { port: lab.api.port, streams: [{ ...read, connections: FOR_THE_REST }] };
  return whileFlooding(bench, flood, work, () => undefined);
}

async function whileFlooding<T>(
  { system }: Bench,
  flood: Flood,
  work: () => Promise<T>,
  onAnswers: (answers: Record<string, number>) => void,
): Promise<T> {
  const file = join(system.directory, 'flood.json');
  await writeFile(file, JSON.stringify(flood));
  const child = await system.startChild('flood', 'test/bench/load/flood.ts', {}, [file]);
  child.onMessage((message) => onAnswers((message as Flooding).answers ?? {}));
  try {
    return await work();
  } finally {
    await child.stop();
  }
}
