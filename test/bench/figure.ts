import type { System } from './system.js';

export interface Options {
  /** Rounds whose median counts. */
  rounds: number;
  /** Small sizes: whether it runs, not how fast. */
  quick: boolean;
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
  run(bench: Bench): Promise<FigureResult>;
}

/** A goal over the ratio of product to baseline: at least so much (throughput), or at most (time). */
export function ratioGoal(product: number, baseline: number, bound: { least: number } | { most: number }) {
  const ratio = product / baseline;
  if ('least' in bound) return { text: `ratio ≥ ${bound.least}`, met: ratio >= bound.least };
  return { text: `ratio ≤ ${bound.most}`, met: ratio <= bound.most };
}
