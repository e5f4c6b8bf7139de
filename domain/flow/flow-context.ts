/** What there is in the org that a definition may name. */
export interface FlowContext {
  /** By id; `memberCount` counts members that are not inactive. */
  teams: ReadonlyMap<string, { memberCount: number; hasCalendar: boolean; archived: boolean }>;
  calendars: ReadonlyMap<string, { hasWorkingTime: boolean }>;
  /** People that are not inactive, by id. */
  users: ReadonlySet<string>;
}
