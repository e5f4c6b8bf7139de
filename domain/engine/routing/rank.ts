import type { Noun } from '../conditions/words.js';
import type { RoutingStrategy, RoutingTarget } from './definition.js';
import type { InstantMs } from '../time/instant.js';
import { rampUps, type RampUp } from './ramp-up.js';
import type { Candidate } from './types.js';
import { amount, minuteOf } from './words.js';
import { waitingSince, waitsSinceReturn } from './waiting.js';
import { weigh, WEIGHT_NAMES, type Weighed } from './weighted.js';

/** One who passed the funnel, with all that the strategies compare. */
export interface Standing {
  candidate: Candidate;
  freeCapacity: number;
  waitingSinceMs: InstantMs;
  /** Of `WEIGHTED`. */
  weighed: Weighed | null;
  /** Null: did not come back lately, or the strategy cannot flood them. */
  rampUp: RampUp | null;
}

const ascending = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Negative: `a` comes first. Taking turns decides nothing here: that is the tie-break of all. */
const byStrategy: Record<RoutingStrategy, (a: Standing, b: Standing) => number> = {
  BALANCED: (a, b) => ascending(b.freeCapacity, a.freeCapacity),
  ROUND_ROBIN: () => 0,
  WEIGHTED: (a, b) => ascending(b.weighed!.total, a.weighed!.total),
};

/**
 * Orders those who passed the funnel by the target's strategy, best first. Who came back lately and had their share
 * comes after all others; of equals the one who has waited longest is first, then the smaller id, so that the answer is
 * the same everywhere.
 */
export function rank(passed: readonly Candidate[], target: RoutingTarget, nowMs: InstantMs): Standing[] {
  const { strategy } = target;
  const weighed = strategy === 'WEIGHTED' ? weigh(passed, target, nowMs) : null;
  // Taking turns floods nobody.
  const ramping = strategy === 'ROUND_ROBIN' ? new Map<string, RampUp>() : rampUps(passed, nowMs);
  const standings = passed.map((candidate, index) => ({
    candidate,
    freeCapacity: amount(candidate.capacity - candidate.load),
    waitingSinceMs: waitingSince(candidate),
    weighed: weighed?.[index] ?? null,
    rampUp: ramping.get(candidate.userId) ?? null,
  }));
  return standings.sort(
    (a, b) =>
      Number(a.rampUp?.hadShare ?? false) - Number(b.rampUp?.hadShare ?? false) ||
      byStrategy[strategy](a, b) ||
      ascending(a.waitingSinceMs, b.waitingSinceMs) ||
      ascending(a.candidate.userId, b.candidate.userId),
  );
}

/** Why the first is the first, in words. */
export const whyFirst: Record<RoutingStrategy, (first: Standing, noun: Noun) => string> = {
  BALANCED: ({ freeCapacity, candidate }) => `most free capacity (${freeCapacity} of ${amount(candidate.capacity)})`,
  ROUND_ROBIN: ({ waitingSinceMs, candidate }, { one }) =>
    waitingSinceMs === -Infinity
      ? `never had a ${one} yet`
      : `longest since ${waitsSinceReturn(candidate) ? 'coming back' : 'the last assignment'} (${new Date(waitingSinceMs).toISOString()})`,
  WEIGHTED: ({ weighed }) => {
    const terms = WEIGHT_NAMES.filter((name) => weighed![name] > 0).map((name) => `${name} ${weighed![name]}`);
    return `highest total ${weighed!.total}${terms.length > 0 ? ` (${terms.join(' + ')})` : ''}`;
  },
};

/** «back since 2026-12-01T09:00Z, 3 of 9 calls since then». */
export const rampUpWords = ({ backAtMs, own, all }: RampUp, { one, many }: Noun): string =>
  `back since ${minuteOf(backAtMs)}, ${own} of ${all} ${all === 1 ? one : many} since then`;
