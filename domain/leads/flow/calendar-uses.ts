import type { FlowDefinition, FlowDraft } from './definition.js';

/** Where a flow names a calendar, in words: `its own calendar`, `the clock “First contact”`. */
export function calendarUses(rules: FlowDefinition | FlowDraft, id: string): string[] {
  const { calendarId, clocks, ...others } = rules;
  const uses: string[] = [];
  if (calendarId === id) uses.push('its own calendar');
  // A draft may be built anyhow.
  if (!isListOfClocks(clocks)) return names([clocks, others], id) ? [...uses, 'its draft'] : uses;
  for (const { target, ladder, name } of clocks)
    if (names([target, ladder.map(({ within }) => within)], id)) uses.push(`the clock “${name}”`);
  // Conditions name calendars too, at any depth.
  const asked = clocks.flatMap(({ targets, ladder }) => [targets, ladder.map(({ stopWhen }) => stopWhen)]);
  if (names([others, asked], id)) uses.push('a condition');
  return uses;
}

const names = (part: unknown, id: string): boolean => JSON.stringify(part).includes(`"${id}"`);

const isListOfClocks = (clocks: unknown): clocks is FlowDefinition['clocks'] =>
  Array.isArray(clocks) &&
  clocks.every(
    (clock: Partial<FlowDefinition['clocks'][number]> | null) =>
      typeof clock?.name === 'string' &&
      Array.isArray(clock.ladder) &&
      clock.ladder.every((step: unknown) => typeof step === 'object' && step !== null),
  );
