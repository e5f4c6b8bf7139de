import type { RoutingTarget, RoutingWeights } from './definition.js';
import type { InstantMs } from '../time/instant.js';
import { demandOf } from './attempts.js';
import { levelOf } from './funnel.js';
import { LONGEST_SHIFT_MS } from './shift.js';
import type { Candidate } from './types.js';
import { amount } from './words.js';
import { waitingSince } from './waiting.js';

export const WEIGHT_NAMES = ['freeCapacity', 'skillLevel', 'shiftLeft', 'waiting'] as const;
type WeightName = (typeof WEIGHT_NAMES)[number];

/** What each term adds, weight included, and their sum. */
export type Weighed = Record<WeightName | 'total', number>;

const HIGHEST_LEVEL = 5;
/** Who waits for longer than this, or never had a turn, counts as this: one newcomer must not make all others equal. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1_000;
const DEFAULT: RoutingWeights = { freeCapacity: 1 };

/** Each term as measured, before it is scaled. */
function measure(
  candidate: Candidate,
  skills: readonly { skill: string }[],
  nowMs: InstantMs,
): Record<WeightName, number> {
  const { capacity, load, shiftLeftMs } = candidate;
  const levels = skills.reduce((sum, { skill }) => sum + levelOf(candidate, skill), 0);
  return {
    freeCapacity: capacity > 0 ? Math.max(0, capacity - load) / capacity : 0,
    skillLevel: skills.length > 0 ? levels / skills.length / HIGHEST_LEVEL : 0,
    shiftLeft: Math.min(shiftLeftMs ?? LONGEST_SHIFT_MS, LONGEST_SHIFT_MS),
    waiting: Math.min(Math.max(0, nowMs - waitingSince(candidate)), LONGEST_WAIT_MS),
  };
}

/**
 * The terms of `WEIGHTED` for all who passed the funnel, in their order: each scaled so that the best of them has 1,
 * times its weight. Free capacity is the share of one's own, skill level the mean of the demanded skills.
 */
export function weigh(passed: readonly Candidate[], target: RoutingTarget, nowMs: InstantMs): Weighed[] {
  const skills = (target.skills ?? []).map(demandOf);
  const weights = target.weights ?? DEFAULT;
  const measured = passed.map((candidate) => measure(candidate, skills, nowMs));
  const best = measured.reduce(
    (most, one) => {
      for (const name of WEIGHT_NAMES) most[name] = Math.max(most[name], one[name]);
      return most;
    },
    { freeCapacity: 0, skillLevel: 0, shiftLeft: 0, waiting: 0 },
  );
  return measured.map((one) => {
    const weighed: Weighed = { freeCapacity: 0, skillLevel: 0, shiftLeft: 0, waiting: 0, total: 0 };
    for (const name of WEIGHT_NAMES) {
      weighed[name] = best[name] > 0 ? amount(((weights[name] ?? 0) * one[name]) / best[name]) : 0;
      weighed.total += weighed[name];
    }
    weighed.total = amount(weighed.total);
    return weighed;
  });
}
