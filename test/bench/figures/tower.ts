import { ratioGoal, type Figure, type FigureResult } from '../figure.js';
import { fillTo } from '../fill.js';
import { inLab } from '../lab.js';
import { timedGet } from '../load/http.js';
import { medianSpread, spread, type Spread } from '../stats.js';

const ROUTES = [
  { what: 'summary', path: '/api/control-tower/summary' },
  { what: 'most urgent leads', path: '/api/control-tower/leads' },
  { what: 'newest leads', path: '/api/leads' },
] as const;
const LOOK_UP = 'look-up';

/** What managers look at, over ten times as many leads. */
export const tower: Figure = {
  name: 'tower',
  title: 'summary and first pages, p99 of one request after another; baseline: GET of one calendar by its primary key',
  run: (bench) =>
    inLab(bench, 'tower', { api: true }, async (lab): Promise<FigureResult> => {
      const { options, say } = bench;
      const sizes = options.quick ? [1_000, 10_000] : [100_000, 1_000_000];
      const asked = options.quick ? 50 : 400;
      const headers = await lab.tenant.manager();
      const calendar = await lab.tenant.world.addCalendar({
        ...{ timeZone: 'UTC', holidays: [], specialDates: [] },
        weekly: [{ day: 'MON', from: '09:00', to: '17:00' }],
      });
      const routes = [...ROUTES, { what: LOOK_UP, path: `/api/calendars/${calendar}` }];
      const measure = async (): Promise<Record<string, Spread>> => {
        const times: Record<string, number[]> = Object.fromEntries(routes.map(({ what }) => [what, []]));
        // Turn by turn, so that all see the same machine. The first ones are planned and warm the cache.
        for (let turn = -30; turn < asked; turn += 1)
          for (const { what, path } of routes) {
            const ms = await timedGet(lab.api.port, path, headers);
            if (turn >= 0) times[what]!.push(ms);
          }
        return Object.fromEntries(Object.entries(times).map(([what, all]) => [what, spread(all)]));
      };

      const bySize: { size: number; recountSeconds: number; rounds: Record<string, Spread>[] }[] = [];
      let filled = 0;
      for (const size of sizes) {
        const recountSeconds = await fillTo(lab.tenant, lab.database, filled, size);
        filled = size;
        await bench.system.quiet(lab.children);
        const rounds: Record<string, Spread>[] = [];
        for (let round = 0; round < options.rounds; round += 1) rounds.push(await measure());
        bySize.push({ size, recountSeconds, rounds });
        say(`tower: ${size} leads, recounted in ${recountSeconds.toFixed(1)} s`);
      }
      const of = (index: number, what: string) => medianSpread(bySize[index]!.rounds.map((round) => round[what]!));
      const lookUp = of(1, LOOK_UP);
      return {
        lines: [
          ...ROUTES.map(({ what }) => ({
            what: `${what}, p99 at ${sizes[1]!.toLocaleString('en')} leads`,
            unit: 'ms',
            product: of(1, what).p99,
            baseline: lookUp.p99,
            goal: ratioGoal(of(1, what).p99, lookUp.p99, { most: 1.5 }),
          })),
          ...ROUTES.map(({ what }) => ({
            what: `${what}, p50`,
            unit: 'ms',
            product: of(1, what).p50,
            baseline: lookUp.p50,
          })),
          ...ROUTES.map(({ what }) => ({
            what: `${what}, p99 against ${sizes[0]!.toLocaleString('en')} leads`,
            unit: 'ms',
            product: of(1, what).p99,
            baseline: of(0, what).p99,
            goal: ratioGoal(of(1, what).p99, of(0, what).p99, { most: 1.1 }),
          })),
        ],
        notes: [
          `${options.rounds} rounds of ${asked} requests each, one at a time, turn by turn; leads of 90 days, one in five open.`,
          ...bySize.map(({ size, recountSeconds }) => `Recount of ${size} leads: ${recountSeconds.toFixed(1)} s.`),
        ],
        raw: bySize,
      };
    }),
};
