import type { Logger } from 'pino';
import type { Database } from '../db/client.js';
import { foldDeltas, noteCheck, orgsToCheck, orgsToFold, repairCounts } from '../db/queries/tower-counts.js';
import { addToCounters } from '../db/queries/sweep.js';

export interface TowerDeps {
  db: Database;
  /** As `pinggo_relay`: sees over all orgs whose counts there are to fold and to check. */
  relayDb: Database;
  log: Logger;
}

/** So many deltas in one transaction; an org that has more gets another one at once. */
const FOLD = 20_000;
/** Even a small org is checked only so often. */
const CHECK_PAUSE_MS = 5 * 60_000;
const CHECKED_AT_ONCE = 20;
/** No further org is begun after this long. */
const CHECK_BUDGET_MS = 10_000;
/** Within the sweep's five minutes. The first check of an org that is large already writes all its counts. */
const CHECK_TIMEOUT_MS = 200_000;

/** Folds what settlements changed into the Control Tower's counts. @returns how many deltas */
export async function foldCounts({ db, relayDb }: TowerDeps): Promise<number> {
  let folded = 0;
  for (const orgId of await orgsToFold(relayDb)) {
    for (let more = true; more;) {
      const some = await db.inOrg(orgId, (tx) => foldDeltas(tx, FOLD));
      folded += some;
      more = some === FOLD;
    }
  }
  return folded;
}

/**
 * Compares one org's counts with its leads, repairs them, and counts and logs what was wrong as an error: then somebody
 * wrote a lead past the settlement.
 * @returns how many counts had drifted; 0 where they had only never been made
 */
export async function checkOrg({ db, relayDb, log }: TowerDeps, orgId: string): Promise<number> {
  const startedAtMs = performance.now();
  const took = (): number => performance.now() - startedAtMs;
  try {
    const { drifted, first } = await db.inOrg(orgId, (tx) => repairCounts(tx, CHECK_TIMEOUT_MS));
    if (drifted === 0) return 0;
    if (first) {
      log.info({ job: 'sweep', orgId, counts: drifted }, 'the counts of the control tower were made');
      return 0;
    }
    log.error({ job: 'sweep', orgId, drifted }, 'counts of the control tower had drifted, and were repaired');
    await addToCounters(relayDb, { rollup_drift_total: drifted });
    return drifted;
  } finally {
    // Also after a failure: an org that takes too long must not keep the others from being checked.
    await db.inOrg(orgId, (tx) => noteCheck(tx, took()));
  }
}

/** Checks a few orgs, those that were not checked for longest. @returns how many counts had drifted */
export async function checkCounts(deps: TowerDeps): Promise<number> {
  const startedAtMs = performance.now();
  let drifted = 0;
  for (const orgId of await orgsToCheck(deps.relayDb, CHECK_PAUSE_MS, CHECKED_AT_ONCE)) {
    if (performance.now() - startedAtMs > CHECK_BUDGET_MS) break;
    try {
      drifted += await checkOrg(deps, orgId);
    } catch (error) {
      deps.log.error({ job: 'sweep', err: error, orgId }, 'counts of the control tower could not be checked');
    }
  }
  return drifted;
}

const FOLD_EVERY_MS = 2_000;

/**
 * Folds every two seconds, so that whoever asks adds up few deltas. Should it fail the sweep folds each minute, and
 * until then the answers are as exact, only slower.
 */
export function startFolding(deps: TowerDeps): { stop(): Promise<void> } {
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    running ??= foldCounts(deps)
      .catch((error: unknown) => deps.log.warn({ job: 'fold', err: error }, 'counts could not be folded'))
      .finally(() => (running = null));
  }, FOLD_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
