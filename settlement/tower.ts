import type { Logger } from 'pino';
import type { Database } from '../db/client.js';
import { checkNextSlice, orgsToCheck, putCheckOff } from '../db/leads/queries/tower/check.js';
import { foldDeltas, orgsToFold } from '../db/leads/queries/tower/counts.js';
import { addToCounters, foldCounters } from '../db/platform/queries/counters.js';
import type { Counted } from '../domain/leads/metrics/families.js';
import type { Helper } from './repeated.js';

export interface TowerDeps {
  db: Database;
  /** As `pinggo_relay`: sees over all orgs whose counts there are to fold and to check. */
  relayDb: Database;
  log: Logger;
}

/** Settlements in one transaction; an org that has more gets another one at once. */
const FOLD = 2_000;
const CHECKED_AT_ONCE = 20;
/** No further slice is begun after this long. */
const CHECK_BUDGET_MS = 10_000;

/** Folds what settlements changed into the Control Tower's counts. @returns of how many settlements */
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
 * Compares one org's counts with its leads, slice by slice, and repairs them. What was wrong is counted and logged as
 * an error: then somebody wrote a lead past the settlement.
 * @param budgetMs no further slice is begun after this long; the next call goes on from there
 * @returns how many counts had drifted; 0 where they had only never been made
 */
export async function checkOrg(
  { db, relayDb, log }: TowerDeps,
  orgId: string,
  budgetMs = Number.POSITIVE_INFINITY,
): Promise<number> {
  const startedAtMs = performance.now();
  const total = { drifted: 0, made: 0 };
  try {
    for (let done = false; !done && performance.now() - startedAtMs < budgetMs;) {
      const slice = await db.inOrg(orgId, (tx) => checkNextSlice(tx));
      total[slice.first ? 'made' : 'drifted'] += slice.drifted;
      done = slice.done;
      if (done && slice.first) log.info({ job: 'sweep', orgId }, 'the counts of the control tower were made');
    }
  } catch (error) {
    await db.inOrg(orgId, putCheckOff);
    throw error;
  } finally {
    if (total.drifted > 0) {
      log.error(
        { job: 'sweep', orgId, drifted: total.drifted },
        'counts of the control tower had drifted, and were repaired',
      );
      await addToCounters<Counted>(relayDb, { rollup_drift_total: total.drifted });
    }
  }
  return total.drifted;
}

/** Checks orgs, those first that have been due for longest. @returns how many counts had drifted */
async function checkSome(deps: TowerDeps, orgIds: string[]): Promise<number> {
  const untilMs = performance.now() + CHECK_BUDGET_MS;
  let drifted = 0;
  for (const orgId of orgIds) {
    const budgetMs = untilMs - performance.now();
    if (budgetMs <= 0) break;
    try {
      drifted += await checkOrg(deps, orgId, budgetMs);
    } catch (error) {
      deps.log.error({ job: 'sweep', err: error, orgId }, 'counts of the control tower could not be checked');
    }
  }
  return drifted;
}

/** Checks the orgs that are due. @returns how many counts had drifted */
export const checkCounts = async (deps: TowerDeps): Promise<number> =>
  checkSome(deps, await orgsToCheck(deps.relayDb, CHECKED_AT_ONCE, false));

/** Makes the counts of orgs that were there before them. */
export async function makeCounts(deps: TowerDeps): Promise<void> {
  await checkSome(deps, await orgsToCheck(deps.relayDb, CHECKED_AT_ONCE, true));
}

const FOLD_EVERY_MS = 2_000;

/**
 * Folds every two seconds, so that whoever asks adds up few deltas (of the counters, too), and makes counts that were never
 * made. Should it fail the sweep does both each minute, and until then the answers are as exact, only slower.
 */
export function startFolding(deps: TowerDeps): Helper {
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    running ??= foldCounts(deps)
      .then(() => makeCounts(deps))
      .then(() => foldCounters(deps.relayDb))
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
