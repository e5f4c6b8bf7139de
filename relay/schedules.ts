import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleClient } from '@temporalio/client';
import type { Logger } from 'pino';
import {
  HOLIDAYS_SCHEDULE_ID,
  HOLIDAYS_WORKFLOW_ID,
  RETENTION_SCHEDULE_ID,
  RETENTION_WORKFLOW_ID,
  SWEEP_SCHEDULE_ID,
  SWEEP_WORKFLOW_ID,
} from '../workflows/ids.js';

/** The reconciler's minute, the retention's five, and the hour in which it becomes November somewhere. */
const JOBS = [
  { scheduleId: SWEEP_SCHEDULE_ID, every: '1m', workflowType: 'sweepWorkflow', workflowId: SWEEP_WORKFLOW_ID },
  {
    scheduleId: RETENTION_SCHEDULE_ID,
    every: '5m',
    workflowType: 'retentionWorkflow',
    workflowId: RETENTION_WORKFLOW_ID,
  },
  { scheduleId: HOLIDAYS_SCHEDULE_ID, every: '1h', workflowType: 'holidaysWorkflow', workflowId: HOLIDAYS_WORKFLOW_ID },
] as const;

/** Makes the Schedules that are not there. */
export async function ensureSchedules(schedules: ScheduleClient, taskQueue: string): Promise<void> {
  for (const { scheduleId, every, workflowType, workflowId } of JOBS)
    try {
      await schedules.create({
        scheduleId,
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId,
          taskQueue,
          args: [],
          workflowExecutionTimeout: '10m',
        },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
}

const LOOK_EVERY_MS = 60_000;

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
  }, LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
