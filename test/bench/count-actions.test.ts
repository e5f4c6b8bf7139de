import { describe, expect, it } from 'vitest';
import { countActions, type HistoryEvent } from './count-actions.js';

const marker = (task: number): HistoryEvent => ({
  markerRecordedEventAttributes: { markerName: 'core_local_activity', workflowTaskCompletedEventId: task as never },
});
const start: HistoryEvent = { workflowExecutionStartedEventAttributes: {} };
const signal: HistoryEvent = { workflowExecutionSignaledEventAttributes: {} };
const timer: HistoryEvent = { timerStartedEventAttributes: {} };

describe("a workflow's Actions", () => {
  it('counts local activities by their workflow task', () => {
    const { parts, fired } = countActions([start, marker(4), marker(4), marker(4), signal, marker(9)]);
    expect(parts.tasksWithLocalActivities).toBe(2);
    expect(fired).toBe(4);
  });

  it('counts a timer when it fired, and beside it when it was started', () => {
    const events = [start, timer, { timerFiredEventAttributes: {} }, timer, { timerCanceledEventAttributes: {} }];
    expect(countActions(events)).toMatchObject({ fired: 2, started: 3 });
  });

  it('counts no task, activity or completion', () => {
    const events: HistoryEvent[] = [
      { workflowTaskScheduledEventAttributes: {} },
      { workflowTaskCompletedEventAttributes: {} },
      { workflowExecutionCompletedEventAttributes: {} },
    ];
    expect(countActions(events).fired).toBe(0);
  });
});
