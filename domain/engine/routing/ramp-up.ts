import type { InstantMs } from '../time/instant.js';
import type { Candidate } from './types.js';

/**
 * For so long after coming back a rep is not flooded (docs/adr/0016-fair-after-absence.md): an empty desk would draw
 * everything, in the very hours in which they catch up.
 */
export const RAMP_UP_MS = 4 * 60 * 60 * 1_000;

/** A rep who came back lately, among those who could take a subject. */
export interface RampUp {
  backAtMs: InstantMs;
  /** Subjects given since then: to the rep, and to all who could take this one. */
  own: number;
  all: number;
  /** Whether they had their share of them already: then all others come first. */
  hadShare: boolean;
}

/**
 * The ramp-up of each candidate who is in it, by user id. One of N who could take the subject has had their share once
 * more went to them than to the others on average.
 * @param passed all who could take the subject
 */
export function rampUps(passed: readonly Candidate[], nowMs: InstantMs): Map<string, RampUp> {
  const found = new Map<string, RampUp>();
  for (const { userId, backAtMs, recentlyAssignedAtMs } of passed) {
    if (backAtMs === null || backAtMs > nowMs || nowMs >= backAtMs + RAMP_UP_MS) continue;
    const since = (instants: readonly InstantMs[]) => instants.filter((atMs) => atMs >= backAtMs).length;
    const own = since(recentlyAssignedAtMs);
    const all = passed.reduce((sum, other) => sum + since(other.recentlyAssignedAtMs), 0);
    found.set(userId, { backAtMs, own, all, hadShare: own * (passed.length - 1) > all - own });
  }
  return found;
}
