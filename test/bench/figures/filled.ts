import type { Bench, Figure, FigureResult, Line } from '../figure.js';
import { burst } from './burst.js';
import { calm } from './calm.js';
import { reassign10k } from './herd10k.js';
import { wholeLives } from './lives.js';
import { proofs } from './proofs.js';
import { sustained } from './sustained.js';

const MOST = 1.2;
const FIGURES = { full: [burst, sustained, calm, proofs, wholeLives, reassign10k], quick: [calm] };
const LEADS = { full: 1_000_000, quick: 100_000 };

/** Lines that say how long or how fast, and are bound by a goal. */
const isPace = ({ unit, goal }: Line): boolean => goal !== undefined && ['s', 'ms', '/s'].includes(unit);

/** What a desk finds that has been at it for years. */
export const filled: Figure = {
  name: 'filled',
  title: `the same with ${LEADS.full.toLocaleString('en')} leads (--quick: ${LEADS.quick.toLocaleString('en')}), one in ten of them open; baseline: an empty database`,
  minutes: { full: 60, quick: 3 },
  async run(bench): Promise<FigureResult> {
    const size = bench.options.filled || (bench.options.quick ? LEADS.quick : LEADS.full);
    const lines: Line[] = [];
    const raw: Record<string, unknown> = {};
    // Whoever says over how many wants to know it of all.
    for (const figure of bench.options.quick && !bench.options.filled ? FIGURES.quick : FIGURES.full) {
      const empty = await figure.run(over(bench, 0));
      const full = await figure.run(over(bench, size));
      raw[figure.name] = { empty, full };
      for (const line of full.lines.filter(isPace)) {
        const before = empty.lines.find(({ what }) => what === line.what);
        if (before) lines.push(compared(figure.name, line, before));
      }
    }
    return {
      lines,
      notes: [
        `${size.toLocaleString('en')} leads of 90 days with clock, audit, words, keys and messages; each figure is run without and with them, one after the other.`,
        'The workflows of the open ones are not there: their timers would be Temporal’s load, and that is the same for each lead.',
      ],
      raw,
    };
  },
};

const over = (bench: Bench, size: number): Bench => ({ ...bench, options: { ...bench.options, filled: size } });

function compared(
  name: string,
  { what, unit, product, rounds }: Line,
  { product: baseline, rounds: before }: Line,
): Line {
  const ratio = unit === '/s' ? baseline / product : product / baseline;
  return {
    what: `${name}, ${what}`,
    unit,
    product,
    baseline,
    ...(rounds && before && { rounds: { product: rounds.product, baseline: before.product } }),
    goal: { text: unit === '/s' ? `ratio ≥ ${(1 / MOST).toFixed(2)}` : `ratio ≤ ${MOST}`, met: ratio <= MOST },
  };
}
