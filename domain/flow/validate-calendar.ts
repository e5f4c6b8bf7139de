import type { FlowContext } from './validate.js';

/** Why a calendar cannot be used; null: it can. */
export function calendarProblem(id: string, { calendars }: Pick<FlowContext, 'calendars'>): string | null {
  const calendar = calendars.get(id);
  if (!calendar) return 'There is no such calendar.';
  return calendar.hasWorkingTime ? null : 'This calendar has no working time.';
}
