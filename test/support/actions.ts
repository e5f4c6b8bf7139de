import type { WorkflowHandle } from '@temporalio/client';

export type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

/** What of a history is a billed Action, by its kind. */
export interface Actions {
  starts: number;
  signals: number;
  /** Those of one task count as one. */
  tasksWithLocalActivities: number;
  activities: number;
  upserts: number;
  timersStarted: number;
  timersFired: number;
}

/**
 * Counts the Actions of a history (docs.temporal.io/cloud/actions). That of a patch is none: neither its marker, nor the
 * upsert of `TemporalChangeVersion` that comes with it.
 */
export function actionsOf(events: readonly HistoryEvent[]): Actions {
  const count = (has: (event: HistoryEvent) => unknown): number => events.filter(has).length;
  const tasks = events.flatMap(({ markerRecordedEventAttributes: marker }) =>
    marker?.markerName === 'core_local_activity' ? String(marker.workflowTaskCompletedEventId) : [],
  );
  return {
    starts: count((event) => event.workflowExecutionStartedEventAttributes),
    signals: count((event) => event.workflowExecutionSignaledEventAttributes),
    tasksWithLocalActivities: new Set(tasks).size,
    activities: count((event) => event.activityTaskScheduledEventAttributes),
    upserts: count(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) =>
      Object.keys(upsert?.searchAttributes?.indexedFields ?? {}).some((key) => key !== 'TemporalChangeVersion'),
    ),
    timersStarted: count((event) => event.timerStartedEventAttributes),
    timersFired: count((event) => event.timerFiredEventAttributes),
  };
}

const sumOf = (actions: Omit<Actions, 'timersStarted' | 'timersFired'>): number =>
  Object.values(actions).reduce((sum, part) => sum + part, 0);

/** All of them, a timer when it fires. */
export const actionsAsFired = ({ timersStarted: _, ...actions }: Actions): number => sumOf(actions);

/** All of them, a timer when it is started: so does Temporal Cloud bill. */
export const actionsAsStarted = ({ timersFired: _, ...actions }: Actions): number => sumOf(actions);
