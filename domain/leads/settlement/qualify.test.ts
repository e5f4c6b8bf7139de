import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow, RECEIVED } from '../../../test/support/lead-engine.js';
import type { FlowDefinition } from '../flow/definition.js';
import type { Condition } from '../../engine/conditions/definition.js';
import { compileCalendar } from '../../engine/calendars/calendar.js';
import { ContextNeeded } from '../lead/draft.js';

const inOffice: Condition = { field: 'receivedAt', op: 'inBusinessTime', value: 'office' };
/** The leads of these tests are received on a Monday at 09:00 UTC. */
const open = (from: string, to: string) =>
  new Map([
    [
      'office',
      compileCalendar({ timeZone: 'UTC', weekly: [{ day: 'MON', from, to }], holidays: [], specialDates: [] }),
    ],
  ]);
const settled = (flow: Partial<FlowDefinition>, calendars: ReturnType<typeof open> | null) => {
  const engine = new EngineLead(newFlow(flow), [newCandidate('ana')]);
  engine.settle(RECEIVED, [], 'QUALIFIED', { calendars });
  return engine.lead;
};

describe('business time decides', () => {
  it('whose the lead is', () => {
    expect(settled({ match: inOffice }, open('09:00', '18:00')).status).toBe('QUALIFIED');
    expect(settled({ match: inOffice }, open('10:00', '18:00')).status).toBe('UNROUTED');
  });

  it('how it is scored', () => {
    const scoring = { threshold: 0, rules: [{ when: inOffice, points: 5, reason: 'in time' }] };
    expect(settled({ scoring }, open('08:00', '09:01')).score).toMatchObject({ value: 5, qualified: true });
    expect(settled({ scoring }, open('08:00', '09:00')).score).toMatchObject({ value: 0, qualified: false });
  });

  it('and is asked for where no calendar was loaded', () => {
    expect(() => settled({ match: inOffice }, null)).toThrow(ContextNeeded);
    expect(settled({}, null).status).toBe('QUALIFIED');
  });
});
