import type { CandidateRows } from '../db/leads/queries/settlement/candidates.js';
import { canHave } from '../domain/engine/routing/funnel.js';
import type { Candidate } from '../domain/engine/routing/types.js';

/** What one person gets, or loses (`load` below 0), by a settlement. */
export interface Given {
  userId: string;
  load: number;
  /** When leads were given to them (epoch milliseconds). */
  atMs: readonly number[];
}

type People = CandidateRows['people'];

/**
 * What is written ahead of its instant and gives leads to people, in this process. No row shows it before it is committed, so whoever decides
 * next is told here; and one after the other, as the routing lock must not be held for so long.
 */
export class WrittenAhead {
  private readonly orgs = new Map<string, { last: Promise<void>; given: Set<readonly Given[]> }>();

  /** Waits until nobody else decides for the org. @returns ends the turn; may be called more than once */
  async turn(orgId: string): Promise<() => void> {
    const org = this.orgs.get(orgId) ?? { last: Promise.resolve(), given: new Set() };
    this.orgs.set(orgId, org);
    const before = org.last;
    let end!: () => void;
    const mine = new Promise<void>((resolve) => (end = resolve));
    org.last = before.then(() => mine);
    await before;
    return end;
  }

  /** Others take it into account from now on. @returns ends that: it is committed, or undone */
  promise(orgId: string, given: readonly Given[]): () => void {
    const org = this.orgs.get(orgId);
    org?.given.add(given);
    return () => {
      org?.given.delete(given);
    };
  }

  /** People as the rows have them, with what they will have been given. */
  withPromised(orgId: string, people: People): People {
    const given = this.orgs.get(orgId)?.given ?? new Set();
    if (given.size === 0) return people;
    const byUser = new Map(people.map((one) => [one.userId, { ...one }]));
    for (const { userId, load, atMs } of [...given].flat()) {
      const person = byUser.get(userId);
      if (!person) continue;
      person.load += load;
      if (atMs.length === 0) continue;
      person.lastAssignedAtMs = Math.max(person.lastAssignedAtMs ?? -Infinity, ...atMs);
      person.recentlyAssignedAtMs = [...person.recentlyAssignedAtMs, ...atMs];
    }
    return [...byUser.values()];
  }
}

/** @param before the loads and turns of the same people, before a settlement changed them */
export const givenTo = (
  candidates: readonly Candidate[],
  before: ReadonlyMap<string, { load: number; turns: number }>,
): Given[] =>
  candidates.flatMap(({ userId, load, recentlyAssignedAtMs }) => {
    const was = before.get(userId)!;
    const atMs = recentlyAssignedAtMs.slice(was.turns);
    return load === was.load && atMs.length === 0 ? [] : [{ userId, load: load - was.load, atMs }];
  });

/** Their loads and turns, to be compared with later. */
export const standingOf = (candidates: readonly Candidate[]): ReadonlyMap<string, { load: number; turns: number }> =>
  new Map(
    candidates.map(({ userId, load, recentlyAssignedAtMs }) => [userId, { load, turns: recentlyAssignedAtMs.length }]),
  );

/**
 * Whether all who were given something can have it still.
 * @param people as they are now, with what they were given
 */
export function canAllHave(given: readonly Given[], people: People, nowMs: number): boolean {
  const able = new Set(people.filter((one) => canHave(one, nowMs)).map(({ userId }) => userId));
  return given.every(({ userId, atMs }) => atMs.length === 0 || able.has(userId));
}
