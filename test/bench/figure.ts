import type { System } from './system.js';

export interface Options {
  /** Rounds whose median counts. */
  rounds: number;
  /** Sizes and times that still say whether the goal is met, in a few minutes. */
  quick: boolean;
  /** Leads that each lab's org has before the figure begins, one in ten of them open. */
  filled: number;
}

export interface Bench {
  system: System;
  options: Options;
  say: (line: string) => void;
}

/** One line of the report. */
export interface Line {
  what: string;
  unit: string;
  product: number;
  /** What it is held against, where there is something. */
  baseline?: number;
  /** What other designs make of it, by their names. */
  beside?: Record<string, number>;
  /** product ÷ baseline is left out where it says nothing. */
  hideRatio?: boolean;
  goal?: { text: string; met: boolean };
  /** Each round's, where there are rounds: by how much they differ, `--compare` tells what moved from what only swings. */
  rounds?: { product: number[]; baseline?: number[] };
  /** Counted, not timed: any difference is one. */
  exact?: boolean;
}

export interface FigureResult {
  lines: Line[];
  /** How it was measured, and what limits it. */
  notes: string[];
  /** Every round, for the JSON file. */
  raw: unknown;
}

export interface Figure {
  name: string;
  title: string;
  /** About how long it takes on two cores, with three rounds and with `--quick`: for `--help`. */
  minutes?: { full: number; quick: number };
  run(bench: Bench): Promise<FigureResult>;
}

/** A line's rounds: one number of each. */
export const roundsOf = <Round>(
  numberOf: (round: Round) => number,
  product: readonly Round[],
  baseline?: readonly Round[],
): NonNullable<Line['rounds']> => ({
  product: product.map(numberOf),
  ...(baseline && { baseline: baseline.map(numberOf) }),
});

/** A goal over the ratio of product to baseline: at least so much (throughput), or at most (time). */
export function ratioGoal(product: number, baseline: number, bound: { least: number } | { most: number }) {
  const ratio = product / baseline;
  if ('least' in bound) return { text: `ratio ≥ ${bound.least}`, met: ratio >= bound.least };
  return { text: `ratio ≤ ${bound.most}`, met: ratio <= bound.most };
}

/** product ÷ baseline, where that says something. */
export const ratioOf = ({ product, baseline, hideRatio }: Line): number | null =>
  baseline === undefined || hideRatio ? null : product / baseline;
