/** What of a definition this part edits, as patterns of paths; `*` stands for a place in a list. */
export const TAKES_EDITS: readonly string[] = [
  'match',
  'priority',
  'calendarId',
  'duplicates.window',
  'duplicates.action',
];
