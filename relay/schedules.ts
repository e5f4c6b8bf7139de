import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleClient,
  type ScheduleDescription,
  type ScheduleHandle,
} from '@temporalio/client';
import type { Logger } from 'pino';
import {
  HOLIDAYS_SCHEDULE_ID,
  HOLIDAYS_WORKFLOW_ID,
  RETENTION_SCHEDULE_ID,
  RETENTION_WORKFLOW_ID,
  SWEEP_SCHEDULE_ID,
  SWEEP_WORKFLOW_ID,
} from '../workflows/ids.js';

const MINUTE_MS = 60_000;

/** The reconciler's minute, the retention's five, and the hour in which it becomes November somewhere. */
const JOBS = [
  { scheduleId: SWEEP_SCHEDULE_ID, everyMs: MINUTE_MS, workflowType: 'sweepWorkflow', workflowId: SWEEP_WORKFLOW_ID },
  {
    scheduleId: RETENTION_SCHEDULE_ID,
    everyMs: 5 * MINUTE_MS,
    workflowType: 'retentionWorkflow',
    workflowId: RETENTION_WORKFLOW_ID,
  },
  {
    scheduleId: HOLIDAYS_SCHEDULE_ID,
    everyMs: 60 * MINUTE_MS,
    workflowType: 'holidaysWorkflow',
    workflowId: HOLIDAYS_WORKFLOW_ID,
  },
] as const;

const wantedOf = ({ everyMs, workflowType, workflowId }: (typeof JOBS)[number], taskQueue: string) => ({
  spec: { intervals: [{ every: everyMs }] },
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: MINUTE_MS },
  action: {
    type: 'startWorkflow' as const,
    workflowType,
    workflowId,
    taskQueue,
    args: [],
    workflowExecutionTimeout: 10 * MINUTE_MS,
  },
});

type Wanted = ReturnType<typeof wantedOf>;

/** Makes the Schedules that are not there, and those as they are now that an earlier version made otherwise. */
export async function ensureSchedules(schedules: ScheduleClient, taskQueue: string): Promise<void> {
  for (const job of JOBS) {
    const { scheduleId } = job;
    const wanted = wantedOf(job, taskQueue);
    const handle = schedules.getHandle(scheduleId);
    const found = await describedOrNull(handle);
    if (found === null) await schedules.create({ scheduleId, ...wanted }).catch(unlessMade);
    // Whoever paused it, and what they noted of it, stays: that is an operator's.
    else if (!isAsWanted(found, wanted)) await handle.update(({ state }) => ({ ...wanted, state }));
  }
}

async function describedOrNull(handle: ScheduleHandle): Promise<ScheduleDescription | null> {
  try {
    return await handle.describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** Another worker made it at the same moment. */
function unlessMade(error: unknown): void {
  if (!(error instanceof ScheduleAlreadyRunning)) throw error;
}

function isAsWanted({ spec, policies, action }: ScheduleDescription, wanted: Wanted): boolean {
  const [interval, ...others] = spec.intervals ?? [];
  return (
    interval?.every === wanted.spec.intervals[0]!.every &&
    others.length === 0 &&
    policies.overlap === wanted.policies.overlap &&
    policies.catchupWindow === wanted.policies.catchupWindow &&
    action.workflowType === wanted.action.workflowType &&
    action.workflowId === wanted.action.workflowId &&
    action.taskQueue === wanted.action.taskQueue &&
    action.workflowExecutionTimeout === wanted.action.workflowExecutionTimeout
  );
}

/**
 * Looks after the Schedules: a Temporal server that lost its data while we ran has lost them, too.
 * @param isAway whether it does not answer: then it is not asked
 */
export function keepSchedules(
  schedules: ScheduleClient,
  taskQueue: string,
  { isAway, log }: { isAway: () => boolean; log: Logger },
): { stop(): void } {
  const timer = setInterval(() => {
    if (isAway()) return;
    ensureSchedules(schedules, taskQueue).catch((error: unknown) => {
      log.warn({ err: error }, 'the schedules could not be looked after');
    });
  }, MINUTE_MS);
  return { stop: () => clearInterval(timer) };
}
