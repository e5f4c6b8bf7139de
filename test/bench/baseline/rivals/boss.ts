import type pg from 'pg';
import PgBoss from 'pg-boss';
import { v5 as idOf } from 'uuid';
import type { Begun } from './begin.js';

/** A lead is to be begun. */
export const BEGIN = 'begin';
/** Something of a lead is due. */
export const DUE = 'due';

export interface LeadJob {
  orgId: string;
  leadId: string;
}

/**
 * As often as pg-boss can look, and enough at a time that one look is never the limit: it looks again only after the
 * interval, also when there was more.
 */
export const looking = { pollingIntervalSeconds: 0.5, batchSize: 500 };

/**
 * Over the process's own pool. Tuned where the defaults are for long work: a job is tried until it succeeds, at once; one
 * whose worker died counts as failed after 15 s instead of 15 minutes, and that is looked for every 5 s instead of 120.
 * @param supervise whether this process does that, and archives what is done
 */
export function openBoss(pool: pg.Pool, supervise: boolean): PgBoss {
  return new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    supervise,
    migrate: supervise,
    schedule: false,
    retryLimit: 1_000,
    retryDelay: 1,
    expireInSeconds: 15,
    maintenanceIntervalSeconds: 5,
  });
}

/** For a job that is written or cancelled in the transaction of what it is about. */
export const within = (client: pg.PoolClient): PgBoss.ConnectionOptions => ({
  db: { executeSql: (text, values) => client.query(text, values) },
});

const STEPS = ['remind', 'reassign'] as const;
/** Known without being kept: made of the lead and the step. */
export const jobId = (leadId: string, step: (typeof STEPS)[number]): string => idOf(step, leadId);

/** Writes a lead's two delayed jobs. */
export const dueJobs = (orgId: string, { id: leadId, remindAt, deadlineAt }: Begun): PgBoss.JobInsert<LeadJob>[] =>
  STEPS.map((step) => ({
    id: jobId(leadId, step),
    name: DUE,
    data: { orgId, leadId },
    startAfter: step === 'remind' ? remindAt : deadlineAt,
  }));

/** Those of them that have not run. */
export const cancelDue = (boss: PgBoss, client: pg.PoolClient, leadId: string): Promise<void> =>
  boss.cancel(
    DUE,
    STEPS.map((step) => jobId(leadId, step)),
    within(client),
  );
