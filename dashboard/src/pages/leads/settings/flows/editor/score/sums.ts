import { readCondition } from '../conditions/read';

/** What the rules of a draft can add up to, whatever else stands there. */
export interface Sums {
  lowest: number;
  highest: number;
  /** Each sum there is, in order; null: there are too many to tell. */
  all: readonly number[] | null;
  /** Whether every lead, some or none is worth pursuing; null: there is no threshold. */
  qualified: 'ALL' | 'SOME' | 'NONE' | null;
}

const MOST_SUMS = 12;

/** A rule that always holds is in every sum. */
const isAlways = (when: unknown): boolean => {
  const reading = readCondition(when);
  return reading.is === 'GROUP' && reading.joint === 'all' && reading.parts.length === 0;
};

/**
 * The sums of scoring rules, as if each could hold without the others: those that exclude one another make fewer.
 * @param scoring any JSON
 * @returns null where no rule has points that can be read
 */
export function possibleSums(scoring: unknown): Sums | null {
  const { rules, threshold } = (typeof scoring === 'object' && scoring !== null ? scoring : {}) as Record<
    string,
    unknown
  >;
  const read = (Array.isArray(rules) ? (rules as unknown[]) : []).flatMap((rule) => {
    const { when, points } = (typeof rule === 'object' && rule !== null ? rule : {}) as Record<string, unknown>;
    return typeof points === 'number' ? [{ points, isAlways: isAlways(when) }] : [];
  });
  if (read.length === 0) return null;
  const base = read.filter((rule) => rule.isAlways).reduce((sum, { points }) => sum + points, 0);
  const others = read.filter((rule) => !rule.isAlways).map(({ points }) => points);
  const lowest = base + others.filter((points) => points < 0).reduce((sum, points) => sum + points, 0);
  const highest = base + others.filter((points) => points > 0).reduce((sum, points) => sum + points, 0);
  let sums: Set<number> | null = new Set([base]);
  for (const points of others) {
    const before: Set<number> | null = sums;
    if (before === null) break;
    const next: Set<number> = new Set([...before, ...[...before].map((sum) => sum + points)]);
    // They only become more.
    sums = next.size > MOST_SUMS ? null : next;
  }
  const all = sums === null ? null : [...sums].sort((a, b) => a - b);
  const qualified =
    typeof threshold !== 'number' ? null : lowest > threshold ? 'ALL' : highest > threshold ? 'SOME' : 'NONE';
  return { lowest, highest, all, qualified };
}
