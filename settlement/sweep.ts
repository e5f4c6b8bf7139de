import type { Database } from '../db/client.js';
import { ringNotices } from '../db/platform/queries/deliveries.js';
import { describeError } from '../db/errors.js';
import { foldCounters } from '../db/platform/queries/counters.js';
import * as sweepQueries from '../db/leads/queries/settlement/sweep.js';
import { settleLeads, type SettleDeps } from './settle.js';
import { checkCounts, foldCounts } from './tower.js';

export interface SweepResult {
  /** Leads that wait for an instant or for their start. */
  lookedAt: number;
  /** Leads that were overdue or had an unapplied proof, and were settled here. */
  settled: number;
  /** Leads whose workflow the relay was asked to start again. */
  restarted: number;
  /** Absences whose leads should have been planned anew by now, and whose workflow was rung. */
  absences: number;
  /** Counts of the Control Tower that were wrong, and were repaired. */
  drift: number;
  /** Outbox rows older than a minute. */
  stuck: number;
  errors: number;
}

export interface SweepDeps extends SettleDeps {
  /** As `pinggo_relay`: sees what is due over all orgs. */
  relayDb: Database;
}

export interface ReconcileDeps extends SweepDeps {
  /** Leads whose workflow was stopped by somebody, or failed, since an instant (epoch milliseconds), and does not run. */
  stoppedLeads: (sinceMs: number) => Promise<sweepQueries.LeadKey[]>;
}

const BATCH = 1_000;
/** A lead's own timer is given this long before the sweep takes it for lost. */
const OVERDUE_MS = 10_000;
const STUCK_MS = 60_000;
/** A notice is given this long before the sweep asks whether anybody sends it. */
const UNSENT_MS = 5 * 60_000;
/** How far back a sweep looks for stopped workflows: several sweeps, should one fail. */
const STOPPED_MS = 5 * 60_000;

/**
 * Settles leads in bulk, one transaction for each org and batch. A batch that fails is logged and counted, the others
 * go on. @returns how many leads changed, and how many batches failed
 */
export async function settleByOrg(
  deps: SweepDeps,
  leads: sweepQueries.LeadKey[],
): Promise<{ changed: number; errors: number }> {
  let changed = 0;
  let errors = 0;
  for (const [orgId, leadIds] of sweepQueries.byOrg(leads)) {
    try {
      const settled = await settleLeads(deps, orgId, leadIds, { goal: 'SETTLED', skipLocked: true, atLeastMs: 0 });
      changed += settled.changed;
    } catch (error) {
      errors += 1;
      deps.log.error({ err: describeError(error), orgId, leads: leadIds.length }, 'a batch could not be settled');
    }
  }
  return { changed, errors };
}

/** Lets whoever waits hear from a long statement. */
async function heard<T>(beat: () => void, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(beat, 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * The reconciler: repairs what no workflow looks after any more.
 * @returns one sweep over all orgs; `beat` is called as long as it goes on
 */
export function reconciler(deps: ReconcileDeps): (beat: (result?: SweepResult) => void) => Promise<SweepResult> {
  const { relayDb, log } = deps;

  /** Open leads whose workflow was stopped: they begin again now, not only when their next instant has passed. */
  async function openStopped(result: SweepResult): Promise<sweepQueries.LeadKey[]> {
    try {
      return await sweepQueries.openLeads(relayDb, await deps.stoppedLeads(Date.now() - STOPPED_MS));
    } catch (error) {
      // Temporal's lists may be down while all else works.
      result.errors += 1;
      log.error({ job: 'sweep', err: describeError(error) }, 'stopped workflows could not be looked for');
      return [];
    }
  }

  async function reconcile(beat: (result?: SweepResult) => void): Promise<SweepResult> {
    const startedAtMs = Date.now();
    const result: SweepResult = { lookedAt: 0, settled: 0, restarted: 0, absences: 0, drift: 0, stuck: 0, errors: 0 };
    log.info({ job: 'sweep' }, 'sweep started');
    try {
      result.lookedAt = await sweepQueries.countWatched(relayDb);
      const unstarted = await sweepQueries.unstartedLeads(relayDb, OVERDUE_MS, BATCH);
      const overdue = await sweepQueries.dueLeads(relayDb, OVERDUE_MS, 10 * BATCH);
      const waiting = await sweepQueries.leadsWithPendingInput(relayDb, OVERDUE_MS, 10 * BATCH);
      // A start that was asked for before and did not help: the lead is begun without a workflow.
      const lost = await sweepQueries.unstartedLeads(relayDb, STUCK_MS, BATCH);
      for (const leads of [lost, overdue, waiting]) {
        for (let index = 0; index < leads.length; index += BATCH) {
          const { changed, errors } = await settleByOrg(deps, leads.slice(index, index + BATCH));
          result.settled += changed;
          result.errors += errors;
          beat(result);
        }
      }
      // Their own workflows did not look after them. One that runs is left alone; one that is gone begins again.
      const known = new Set([...unstarted, ...overdue].map(({ leadId }) => leadId));
      const stopped = (await openStopped(result)).filter(({ leadId }) => !known.has(leadId));
      const reopened = (await sweepQueries.reopenedLeads(relayDb, waiting)).filter(({ leadId }) => !known.has(leadId));
      const restart = [...unstarted, ...overdue, ...stopped, ...reopened];
      await sweepQueries.requestStart(relayDb, restart);
      result.restarted = restart.length;
      result.absences = await sweepQueries.ringAbsences(relayDb, STUCK_MS);
      const notices = await ringNotices(relayDb, UNSENT_MS, BATCH);
      if (notices > 0) log.warn({ job: 'sweep', notices }, 'notices that nobody seems to send were asked for');
      result.stuck = await sweepQueries.countStuck(relayDb, STUCK_MS);
      await foldCounts(deps);
      await foldCounters(relayDb);
      result.drift = await heard(beat, () => checkCounts(deps));
    } catch (error) {
      result.errors += 1;
      log.error({ job: 'sweep', err: describeError(error), ...result }, 'sweep failed');
      throw error;
    } finally {
      const counted = {
        sweep_runs_total: 1,
        sweep_errors_total: result.errors,
        sweep_settled_total: result.settled,
        sweep_restarted_total: result.restarted,
        sweep_absences_total: result.absences,
      };
      // Postgres being down is what failed the sweep, most often: counting must not hide that error.
      await sweepQueries.addToCounters(relayDb, counted).catch(() => undefined);
    }
    log.info({ job: 'sweep', durationMs: Date.now() - startedAtMs, ...result }, 'sweep finished');
    return result;
  }

  return reconcile;
}
