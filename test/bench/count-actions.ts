import { actionsOf, type Actions, type HistoryEvent } from '../support/actions.js';

export interface CountedActions {
  /** What they are made of. */
  parts: Actions;
  /** In all, with the timers that fired. */
  fired: number;
  /** In all, with those that were started: Temporal Cloud bills a timer then. */
  started: number;
}

/** A workflow's Actions by its history. */
export function countActions(events: readonly HistoryEvent[]): CountedActions {
  const parts = actionsOf(events);
  const { timersFired, timersStarted, ...always } = parts;
  const common = Object.values(always).reduce((sum, value) => sum + value, 0);
  return { parts, fired: common + timersFired, started: common + timersStarted };
}
