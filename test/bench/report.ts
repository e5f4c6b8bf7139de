import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { projectRoot } from '../../cli/stack/paths.js';
import type { Figure, FigureResult, Line } from './figure.js';
import type { System } from './system.js';

const run = promisify(execFile);

/** What a figure means nothing without. */
export async function describeMachine(system: System): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: system.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  await client.end();
  const [temporal, commit, changed, lock] = await Promise.all([
    run(system.temporalBinary, ['--version']).then(({ stdout }) => stdout.trim()),
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
    temporal,
    sdk: lock.dependencies['@temporalio/worker'] ?? '?',
    autocannon: lock.devDependencies['autocannon'] ?? '?',
    commit: changed > 0 ? `${commit} with ${changed} changed files` : commit,
  };
}

function digits(value: number): string {
  if (!Number.isFinite(value)) return '—';
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export const ratioOf = ({ product, baseline, hideRatio }: Line): number | null =>
  baseline === undefined || hideRatio ? null : product / baseline;

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
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const text = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column > 3 + others.length ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  return [
    `\n${figure.name}: ${figure.title}`,
    ...text.map((row) => `  ${row}`),
    ...notes.map((note) => `  · ${note}`),
  ].join('\n');
}
