import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

export interface Actions {
  /** What they are made of. */
  parts: Record<
    'starts' | 'signals' | 'tasksWithLocalActivities' | 'upserts' | 'timersFired' | 'timersStarted',
    number
  >;
  /** In all, with the timers that fired. */
  fired: number;
  /** In all, with those that were started: Temporal Cloud bills a timer then. */
  started: number;
}

/** A workflow's Actions by its history. All local activities of one workflow task are one. */
export function countActions(events: readonly HistoryEvent[]): Actions {
  const count = (has: (event: HistoryEvent) => unknown) => events.filter(has).length;
  const parts = {
    starts: count((event) => event.workflowExecutionStartedEventAttributes),
    signals: count((event) => event.workflowExecutionSignaledEventAttributes),
    tasksWithLocalActivities: new Set(
      events.flatMap((event) => event.markerRecordedEventAttributes?.workflowTaskCompletedEventId?.toString() ?? []),
    ).size,
    upserts: count((event) => event.upsertWorkflowSearchAttributesEventAttributes),
    timersFired: count((event) => event.timerFiredEventAttributes),
    timersStarted: count((event) => event.timerStartedEventAttributes),
  };
  const { timersFired, timersStarted, ...always } = parts;
  const common = Object.values(always).reduce((sum, value) => sum + value, 0);
  return { parts, fired: common + timersFired, started: common + timersStarted };
}
