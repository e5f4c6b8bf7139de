import { describe, expect, it } from 'vitest';
import { compileCalendar } from '../../engine/calendars/calendar.js';
import { firstNames, officeHours } from '../../platform/orgs/first-things.js';
import { firstFlow } from './first-flow.js';
import { validateFlow } from './validate.js';

const context = (memberCount: number) => ({
  users: new Set<string>(),
  teams: new Map([['team', { memberCount, hasCalendar: true, archived: false }]]),
  calendars: new Map([
    ['calendar', { hasWorkingTime: compileCalendar(officeHours('Europe/Bucharest')).hasWorkingTime(0) }],
  ]),
});

describe('what a new organisation begins with', () => {
  it('is a flow that could be published as soon as somebody is in the team', () => {
    const { definition } = firstFlow('calendar', 'team', 'en');
    expect(validateFlow(definition, context(1))).toEqual([]);
    // Until then it works, too: its leads are unrouted, with a work item.
    expect(validateFlow(definition, context(0)).map(({ message }) => message)).toEqual([
      'This team has no active members: nobody could get the lead.',
    ]);
  });

  it('speaks the organisation’s language, and English where it has no words of it', () => {
    expect([firstNames('ro-MD').team, firstFlow('c', 't', 'ro').name]).toEqual(['Vânzări', 'Toate lead-urile']);
    expect([firstNames('de').calendar, firstFlow('c', 't', 'de').name]).toEqual(['Office hours', 'Every lead']);
  });
});
