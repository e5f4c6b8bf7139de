/** What there is in the org that a definition may name. */
export interface FlowContext {
  /** By id; `memberCount` counts members that are not inactive. */
  teams: ReadonlyMap<string, { memberCount: number; hasCalendar: boolean; archived: boolean }>;
  calendars: ReadonlyMap<string, { hasWorkingTime: boolean }>;
  /** People that are not inactive, by id. */
  users: ReadonlySet<string>;
  /** Those of them who may decide about an approval; left out: all. */
  deciders?: ReadonlySet<string>;
}

/** Why a calendar cannot be used; null: it can. */
export function calendarProblem(id: string, { calendars }: Pick<FlowContext, 'calendars'>): string | null {
  const calendar = calendars.get(id);
  if (!calendar) return 'There is no such calendar.';
  return calendar.hasWorkingTime ? null : 'This calendar has no working time.';
}
