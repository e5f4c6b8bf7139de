import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { RetentionKind } from '../../domain/platform/metrics/families.js';
import { bound } from '../../db/bound.js';
import type { Database } from '../../db/client.js';
import { addToCounters } from '../../db/platform/queries/counters.js';
import type { DeleteOld } from '../../db/platform/queries/retention.js';

/** What is deleted when it has been over for long enough. */
export interface Retention {
  /** Its name in `/metrics` and in the log. */
  kind: RetentionKind;
  /** How long it is kept after it was over; 0: for ever, unless an org keeps it for less. */
  days: number;
  deleteOld: DeleteOld;
  /** Deletes what orgs keep for less than that, whose own days count from the instant that it is given. */
  deleteOldOfOrgs?: DeleteOld;
}

/** Rows that were deleted, by kind; kinds that are kept for ever are missing. */
export interface RetentionResult {
  deleted: Record<string, number>;
  errors: number;
  /** Whether there is more than one run deletes. */
  more: boolean;
}

export interface RetentionActivities {
  /** Deletes what is old, so much of each kind at most. */
  deleteOld(): Promise<RetentionResult>;
}

export interface RetentionDeps {
  /** As `pinggo_relay`. */
  relayDb: Database;
  retentions: readonly Retention[];
  /** Now, in epoch milliseconds. */
  clock: () => number;
  log: Logger;
}

/** A transaction's: short enough to hold nobody up. */
const BATCH = 1_000;
/** Of one kind in one run: a backlog of years goes away over days and not in one night of writing. */
const MOST_BATCHES = 20;
const DAY_MS = 24 * 60 * 60_000;

/** Deletes what nobody needs any more. Never the audit log, and nothing of a lead. */
export function retentionActivities({ relayDb, retentions, clock, log }: RetentionDeps): RetentionActivities {
  async function deleteBatches(
    db: Database,
    deleteSome: DeleteOld,
    before: Date,
    beat: (deleted: number) => void,
  ): Promise<boolean> {
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const some = await deleteSome(db, before, BATCH);
      beat(some);
      if (some < BATCH) return false;
    }
    return true;
  }

  async function deleteKind(db: Database, retention: Retention, beat: (deleted: number) => void): Promise<boolean> {
    const { days, deleteOld, deleteOldOfOrgs } = retention;
    const over = days > 0 && (await deleteBatches(db, deleteOld, new Date(clock() - days * DAY_MS), beat));
    const ofOrgs = deleteOldOfOrgs !== undefined && (await deleteBatches(db, deleteOldOfOrgs, new Date(clock()), beat));
    return over || ofOrgs;
  }

  return {
    async deleteOld() {
      const { cancellationSignal: signal, heartbeat, info } = Context.current();
      const db = bound(relayDb, { signal, untilMs: Date.now() + info.startToCloseTimeoutMs });
      const result: RetentionResult = { deleted: {}, errors: 0, more: false };
      for (const retention of retentions) {
        const { kind, days, deleteOldOfOrgs } = retention;
        if (days === 0 && deleteOldOfOrgs === undefined) continue;
        result.deleted[kind] = 0;
        try {
          const more = await deleteKind(db, retention, (deleted) => {
            result.deleted[kind]! += deleted;
            heartbeat(result.deleted);
          });
          result.more ||= more;
        } catch (error) {
          signal.throwIfAborted();
          result.errors += 1;
          log.error({ job: 'retention', kind, err: error }, 'what is old could not be deleted');
        }
      }
      const deleted = Object.entries(result.deleted);
      const counted = deleted.map(([kind, rows]) => [`retention_deleted_total{kind="${kind}"}`, rows] as const);
      await addToCounters(relayDb, {
        retention_runs_total: 1,
        retention_errors_total: result.errors,
        ...Object.fromEntries(counted),
      });
      if (deleted.some(([, rows]) => rows > 0)) log.info({ job: 'retention', ...result }, 'what is old was deleted');
      return result;
    },
  };
}
