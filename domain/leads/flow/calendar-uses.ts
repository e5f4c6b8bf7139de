import type { FlowDefinition } from './definition.js';

/** Where a flow names a calendar, in words: `its own calendar`, `the clock “First contact”`. */
export function calendarUses({ calendarId, clocks, scoring, routing, match }: FlowDefinition, id: string): string[] {
  const uses: string[] = [];
  if (calendarId === id) uses.push('its own calendar');
  for (const { target, ladder, name } of clocks)
    if (
      target.calendarId === id ||
      ladder.some(({ within }) => within && 'calendarId' in within && within.calendarId === id)
    )
      uses.push(`the clock “${name}”`);
  // Conditions name calendars too, at any depth.
  if (JSON.stringify([scoring, routing, match, clocks.map(({ targets }) => targets)]).includes(`"${id}"`))
    uses.push('a condition');
  return uses;
}
