import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { projectRoot } from '../../cli/stack/paths.js';
import { ratioOf, type Figure, type FigureResult } from './figure.js';
import type { System } from './system.js';
import { columns, digits } from './table.js';

const run = promisify(execFile);

/** What a figure means nothing without. */
export async function describeMachine(system: System): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: system.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  await client.end();
  const [commit, changed, lock] = await Promise.all([
    run('git', ['rev-parse', '--short', 'HEAD'], { cwd: projectRoot }).then(
      ({ stdout }) => stdout.trim(),
      () => 'unknown',
    ),
    run('git', ['status', '--porcelain'], { cwd: projectRoot }).then(
      ({ stdout }) => stdout.split('\n').filter(Boolean).length,
      () => 0,
    ),
    readFile(join(projectRoot, 'package.json'), 'utf8').then(
      (text) => JSON.parse(text) as { dependencies: Record<string, string>; devDependencies: Record<string, string> },
    ),
  ]);
  const processors = cpus();
  return {
    machine: `${processors.length} × ${processors[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()}`,
    load: `${loadavg()
      .map((value) => value.toFixed(2))
      .join(' ')} (1, 5, 15 min, when the run began)`,
    node: process.version,
    postgres: rows[0]!.server_version,
    temporal: system.temporal.description,
    sdk: lock.dependencies['@temporalio/worker'] ?? '?',
    autocannon: lock.devDependencies['autocannon'] ?? '?',
    commit: `${commit}, ${changed === 0 ? 'clean' : `${changed} files changed since`}`,
  };
}

/** A figure as a table. */
export function table(figure: Figure, { lines, notes }: FigureResult): string {
  const others = [...new Set(lines.flatMap(({ beside }) => Object.keys(beside ?? {})))];
  const cell = (value: number | undefined, unit: string): string =>
    value === undefined ? '' : `${digits(value)} ${unit}`.trim();
  const rows = [
    ['', 'Pinggo', 'baseline', 'ratio', ...others, 'goal', ''],
    ...lines.map((line) => {
      const ratio = ratioOf(line);
      return [
        line.what,
        cell(line.product, line.unit),
        cell(line.baseline, line.unit),
        ratio === null ? '' : `${ratio.toFixed(2)}×`,
        ...others.map((name) => cell(line.beside?.[name], line.unit)),
        line.goal?.text ?? '',
        line.goal ? (line.goal.met ? '✓ pass' : '✗ MISS') : '',
      ];
    }),
  ];
  return [
    `\n${figure.name}: ${figure.title}`,
    ...columns(rows, [1, 2, 3, ...others.map((_, place) => 4 + place)]).map((row) => `  ${row}`),
    ...notes.map((note) => `  · ${note}`),
  ].join('\n');
}

/** Every goal, with what was measured and whether it was met. */
export function goalsText(results: Record<string, FigureResult | { error: string }>, quick: boolean): string {
  const goals = Object.entries(results).flatMap(([name, result]) =>
    'error' in result
      ? [`${name} ✗ not measured`]
      : result.lines.flatMap((line) => {
          const ratio = ratioOf(line);
          const measured = ratio === null ? '' : ` (${ratio.toFixed(2)})`;
          return line.goal
            ? [`${name} ${line.what} ${line.goal.text}${measured} ${line.goal.met ? '✓' : '✗ MISS'}`]
            : [];
        }),
  );
  return `\nGoals${quick ? ', at the sizes of --quick' : ''}\n${goals.map((goal) => `  ${goal}`).join('\n')}`;
}
