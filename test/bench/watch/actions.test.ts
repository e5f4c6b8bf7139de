import { describe, expect, it } from 'vitest';
import { actionsAsFired, actionsAsStarted, actionsOf, type HistoryEvent } from '../../support/actions.js';

const marker = (task: number): HistoryEvent => ({
  markerRecordedEventAttributes: { markerName: 'core_local_activity', workflowTaskCompletedEventId: task as never },
});
const start: HistoryEvent = { workflowExecutionStartedEventAttributes: {} };
const signal: HistoryEvent = { workflowExecutionSignaledEventAttributes: {} };
const timer: HistoryEvent = { timerStartedEventAttributes: {} };

describe("a workflow's Actions", () => {
  it('counts local activities by their workflow task', () => {
    const parts = actionsOf([start, marker(4), marker(4), marker(4), signal, marker(9)]);
    expect(parts.tasksWithLocalActivities).toBe(2);
    expect(actionsAsFired(parts)).toBe(4);
  });

  it('counts a timer when it fired, and beside it when it was started', () => {
    const events = [start, timer, { timerFiredEventAttributes: {} }, timer, { timerCanceledEventAttributes: {} }];
    expect(actionsAsFired(actionsOf(events))).toBe(2);
    expect(actionsAsStarted(actionsOf(events))).toBe(3);
  });

  it('counts no patch, neither its marker nor its upsert', () => {
    const patch: HistoryEvent[] = [
      { markerRecordedEventAttributes: { markerName: 'core_patch', workflowTaskCompletedEventId: 4 as never } },
      {
        upsertWorkflowSearchAttributesEventAttributes: {
          searchAttributes: { indexedFields: { TemporalChangeVersion: {} } },
        },
      },
    ];
    expect(actionsAsStarted(actionsOf(patch))).toBe(0);
  });

  it('counts no task or completion', () => {
    const events: HistoryEvent[] = [
      { workflowTaskScheduledEventAttributes: {} },
      { workflowTaskCompletedEventAttributes: {} },
      { workflowExecutionCompletedEventAttributes: {} },
    ];
    expect(actionsAsFired(actionsOf(events))).toBe(0);
  });
});
