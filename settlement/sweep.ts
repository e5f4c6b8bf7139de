import type { Database } from '../db/client.js';
import { ringAccessMails } from '../db/platform/queries/access-mails.js';
import { ringNotices } from '../db/platform/queries/deliveries.js';
import { addToCounters, foldCounters } from '../db/platform/queries/counters.js';
import * as sweepQueries from '../db/leads/queries/settlement/sweep.js';
import type { SettleDeps } from './settle.js';
import { settleEach } from './settle-each.js';
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
 * Settles leads in bulk, one transaction for each org and batch. A lead that cannot be settled, or an org, is logged and
 * counted, the others go on.
 * @returns how many leads changed; which could not be settled; how many errors there were
 */
export async function settleByOrg(
  deps: SweepDeps,
  leads: sweepQueries.LeadKey[],
): Promise<{ changed: number; failed: Set<string>; errors: number }> {
  let changed = 0;
  let errors = 0;
  const failed = new Set<string>();
  for (const [orgId, leadIds] of sweepQueries.byOrg(leads)) {
    try {
      const settled = await settleEach(deps, orgId, leadIds, { goal: 'SETTLED', skipLocked: true, atLeastMs: 0 });
      changed += settled.changed;
      errors += settled.failed.length;
      for (const leadId of settled.failed) failed.add(leadId);
    } catch (error) {
      errors += 1;
      deps.log.error({ err: error, orgId, leads: leadIds.length }, 'an org could not be settled');
    }
  }
  return { changed, failed, errors };
}

/** What is left after this long is for the next sweep. */
const BUDGET_MS = 3 * 60_000;

/**
 * Goes through all that a question finds, a batch at a time, however much that is. Those that a batch could not help are
 * found again: they are left out, and never in the way of others.
 * @param next answers the first so many
 * @returns all that were found
 */
async function eachBatch(
  next: (most: number) => Promise<sweepQueries.LeadKey[]>,
  untilMs: number,
  work: (batch: sweepQueries.LeadKey[]) => Promise<void>,
): Promise<sweepQueries.LeadKey[]> {
  const seen = new Map<string, sweepQueries.LeadKey>();
  while (Date.now() < untilMs) {
    const found = (await next(BATCH + seen.size)).filter(({ leadId }) => !seen.has(leadId)).slice(0, BATCH);
    if (found.length === 0) break;
    for (const lead of found) seen.set(lead.leadId, lead);
    await work(found);
  }
  return [...seen.values()];
}

const batchesOf = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );

/** Lets whoever waits hear from a long statement. */
export async function heard<T>(beat: () => void, work: () => Promise<T>): Promise<T> {
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
      const open: sweepQueries.LeadKey[] = [];
      for (const batch of batchesOf(await deps.stoppedLeads(Date.now() - STOPPED_MS)))
        open.push(...(await sweepQueries.openLeads(relayDb, batch)));
      return open;
    } catch (error) {
      // Temporal's lists may be down while all else works.
      result.errors += 1;
      log.error({ job: 'sweep', err: error }, 'stopped workflows could not be looked for');
      return [];
    }
  }

  async function reconcile(beat: (result?: SweepResult) => void): Promise<SweepResult> {
    const startedAtMs = Date.now();
    const result: SweepResult = { lookedAt: 0, settled: 0, restarted: 0, absences: 0, drift: 0, stuck: 0, errors: 0 };
    log.info({ job: 'sweep' }, 'sweep started');
    try {
      result.lookedAt = await sweepQueries.countWatched(relayDb);
      const untilMs = startedAtMs + BUDGET_MS;
      const failed = new Set<string>();
      const settleBatch = async (leads: sweepQueries.LeadKey[]): Promise<void> => {
        // What failed once in this sweep fails again.
        const settled = await settleByOrg(
          deps,
          leads.filter(({ leadId }) => !failed.has(leadId)),
        );
        result.settled += settled.changed;
        result.errors += settled.errors;
        for (const leadId of settled.failed) failed.add(leadId);
        beat(result);
      };
      const notBegun = await eachBatch(
        (most) => sweepQueries.unstartedLeads(relayDb, OVERDUE_MS, most),
        untilMs,
        () => Promise.resolve(),
      );
      // A start that was asked for before and did not help: the lead is begun without a workflow.
      await eachBatch((most) => sweepQueries.unstartedLeads(relayDb, STUCK_MS, most), untilMs, settleBatch);
      const due = await eachBatch((most) => sweepQueries.dueLeads(relayDb, OVERDUE_MS, most), untilMs, settleBatch);
      const waiting = await eachBatch(
        (most) => sweepQueries.leadsWithPendingInput(relayDb, OVERDUE_MS, most),
        untilMs,
        settleBatch,
      );
      // Their own workflows did not look after them. One that runs is left alone; one that is gone begins again. For one
      // that cannot be settled a workflow can do no more than this sweep: it is not asked for each minute.
      const [unstarted, overdue] = [notBegun, due].map((leads) => leads.filter(({ leadId }) => !failed.has(leadId)));
      const known = new Set([...notBegun, ...due].map(({ leadId }) => leadId));
      const stopped = (await openStopped(result)).filter(({ leadId }) => !known.has(leadId));
      const reopened = (await sweepQueries.reopenedLeads(relayDb, waiting)).filter(({ leadId }) => !known.has(leadId));
      const restart = [...unstarted!, ...overdue!, ...stopped, ...reopened];
      for (const batch of batchesOf(restart)) await sweepQueries.requestStart(relayDb, batch);
      result.restarted = restart.length;
      result.absences = await sweepQueries.ringAbsences(relayDb, STUCK_MS);
      const changes = await sweepQueries.ringCalendarChanges(relayDb, STUCK_MS);
      if (changes > 0) log.warn({ job: 'sweep', changes }, 'changed hours that nobody seems to apply were asked for');
      const notices = await ringNotices(relayDb, UNSENT_MS, BATCH);
      if (notices > 0) log.warn({ job: 'sweep', notices }, 'notices that nobody seems to send were asked for');
      const mails = await ringAccessMails(relayDb, UNSENT_MS, BATCH);
      if (mails > 0) log.warn({ job: 'sweep', mails }, 'mails that nobody seems to send were asked for');
      result.stuck = await sweepQueries.countStuck(relayDb, STUCK_MS);
      await foldCounts(deps);
      await foldCounters(relayDb);
      result.drift = await heard(beat, () => checkCounts(deps));
    } catch (error) {
      result.errors += 1;
      log.error({ job: 'sweep', err: error, ...result }, 'sweep failed');
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
      await addToCounters(relayDb, counted).catch(() => undefined);
    }
    log.info({ job: 'sweep', durationMs: Date.now() - startedAtMs, ...result }, 'sweep finished');
    return result;
  }

  return reconcile;
}
