import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  TemporalFailure,
} from '@temporalio/workflow';
import type { LeadActivities, LeadRef } from '../../../activities/leads/lead.js';

/** Database work, as local activities: one transaction each. They are tried for some seconds: a restart, a failover. */
const atOnce = proxyLocalActivities<LeadActivities>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1m',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumAttempts: 6 },
  // No pause is this long: one that is becomes a timer, and each timer is in the history.
  localRetryThreshold: '10s',
});

/**
 * The same as regular activities, tried until they succeed: the server holds their retries, so that an outage adds nothing
 * to a history however long it lasts. When it is over the sweep settles what is overdue within its minute.
 */
const untilDone = proxyActivities<LeadActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** What the activity threw: a local one's is not wrapped. */
function thrownBy(error: unknown): ApplicationFailure | null {
  const thrown = error instanceof ActivityFailure ? error.cause : error;
  return thrown instanceof ApplicationFailure ? thrown : null;
}

/** Whether an activity says that the lead cannot be settled: no retry helps, only somebody who mends the cause. */
export const cannotBeSettled = (error: unknown): boolean => thrownBy(error)?.type === 'NotSettled';

const willPass = (error: unknown): boolean =>
  error instanceof TemporalFailure && !isCancellation(error) && thrownBy(error)?.nonRetryable !== true;

function done<Name extends keyof LeadActivities>(name: Name) {
  type Result = Awaited<ReturnType<LeadActivities[Name]>>;
  type Call = { executeWithOptions(options: { summary: string }, args: [LeadRef]): Promise<Result> };
  return async (ref: LeadRef, summary: string = name): Promise<Result> => {
    try {
      return await (atOnce[name] as unknown as Call).executeWithOptions({ summary }, [ref]);
    } catch (error) {
      // No `patched` here (ADR 0044): until now a local activity never gave up, so no open history has gone past one that did.
      if (!willPass(error)) throw error;
    }
    const later = { ...ref, nowMs: Math.max(ref.nowMs, Date.now()) };
    return (untilDone[name] as unknown as Call).executeWithOptions({ summary: `${summary}, again and again` }, [later]);
  };
}

/** The lead's activities, with what the Temporal UI calls each. They fail only where trying again is no use. */
export const leadActivities = {
  beginLead: done('beginLead'),
  settleLead: done('settleLead'),
  qualifyLead: done('qualifyLead'),
  routeLead: done('routeLead'),
  startClocks: done('startClocks'),
};
