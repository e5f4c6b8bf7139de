import { describe, expect, it } from 'vitest';
import { ORG_ROLES } from '../../domain/platform/access/roles.js';
import { validateFlow } from '../../domain/leads/flow/validate.js';
import { compileCalendar } from '../../domain/engine/calendars/calendar.js';
import { carpat } from './carpat.js';
import { deriveFrom } from './derive.js';
import { hudson } from './hudson.js';
import { demoId } from './ids.js';

describe.each([carpat, hudson])('the demo org $name', (org) => {
  it('has flows that could be published', () => {
    const teams = new Map(
      org.teams.map(({ id, memberIds }) => [
        id,
        { memberCount: memberIds.length, hasCalendar: false, archived: false },
      ]),
    );
    const users = new Set(org.people.map(({ id }) => id));
    const calendars = new Map(
      org.calendars.map(({ id, definition }) => [
        id,
        { hasWorkingTime: compileCalendar(definition).hasWorkingTime(Date.now()) },
      ]),
    );
    expect(org.flows.length).toBeGreaterThan(0);
    for (const { definition } of org.flows) expect(validateFlow(definition, { teams, calendars, users })).toEqual([]);
  });

  it('has every role, somebody away, and two who are at work at any hour: a lead can be reassigned at night', () => {
    expect(new Set(org.people.map((person) => person.role))).toEqual(new Set(ORG_ROLES));
    expect(org.people.some(({ status, timeOff }) => status === 'AWAY' || timeOff !== undefined)).toBe(true);
    const always = org.people.filter(
      (person) =>
        person.role === 'REP' &&
        (person.calendarId === undefined ||
          org.calendars.some((calendar) => calendar.id === person.calendarId && calendar.name === 'Around the clock')),
    );
    expect(always.length).toBeGreaterThanOrEqual(2);
  });

  it('names people and teams that are there', () => {
    const people = new Set(org.people.map((person) => person.id));
    for (const team of org.teams) {
      expect(people).toContain(team.managerId);
      for (const id of team.memberIds) expect(people).toContain(id);
    }
    expect(new Set(org.leads.map((lead) => lead.id)).size).toBe(org.leads.length);
  });
});

describe('the demo org that is looked at first', () => {
  it('shows offers, a lead that waits for an answer, somebody off until a date, a pause and one that ends by itself', () => {
    const { flows, leads, people } = carpat;
    const asking = flows.find(({ definition }) => definition.routing.rules.some(({ mode }) => mode === 'OFFER'))!;
    expect(leads.map(({ id }) => id)).toContain(demoId('lead:carpat:offered'));
    // Of the flows that it matches the one of the highest priority takes it.
    expect(Math.max(...flows.map(({ definition }) => definition.priority))).toBe(asking.definition.priority);
    expect(people.filter(({ timeOff }) => timeOff !== undefined)).toMatchObject([{ name: 'Andrei Luca' }]);
    const pauses = leads.flatMap(({ command }) => (command?.request.kind === 'PAUSE' ? [command] : []));
    expect(pauses.map(({ endsInHours }) => endsInHours)).toEqual([undefined, 24]);
  });
});

describe('demo credentials', () => {
  it('follow from the key: the same each time, different elsewhere', () => {
    const [one, again, other] = [deriveFrom('key'), deriveFrom('key'), deriveFrom('other')];
    expect(one.password('a')).toMatch(/^demo-[a-z2-9]{6}$/);
    expect(one.password('a')).toBe(again.password('a'));
    expect(one.password('a')).not.toBe(one.password('b'));
    expect(one.password('a')).not.toBe(other.password('a'));
    expect(Buffer.from(one.secret('e').slice(6), 'base64')).toHaveLength(32);
  });
});
