import type { Candidate } from '../../domain/engine/routing/types.js';
import type { CalendarDefinition } from '../../domain/engine/calendars/types.js';
import { newCandidate } from './lead-engine.js';

// The people of the worked example in docs/engine/routing.md: once in memory, once as rows.

/** A Monday, 12 minutes before the night shift ends. */
export const EXAMPLE_NOW = Date.UTC(2026, 10, 23, 8, 48);
export const SOLAR_TEAM = '0a000000-0000-4000-8000-00000000000a';
export const NIGHT_TEAM = '0a000000-0000-4000-8000-00000000000b';
const MINUTE = 60_000;

export const NIGHT_HOURS: CalendarDefinition = {
  timeZone: 'UTC',
  weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '01:00', to: '09:00' })),
  holidays: [],
  specialDates: [],
};

let made = 0;
const person = (name: string, change: Partial<Candidate> = {}): Candidate =>
  newCandidate(`0a000000-0000-4000-8000-0000000000${String((made += 1)).padStart(2, '0')}`, {
    name,
    teamIds: [SOLAR_TEAM],
    skills: { solar: 3 },
    languages: ['ro'],
    capacity: 10,
    ...change,
  });

export const EXAMPLE_PEOPLE: readonly Candidate[] = [
  person('Ana', {
    skills: { solar: 5 },
    languages: ['ro', 'en'],
    load: 4,
    lastAssignedAtMs: EXAMPLE_NOW - 30 * MINUTE,
  }),
  person('Bogdan', { territories: ['RO', 'MD'], load: 2, lastAssignedAtMs: EXAMPLE_NOW - 60 * MINUTE }),
  person('Carmen', { skills: { solar: 2 } }),
  person('Dan', { languages: ['de', 'en'] }),
  person('Elena', { timeOff: { untilMs: Date.UTC(2026, 11, 1, 9) } }),
  person('Florin', { shiftLeftMs: 12 * MINUTE }),
  person('Gina', { status: 'AWAY' }),
  person('Horia', { territories: ['DE', 'AT'] }),
  person('Ioana', { capacity: 3, load: 2 }),
  person('Jana', { teamIds: [NIGHT_TEAM], skills: {} }),
];

/** What the example's lead is to routing. */
export const EXAMPLE_LEAD = { language: 'ro-RO', country: 'RO', attributes: { budget: 25_000 } };
