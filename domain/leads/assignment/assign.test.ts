import { describe, expect, it } from 'vitest';
import { LEAD_ID, MINUTE, newCandidate, newFlow, newLead, RECEIVED } from '../../../test/support/lead-engine.js';
import type { FlowRouting } from '../flow/definition.js';
import type { Candidate } from '../../engine/routing/types.js';
import { Draft, type SettlementContext } from '../lead/draft.js';
import { settle } from '../settlement/settle.js';

const NOW = RECEIVED + MINUTE;
const always = { all: [] };
const rule: FlowRouting['rules'][number] = { when: always, teamId: 'team-1', strategy: 'BALANCED' };

/** Settles new leads one after the other in one context, as one settlement does. */
function joinSettlements(
  routing: Partial<FlowRouting>,
  candidates: Candidate[],
  ids: string[],
  more: Partial<SettlementContext> = {},
) {
  const definition = newFlow({ routing: { rules: [rule], maxReassignments: 2, ...routing } });
  const context: SettlementContext = {
    nowMs: NOW,
    newId: () => 'clock',
    calendars: new Map(),
    candidates,
    samePerson: null,
    people: null,
    nameOf: String,
    activeFlows: [{ id: 'flow-1', key: 'main', version: 1, definition }],
    ...more,
  };
  return ids.map((id, index) => {
    const draft = new Draft(newLead({ id, attributes: { size: index } }), context);
    settle(draft, []);
    return draft.lead;
  });
}

describe('leads that are routed together', () => {
  it('take of the shared capacity what they weigh', () => {
    const leadWeights = [{ when: { field: 'attributes.size', op: 'eq', value: 0 } as const, weight: 2.5 }];
    const people = [newCandidate('ana', { capacity: 4 }), newCandidate('bob', { capacity: 3 })];
    const leads = joinSettlements({ leadWeights }, people, ['1', '2', '3', '4', '5', '6']);
    expect(leads.map(({ ownerId, capacityWeight }) => [ownerId, capacityWeight])).toEqual([
      ['ana', 2.5],
      ['bob', 1],
      ['bob', 1],
      ['ana', 1],
      ['bob', 1],
      [null, 1],
    ]);
    expect(people).toMatchObject([
      { load: 3.5, lastAssignedAtMs: NOW, recentlyAssignedAtMs: [NOW, NOW] },
      { load: 3, recentlyAssignedAtMs: [NOW, NOW, NOW] },
    ]);
  });

  it('do not pile up on who just came back', () => {
    const people = [newCandidate('back', { backAtMs: RECEIVED }), newCandidate('ana', { load: 50 })];
    const owners = joinSettlements({}, people, ['1', '2', '3', '4']).map(({ ownerId }) => ownerId);
    expect(owners).toEqual(['back', 'ana', 'back', 'ana']);
  });
});

describe('what a settlement knows', () => {
  const people = () => [newCandidate('ana'), newCandidate('bob', { load: 9 })];
  const earlier = (id: string, ownerId: string | null) => ({ id, ownerId, status: 'CLOSED' as const, receivedAtMs: 0 });

  it("is who owned the same person's earlier leads", () => {
    const samePerson = new Map([[LEAD_ID, [earlier('a', null), earlier('b', 'gone'), earlier('c', 'bob')]]]);
    const owners = (affinity: boolean, known: SettlementContext['samePerson']) =>
      joinSettlements({ rules: [{ ...rule, affinity }] }, people(), [LEAD_ID, 'other'], {
        samePerson: known ?? null,
      }).map(({ ownerId }) => ownerId);
    expect(owners(true, samePerson)).toEqual(['bob', 'ana']);
    expect(owners(false, samePerson)).toEqual(['ana', 'ana']);
    expect(owners(true, null)).toEqual(['ana', 'ana']);
  });

  it('is which teams are archived', () => {
    const routingTeams = new Map([['team-1', { name: 'Sales', archived: true }]]);
    const [lead] = joinSettlements({}, people(), [LEAD_ID], { routingTeams });
    expect(lead).toMatchObject({ status: 'UNROUTED', ownerId: null });
  });
});
