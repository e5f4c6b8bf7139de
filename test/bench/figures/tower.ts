import { ratioGoal, type Figure, type FigureResult } from '../figure.js';
import { fillTo } from '../fill.js';
import { inLab, type Lab } from '../lab.js';
import { timedGet } from '../load/http.js';
import { medianSpread, spread, type Spread } from '../stats.js';

/** Those with a goal: what is looked at all day. */
const MAIN = [
  { what: 'summary', path: '/api/control-tower/summary' },
  { what: 'most urgent leads', path: '/api/control-tower/leads' },
  { what: 'newest leads', path: '/api/leads' },
] as const;
const BESIDE = [
  { what: 'reps', path: '/api/control-tower/reps' },
  { what: 'flows', path: '/api/control-tower/flows' },
] as const;
const LOOK_UP = 'look-up';

interface Asked {
  what: string;
  port: number;
  path: string;
  headers: Record<string, string>;
}

/** What managers look at, over ten times as many leads. */
export const tower: Figure = {
  name: 'tower',
  title: 'summary and first pages, p99 of one request after another; baseline: GET of one calendar by its primary key',
  minutes: { full: 7, quick: 1.5 },
  run: (bench) =>
    // Two databases, asked turn by turn: both sizes see the same machine at the same time.
    inLab(bench, 'tower_small', { api: true }, (small) =>
      inLab(bench, 'tower_large', { api: true }, async (large): Promise<FigureResult> => {
        const { options, say } = bench;
        const [few, many] = options.quick ? [10_000, 100_000] : [100_000, 1_000_000];
        const asked = options.quick ? 300 : 1_000;
        const labs = [
          { lab: small, size: few },
          { lab: large, size: many },
        ];
        const recounts: string[] = [];
        for (const { lab, size } of labs) {
          const seconds = await fillTo(lab.tenant, lab.database, 0, size);
          recounts.push(`Counts of ${size.toLocaleString('en')} leads made in ${seconds.toFixed(1)} s.`);
          say(`tower: ${size} leads, counted in ${seconds.toFixed(1)} s`);
        }
        const routes = await Promise.all(labs.map(({ lab, size }) => routesOf(lab, size)));
        const rounds: Record<string, Spread>[] = [];
        for (let round = 0; round < options.rounds; round += 1) {
          await bench.system.quiet([...small.children, ...large.children]);
          rounds.push(await measure(routes.flat(), asked));
        }
        const of = (what: string, size: number) => medianSpread(rounds.map((one) => one[`${what} ${size}`]!));
        const each = (what: string, at: 'p50' | 'p99', size: number) =>
          rounds.map((one) => one[`${what} ${size}`]![at]);
        const line = (what: string, at: 'p50' | 'p99', size: number) => ({
          what: `${what}, ${at} at ${size.toLocaleString('en')} leads`,
          unit: 'ms',
          product: of(what, size)[at],
          baseline: of(LOOK_UP, size)[at],
          rounds: { product: each(what, at, size), baseline: each(LOOK_UP, at, size) },
        });
        return {
          lines: [
            ...MAIN.map(({ what }) => {
              const p99 = line(what, 'p99', many);
              return { ...p99, goal: ratioGoal(p99.product, p99.baseline, { most: 1.5 }) };
            }),
            ...[...MAIN, ...BESIDE].map(({ what }) => line(what, 'p50', many)),
            ...MAIN.map(({ what }) => {
              const [product, baseline] = [of(what, many).p99, of(what, few).p99];
              return {
                what: `${what}, p99 against ${few.toLocaleString('en')} leads`,
                unit: 'ms',
                product,
                baseline,
                rounds: { product: each(what, 'p99', many), baseline: each(what, 'p99', few) },
                goal: ratioGoal(product, baseline, { most: 1.1 }),
              };
            }),
            ...[...MAIN, ...BESIDE, { what: LOOK_UP }].map(({ what }) => ({
              what: `${what}, p50 against ${few.toLocaleString('en')} leads`,
              unit: 'ms',
              product: of(what, many).p50,
              baseline: of(what, few).p50,
              rounds: { product: each(what, 'p50', many), baseline: each(what, 'p50', few) },
            })),
          ],
          notes: [
            `${options.rounds} rounds of ${asked} requests of each kind and size, one at a time, turn by turn; leads of 90 days, one in five open.`,
            ...recounts,
          ],
          raw: { sizes: [few, many], rounds },
        };
      }),
    ),
};

async function routesOf({ tenant, api }: Lab, size: number): Promise<Asked[]> {
  const calendar = await tenant.world.addCalendar({
    timeZone: 'UTC',
    holidays: [],
    specialDates: [],
    weekly: [{ day: 'MON', from: '09:00', to: '17:00' }],
  });
  const headers = await tenant.manager();
  return [...MAIN, ...BESIDE, { what: LOOK_UP, path: `/api/calendars/${calendar}` }].map(({ what, path }) => ({
    what: `${what} ${size}`,
    path,
    headers,
    port: api.port,
  }));
}

async function measure(routes: readonly Asked[], asked: number): Promise<Record<string, Spread>> {
  const times: Record<string, number[]> = Object.fromEntries(routes.map(({ what }) => [what, []]));
  // The first ones are planned and warm the cache.
  for (let turn = -30; turn < asked; turn += 1)
    for (const { what, port, path, headers } of routes) {
      const ms = await timedGet(port, path, headers);
      if (turn >= 0) times[what]!.push(ms);
    }
  return Object.fromEntries(Object.entries(times).map(([what, all]) => [what, spread(all)]));
}
