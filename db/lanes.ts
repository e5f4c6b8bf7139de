import type { Database, OrgTransaction } from './client.js';
import { Joined } from './joined.js';
import { isRefusal, RaceLost } from './races.js';

/** Most that go together, and that wait with those under way, of one org. */
const TOGETHER = { size: 64, mostWaiting: 2_000 };

/**
 * Work of one kind that an org's calls do together when they come at once, in a database's one lane for it. One that comes alone waits
 * for no others.
 * @param run does all of them, and answers in their order
 * @returns adds one. It throws what `run` throws, and NoTurn when too many of the org wait already.
 */
export function lanes<In, Out>(
  run: (db: Database, orgId: string, items: readonly In[]) => Promise<readonly Out[]>,
): (db: Database, orgId: string, item: In) => Promise<Out> {
  const ofDatabase = new WeakMap<Database, Joined<In, Out>>();
  return (db, orgId, item) => {
    let lane = ofDatabase.get(db);
    if (!lane) ofDatabase.set(db, (lane = new Joined(TOGETHER, (key, items) => run(db, key, items))));
    return lane.do(orgId, item);
  };
}

/** Of each item, whether none before it has one of its names: only such have nothing to do with each other. */
export function firstOfName<T>(items: readonly T[], namesOf: (item: T) => readonly string[]): boolean[] {
  const before = new Set<string>();
  return items.map((item) => {
    const names = namesOf(item);
    const isFirst = names.every((name) => !before.has(name));
    for (const name of names) before.add(name);
    return isFirst;
  });
}

/**
 * The same for work that goes together in one transaction where each has nothing to do with the others but the moment: of
 * those that share a name only the first goes along. What concerns one of them only, be it that somebody holds its row or
 * that Postgres refuses it, is no matter of the others.
 * @param run does those that go along; null for one that it leaves out
 * @returns adds one; null where it must be done by itself
 */
export function lanesApart<In, Out>(
  namesOf: (item: In) => readonly string[],
  run: (tx: OrgTransaction, items: readonly In[]) => Promise<readonly (Out | null)[]>,
): (db: Database, orgId: string, item: In) => Promise<Out | null> {
  return lanes<In, Out | null>(async (db, orgId, items) => {
    const isFirst = firstOfName(items, namesOf);
    const apart = items.filter((_, place) => isFirst[place]);
    try {
      const done = (await db.inOrg(orgId, (tx) => run(tx, apart))).values();
      return isFirst.map((first) => (first ? (done.next().value ?? null) : null));
    } catch (error) {
      if (!(error instanceof RaceLost) && !isRefusal(error)) throw error;
      return items.map(() => null);
    }
  });
}
