import { describe, expect, it } from 'vitest';
import { LEAD_EVENTS } from '../../leads/vocabulary/events.js';
import { eventOf, isNullable, kindOf, MEMBER_KINDS, type EventDefinition, type EventFact } from './events.js';

const definition: EventDefinition = {
  summary: 'It happened.',
  entity: 'lead',
  members: { ownerId: 'id', teamId: 'id?', at: 'instant', asked: 'ids', late: 'flag', externalId: 'opaque?' },
};
const fact = (after: unknown): EventFact => ({
  orgId: 'org-1',
  id: '84213-1077',
  action: 'lead.assigned',
  atMs: Date.parse('2026-11-20T10:00:00Z'),
  entityType: 'lead',
  entityId: 'lead-1',
  leadId: 'lead-1',
  after,
});
const payloadOf = (after: unknown) => eventOf(fact(after), definition).payload;

describe('an event', () => {
  it('tells what its definition names and nothing else', () => {
    const after = { ownerId: 'ana', teamId: null, at: '2026-11-20T10:00:00.000Z', asked: ['bob'], late: false };
    expect(
      eventOf(fact({ ...after, externalId: 'fb-1', text: 'Ana has most room', name: 'Ana Pop' }), definition),
    ).toEqual({
      id: '84213-1077',
      type: 'lead.assigned',
      ts: '2026-11-20T10:00:00.000Z',
      org_id: 'org-1',
      entity: { type: 'lead', id: 'lead-1' },
      lead_id: 'lead-1',
      payload: { ...after, externalId: 'fb-1' },
    });
  });

  it('has all of its members, whatever was written down', () => {
    const nothing = { ownerId: null, teamId: null, at: null, asked: [], late: null, externalId: null };
    for (const after of [null, 'text', {}, { ownerId: 5, asked: 'bob', late: 'no' }])
      expect(payloadOf(after)).toEqual(nothing);
  });

  it("leaves out a sender's id that is somebody's address", () => {
    expect(payloadOf({ externalId: 'ana@example.com' })).toMatchObject({ externalId: null });
  });
});

it('knows each kind of the members of leads’ events', () => {
  const members = Object.values(LEAD_EVENTS as Record<string, EventDefinition>).flatMap(({ members }) =>
    Object.values(members),
  );
  expect(members.filter((member) => !MEMBER_KINDS.includes(kindOf(member)))).toEqual([]);
  expect([isNullable('id?'), isNullable('id')]).toEqual([true, false]);
});
