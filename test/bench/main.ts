// `npm run bench`: Pinggo's figures, each against the least that could do the same on this machine.
import { relative, resolve } from 'node:path';
import { helpText, parseFlags, UsageError } from './arguments.js';
import { comparisonText } from './compare.js';
import type { Bench, Figure } from './figure.js';
import { actions } from './figures/actions.js';
import { broadcast } from './figures/broadcast.js';
import { burst } from './figures/burst.js';
import { calm } from './figures/calm.js';
import { deadlines } from './figures/deadlines.js';
import { depth } from './figures/depth.js';
import { filled } from './figures/filled.js';
import { growth } from './figures/growth.js';
import { herd } from './figures/herd.js';
import { herd10k, reassign10k } from './figures/herd10k.js';
import { intake } from './figures/intake.js';
import { wholeLives } from './figures/lives.js';
import { memory } from './figures/memory.js';
import { migrations } from './figures/migrations.js';
import { outage } from './figures/outage.js';
import { proof } from './figures/proof.js';
import { proofs } from './figures/proofs.js';
import { rivalDeadlines } from './figures/rivals-deadlines.js';
import { rivalFaults } from './figures/rivals-faults.js';
import { rivals } from './figures/rivals.js';
import { routingDecision } from './figures/routing.js';
import { start } from './figures/start.js';
import { starvation } from './figures/starvation.js';
import { search } from './figures/search.js';
import { sustained } from './figures/sustained.js';
import { sweep } from './figures/sweep.js';
import { tower } from './figures/tower.js';
import { closeConnections } from './load/http.js';
import { readRecord, recordFile, writeRecord, type RunRecord } from './record.js';
import { describeMachine, goalsText, table } from './report.js';
import { System } from './system.js';
import { buildTemporalServer, CannotBuildError } from './temporal/build.js';

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
  reassign10k,
  burst,
  sustained,
  calm,
  proofs,
  depth,
  tower,
  search,
  migrations,
  starvation,
  sweep,
  growth,
  filled,
  outage,
  rivals,
  rivalDeadlines,
  rivalFaults,
];

const flags = orUsage(() => parseFlags(process.argv.slice(2), figures));
if (flags.help) {
  console.log(helpText(figures));
  process.exit(0);
}
const earlier = flags.compare === null ? null : await readRecord(flags.compare).catch(refuse);
if (earlier && flags.with !== null) {
  console.log(comparisonText(earlier, await readRecord(flags.with).catch(refuse)));
  process.exit(0);
}

const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);
if (flags.temporal === 'postgres') {
  try {
    await buildTemporalServer(say);
  } catch (error) {
    if (!(error instanceof CannotBuildError)) throw error;
    console.log(`Skipped: ${error.message}`);
    process.exit(0);
  }
}

const results: RunRecord['results'] = {};
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
  temporal: flags.temporal,
  profileDir: flags.profile === null ? undefined : resolve(flags.profile),
  environment: flags.environment,
  say,
});
running.system = system;
try {
  const machine = await describeMachine(system);
  for (const [name, value] of Object.entries(machine)) console.log(`${name.padEnd(11)}${value}`);
  const { rounds, quick, temporal, filled: leads } = flags;
  const bench: Bench = { system, options: { rounds, quick, filled: leads }, say };
  const file = flags.out === null ? recordFile(temporal, quick, new Date()) : resolve(flags.out);
  const environment = Object.entries(flags.environment).map(([name, value]) => `${name}=${value}`);
  const record = (): RunRecord => ({
    at: new Date().toISOString(),
    temporal,
    machine,
    rounds,
    quick,
    filled: leads,
    environment,
    results,
  });
  for (const figure of figures.filter(({ name }) => flags.only?.includes(name) ?? true)) {
    say(figure.name);
    const startedAtMs = performance.now();
    try {
      const result = await figure.run(bench);
      const seconds = Math.round((performance.now() - startedAtMs) / 1000);
      results[figure.name] = { ...result, seconds };
      console.log(table(figure, result));
      say(`${figure.name} took ${(seconds / 60).toFixed(1)} min`);
    } catch (error) {
      // The other figures are worth having all the same.
      results[figure.name] = { error: String(error) };
      console.log(`\n${figure.name}: could not be measured. ${String(error)}`);
      process.exitCode = 1;
    }
    await writeRecord(file, record());
  }
  console.log(goalsText(results, quick));
  if (earlier) console.log(comparisonText(earlier, record()));
  console.log(`\nRaw figures: ${relative(process.cwd(), file)}`);
} finally {
  closeConnections();
  await system.stop(flags.keep);
  if (flags.keep) console.log(`Logs: ${system.directory}`);
}
process.exit();

function orUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exit(2);
}
