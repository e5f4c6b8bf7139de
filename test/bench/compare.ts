import { ratioOf, type Line } from './figure.js';
import type { RunRecord } from './record.js';
import { columns, digits } from './table.js';

/** `unknown`: without at least two rounds on both sides nobody can say whether it only swung. */
export type Verdict = 'better' | 'worse' | 'within' | 'unknown';

export interface Moved {
  figure: string;
  what: string;
  unit: string;
  before: number;
  now: number;
  /** product ÷ baseline, where there is one on both sides. */
  toBaseline: { before: number; now: number } | null;
  verdict: Verdict;
  /** Of one that was met before and is not now, or the other way round. */
  goal: 'now met' | 'now missed' | null;
}

export interface Comparison {
  /** What makes the two runs hard to compare, in words. */
  differences: string[];
  moved: Moved[];
  /** Lines that only one of the two has, in words. */
  alone: string[];
}

/** What moved between two runs, and what of it by more than the rounds differ among themselves. */
export function compareRuns(before: RunRecord, now: RunRecord): Comparison {
  const [old, fresh] = [linesOf(before), linesOf(now)];
  const measured = new Set(Object.keys(now.results));
  return {
    differences: differencesOf(before, now),
    moved: [...fresh].flatMap(([key, { figure, line }]) => {
      const was = old.get(key)?.line;
      return was ? [movedOf(figure, was, line)] : [];
    }),
    alone: [
      ...[...fresh.keys()].filter((key) => !old.has(key)).map((key) => `${key}: only now`),
      ...[...old]
        .filter(([key, { figure }]) => measured.has(figure) && !fresh.has(key))
        .map(([key]) => `${key}: only before`),
    ],
  };
}

function linesOf({ results }: RunRecord): Map<string, { figure: string; line: Line }> {
  return new Map(
    Object.entries(results).flatMap(([figure, result]) =>
      'error' in result ? [] : result.lines.map((line) => [`${figure}, ${line.what}`, { figure, line }] as const),
    ),
  );
}

/** Of the report's machine those whose change changes figures; the commit is what is compared, and the load is never the same. */
const MATTER = ['machine', 'node', 'postgres', 'temporal', 'sdk', 'autocannon'];

function differencesOf(before: RunRecord, now: RunRecord): string[] {
  const facts = (run: RunRecord): Record<string, string> => ({
    'kind of Temporal server': run.temporal ?? 'dev',
    ...Object.fromEntries(MATTER.map((name) => [name, run.machine[name] ?? 'unknown'])),
    rounds: String(run.rounds),
    sizes: run.quick ? '--quick' : 'full',
    'leads there before': String(run.filled ?? 0),
    settings: run.environment.join(' ') || 'none',
  });
  const [was, is] = [facts(before), facts(now)];
  return Object.keys(is)
    .filter((name) => was[name] !== is[name])
    .map((name) => `${name}: ${was[name]} → ${is[name]}`);
}

function movedOf(figure: string, was: Line, is: Line): Moved {
  const [before, now] = [ratioOf(was), ratioOf(is)];
  const toBaseline = before !== null && now !== null ? { before, now } : null;
  const met = { before: was.goal?.met, now: is.goal?.met };
  return {
    figure,
    what: is.what,
    unit: is.unit,
    before: was.product,
    now: is.product,
    toBaseline,
    verdict: verdictOf(is.unit, valuesOf(was, toBaseline !== null), valuesOf(is, toBaseline !== null)),
    goal:
      met.before === undefined || met.now === undefined || met.before === met.now
        ? null
        : met.now
          ? 'now met'
          : 'now missed',
  };
}

/**
 * Each round's value. Where there is a baseline its ratio to it: both ran in the same minutes, so that a machine that is
 * slower today says nothing.
 */
function valuesOf({ product: counted, rounds, exact }: Line, toBaseline: boolean): number[] {
  if (exact) return [counted, counted];
  if (!rounds) return [];
  const { product, baseline } = rounds;
  return toBaseline && baseline ? product.map((value, round) => value / baseline[round]!) : product;
}

function verdictOf(unit: string, before: number[], now: number[]): Verdict {
  if (before.length < 2 || now.length < 2 || ![...before, ...now].every(Number.isFinite)) return 'unknown';
  const rose = Math.min(...now) > Math.max(...before);
  const fell = Math.max(...now) < Math.min(...before);
  if (!rose && !fell) return 'within';
  // A rate is good when it is high; times, memory and counts when they are low.
  return rose === unit.endsWith('/s') ? 'better' : 'worse';
}

const MARKS: Record<Verdict, string> = { better: '▲ better', worse: '▼ worse', within: '', unknown: '?' };

/** The comparison as text. */
export function comparisonText(before: RunRecord, now: RunRecord): string {
  const { differences, moved, alone } = compareRuns(before, now);
  const times = (value: number) => (Number.isFinite(value) ? `${value.toFixed(2)}×` : '—');
  const rows = moved.map((one) => [
    one.figure,
    one.what,
    `${digits(one.before)} ${one.unit}`,
    `${digits(one.now)} ${one.unit}`,
    times(one.now / one.before),
    one.toBaseline ? `${times(one.toBaseline.before)} → ${times(one.toBaseline.now)}` : '',
    [MARKS[one.verdict], one.goal && `goal ${one.goal}`].filter(Boolean).join(', '),
  ]);
  const run = ({ at, machine }: RunRecord) => `${at}, ${machine['commit'] ?? 'commit unknown'}`;
  return [
    `\nCompared: ${run(before)} → ${run(now)}`,
    ...differences.map((difference) => `  ! ${difference}`),
    ...columns([['', '', 'before', 'now', '', 'to baseline', ''], ...rows], [2, 3, 4, 5]).map((row) => `  ${row}`),
    ...alone.map((line) => `  · ${line}`),
    '  ▲ ▼: no round of now lies among those of before; by the ratio to the baseline, where there is one. ?: fewer than two rounds.',
  ].join('\n');
}
