// `npm run bench`: Pinggo's figures, each against the least that could do the same on this machine.
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, Figure, FigureResult } from './figure.js';
import { actions } from './figures/actions.js';
import { broadcast } from './figures/broadcast.js';
import { deadlines } from './figures/deadlines.js';
import { growth } from './figures/growth.js';
import { herd } from './figures/herd.js';
import { herd10k } from './figures/herd10k.js';
import { intake } from './figures/intake.js';
import { wholeLives } from './figures/lives.js';
import { memory } from './figures/memory.js';
import { migrations } from './figures/migrations.js';
import { proof } from './figures/proof.js';
import { rivalDeadlines } from './figures/rivals-deadlines.js';
import { rivalFaults } from './figures/rivals-faults.js';
import { rivals } from './figures/rivals.js';
import { routingDecision } from './figures/routing.js';
import { start } from './figures/start.js';
import { starvation } from './figures/starvation.js';
import { search } from './figures/search.js';
import { sweep } from './figures/sweep.js';
import { tower } from './figures/tower.js';
import { closeConnections } from './load/http.js';
import { describeMachine, ratioOf, table } from './report.js';
import { System } from './system.js';

const figures: Figure[] = [
  actions,
  intake,
  proof,
  broadcast,
  wholeLives,
  herd,
  memory,
  start,
  routingDecision,
  deadlines,
  herd10k,
  tower,
  search,
  migrations,
  starvation,
  sweep,
  growth,
  rivals,
  rivalDeadlines,
  rivalFaults,
];

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    profile: { type: 'string' },
    env: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (flags.help) {
  console.log(
    `npm run bench -- [--only ${figures.map(({ name }) => name).join(',')}] [--rounds 3] [--quick] [--out FILE]\n` +
      '                 [--profile DIR] [--env NAME=VALUE …] [--keep]\n' +
      '--quick: small sizes, to see whether it runs; --profile: CPU profiles of every process; --env: a setting for\n' +
      'every process, product and baseline, to see what it does; --keep: leave the logs.\n' +
      'A goal that is missed is marked, never an error.',
  );
  process.exit(0);
}

const wanted = flags.only?.split(',').map((name) => name.trim());
const unknown = wanted?.filter((name) => !figures.some((figure) => figure.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`There is no figure ${unknown.join(', ')}; there are ${figures.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 3));
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('--rounds takes a whole number from 1 on.');
  process.exit(2);
}

const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);
const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
const out = resolve(flags.out ?? join(tmpdir(), `pinggo-bench-${stamp}.json`));
const results: Record<string, FigureResult | { error: string }> = {};

const running: { system?: System } = {};
let ending: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // What is just being started ends with us, too (cli/stack/keeper.ts).
  process.on(signal, () => {
    ending ??= (running.system?.stop() ?? Promise.resolve()).finally(() => process.exit(130));
  });
}
// Nobody may be left to read it.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

say('starting Postgres and Temporal');
const system = await System.start({
  profileDir: flags.profile && resolve(flags.profile),
  environment: Object.fromEntries(
    flags.env.map((given) => [given.split('=', 1)[0]!, given.slice(given.indexOf('=') + 1)]),
  ),
  say,
});
running.system = system;
try {
  const machine = await describeMachine(system);
  for (const [name, value] of Object.entries(machine)) console.log(`${name.padEnd(11)}${value}`);
  const bench: Bench = { system, options: { rounds, quick: flags.quick }, say };
  await mkdir(dirname(out), { recursive: true });
  for (const figure of figures.filter(({ name }) => wanted?.includes(name) ?? true)) {
    say(figure.name);
    try {
      const result = await figure.run(bench);
      results[figure.name] = result;
      console.log(table(figure, result));
    } catch (error) {
      // The other figures are worth having all the same.
      results[figure.name] = { error: String(error) };
      console.log(`\n${figure.name}: could not be measured. ${String(error)}`);
      process.exitCode = 1;
    }
    await writeFile(
      out,
      JSON.stringify(
        { at: new Date().toISOString(), machine, rounds, quick: flags.quick, environment: flags.env, results },
        null,
        2,
      ),
    );
  }
  const goals = Object.entries(results).flatMap(([name, result]) =>
    'error' in result
      ? [`${name} ✗ not measured`]
      : result.lines.flatMap((line) => {
          const ratio = ratioOf(line);
          return line.goal
            ? [
                `${name} ${line.what} ${line.goal.text}${ratio === null ? '' : ` (${ratio.toFixed(2)})`} ${line.goal.met ? '✓' : '✗ MISS'}`,
              ]
            : [];
        }),
  );
  console.log(
    `\nGoals${flags.quick ? ' (small sizes: no verdict)' : ''}\n${goals.map((goal) => `  ${goal}`).join('\n')}`,
  );
  console.log(`\nRaw figures: ${out}`);
} finally {
  closeConnections();
  await system.stop(flags.keep);
  if (flags.keep) console.log(`Logs: ${system.directory}`);
}
process.exit();
