import { roundsOf, type Figure, type FigureResult } from '../figure.js';
import { fillTo } from '../fill.js';
import { inLab, type Lab } from '../lab.js';
import { timedGet } from '../load/http.js';
import { medianSpread, spread, type Spread } from '../stats.js';

/** What reps type. */
const TYPED = [
  { what: 'a common name', q: () => 'maria' },
  { what: 'two words in any order', q: () => 'ionescu stef' },
  { what: 'a rare word', q: (n: number) => String(n * 97).slice(0, 4) + 'a' },
  { what: 'part of an e-mail', q: (n: number) => `ana${n}` },
  { what: 'a number as dialled at home', q: (n: number) => `072${String(n).padStart(7, '0')}` },
  { what: 'two letters', q: () => 'an' },
  { what: 'nobody', q: () => 'xylophone' },
] as const;

const LIMIT_MS = 50;

/** What everybody types in the middle of a call. */
export const search: Figure = {
  name: 'search',
  title: 'GET /api/search, p99 of one request after another',
  minutes: { full: 5, quick: 1 },
  run: (bench) =>
    inLab(bench, 'search', { api: true }, async (lab): Promise<FigureResult> => {
      const { options, say } = bench;
      const size = options.quick ? 100_000 : 1_000_000;
      const asked = options.quick ? 200 : 500;
      await fillTo(lab.tenant, lab.database, 0, size);
      const seconds = await fillWords(lab);
      say(`search: ${size} leads, their words indexed in ${seconds.toFixed(1)} s`);
      const headers = await lab.tenant.manager();
      const rounds: Record<string, Spread>[] = [];
      for (let round = 0; round < options.rounds; round += 1) {
        await bench.system.quiet(lab.children);
        const times = new Map<string, number[]>(TYPED.map(({ what }) => [what, []]));
        for (let turn = -30; turn < asked; turn += 1)
          for (const { what, q } of TYPED) {
            const n = 1 + (((turn + 30) * 7_919) % size);
            const ms = await timedGet(lab.api.port, `/api/search?q=${encodeURIComponent(q(n))}`, headers);
            if (turn >= 0) times.get(what)!.push(ms);
          }
        rounds.push(Object.fromEntries([...times].map(([what, all]) => [what, spread(all)])));
      }
      return {
        lines: TYPED.map(({ what }) => {
          const { p99 } = medianSpread(rounds.map((one) => one[what]!));
          return {
            what,
            unit: 'ms',
            product: p99,
            rounds: roundsOf((round) => round[what]!.p99, rounds),
            goal: { text: `p99 ≤ ${LIMIT_MS} ms`, met: p99 <= LIMIT_MS },
          };
        }),
        notes: [
          `${options.rounds} rounds of ${asked} requests of each kind over ${size.toLocaleString('en')} leads of one org, turn by turn.`,
          `The words of all of them were indexed in ${seconds.toFixed(1)} s.`,
        ],
        raw: { size, rounds },
      };
    }),
};

/** Names of many kinds, and what leads are found by: rows were filled in without triggers. */
async function fillWords({ tenant: { world } }: Lab): Promise<number> {
  const startedAtMs = performance.now();
  await world.sql.query(
    `INSERT INTO lead_words (org_id, lead_id, words)
     SELECT org_id, id, words_of(right(org_id::text, 4), (ARRAY['Ana','Maria','Ștefan','Ion','Elena','Andrei','Ioana','Müller','Иван','Łukasz'])[1 + n % 10] || ' ' ||
       (ARRAY['Popescu','Ionescu','Marinescu','Dumitru','Stan','Петров','Schäfer'])[1 + n / 10 % 7] || '-' || substr(md5(n::text), 1, 6),
       email, phone, external_id)
     FROM (SELECT *, row_number() OVER () AS n FROM leads WHERE org_id = $1) numbered ON CONFLICT DO NOTHING`,
    [world.orgId],
  );
  await world.sql.query('VACUUM (ANALYZE) lead_words');
  return (performance.now() - startedAtMs) / 1000;
}
