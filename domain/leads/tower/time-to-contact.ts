/** Times in milliseconds, each with how many have it. */
export type Times = Iterable<readonly [ms: number, count: number]>;

/** How long it took to reach people, and how long others have waited for it. */
export interface TimesToContact {
  reached: Times;
  /** How old those are that are open and not reached yet. */
  waiting: Times;
  /** How many ended unreached. */
  never: number;
}

/** Rounding of sums of shares must not move a rank. */
const EPSILON = 1e-9;

/**
 * A percentile of the time to first contact over all leads, also those that nobody has reached: by Kaplan and Meier
 * (Nonparametric Estimation from Incomplete Observations, JASA 53, 1958). Whoever still waits counts as one that takes
 * longer than they have waited, so their share goes in equal parts to all that took or will take longer; who ended
 * unreached is never reached. With everybody reached it is Postgres' `percentile_cont`.
 * @param share 0 to 1
 * @returns milliseconds; null where fewer than that share are known to be reached by any time
 */
export function percentileOfAll({ reached, waiting, never }: TimesToContact, share: number): number | null {
  const times = [
    ...Array.from(reached, ([ms, count]) => ({ ms, count, isContact: true })),
    ...Array.from(waiting, ([ms, count]) => ({ ms, count, isContact: false })),
    // At one time the contacts come first: whoever has waited so long was not reached until then.
  ].sort((a, b) => a.ms - b.ms || Number(b.isContact) - Number(a.isContact));
  let left = never + times.reduce((sum, { count }) => sum + count, 0);
  const total = left;

  /** Contacts by time, and how many of all leads had been reached by then. */
  const steps: { ms: number; by: number }[] = [];
  let [by, weight] = [0, 1];
  for (const { ms, count, isContact } of times) {
    if (count === 0) continue;
    left -= count;
    if (isContact) steps.push({ ms, by: (by += count * weight) });
    else if (left > 0) weight *= (left + count) / left;
  }
  const at = (rank: number) => steps.find((step) => step.by > rank + EPSILON);
  const rank = share * (total - 1);
  const [below, above] = [at(Math.floor(rank)), at(Math.ceil(rank))];
  if (!below) return null;
  if (!above) return by + EPSILON >= share * total ? below.ms : null;
  return below.ms + (above.ms - below.ms) * (rank - Math.floor(rank));
}
