import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow, newLead, RECEIVED, MINUTE } from '../../../test/support/lead-engine.js';
import { at, clock, command, proof, step } from '../../../test/support/lead-inputs.js';
import { changeOf, countsOf, NOBODY_ID, type Count } from './counts.js';

const flow = { id: 'flow-1', version: 1 } as unknown as NonNullable<ReturnType<typeof newLead>['flow']>;
const of = (counts: Count[]) => counts.map(({ measure, amount }) => [measure, amount]);

describe('what a lead adds to the counts', () => {
  it('is nothing until somebody has begun it', () => {
    expect(countsOf(newLead())).toEqual([]);
  });

  it('is of its flow, team and source, and goes out of the open ones when it is closed', () => {
    const open = newLead({ status: 'UNROUTED', flow, teamId: 'team-1', contactedAtMs: RECEIVED + 4 * MINUTE });
    const closed = { ...open, status: 'CLOSED' as const, closedAtMs: RECEIVED + 5 * MINUTE };
    expect(of(countsOf(open))).toEqual([
      ['leads', 1],
      ['contact:58', 1],
      ['open', 1],
      ['unrouted', 1],
    ]);
    expect(countsOf(open)[0]).toMatchObject({ flowId: 'flow-1', teamId: 'team-1', source: 'web', atMs: RECEIVED });
    expect(of(changeOf(countsOf(open), countsOf(closed)))).toEqual([
      ['open', -1],
      ['unrouted', -1],
    ]);
  });

  it('moves with it to another team', () => {
    const before = newLead({ status: 'ASSIGNED', flow, teamId: 'team-1' });
    const change = changeOf(countsOf(before), countsOf({ ...before, teamId: 'team-2' }));
    expect(change.map(({ measure, teamId, amount }) => [measure, teamId, amount])).toEqual([
      ['leads', 'team-1', -1],
      ['waiting', 'team-1', -1],
      ['open', 'team-1', -1],
      ['leads', 'team-2', 1],
      ['waiting', 'team-2', 1],
      ['open', 'team-2', 1],
    ]);
  });

  it('moves to another owner with what is counted by owner, and nothing else', () => {
    const before = newLead({ status: 'ASSIGNED', ownerId: 'ana', contactedAtMs: RECEIVED + MINUTE });
    expect(countsOf(before).map(({ measure, ownerId }) => [measure, ownerId])).toEqual([
      ['leads', null],
      ['contact:43', null],
      ['open', 'ana'],
    ]);
    const change = changeOf(countsOf(before), countsOf({ ...before, ownerId: 'dan' }));
    expect(change.map(({ measure, ownerId, amount }) => [measure, ownerId, amount])).toEqual([
      ['open', 'ana', -1],
      ['open', 'dan', 1],
    ]);
  });

  it('waits for its first contact, until it is reached or has ended', () => {
    const waits = newLead({ status: 'ASSIGNED' });
    const measures = (change: Partial<typeof waits>) =>
      countsOf({ ...waits, ...change })
        .map(({ measure }) => measure)
        .filter((measure) => measure !== 'leads' && measure !== 'open');
    expect(measures({})).toEqual(['waiting']);
    expect(measures({ contactedAtMs: RECEIVED })).toEqual(['contact:0']);
    expect(measures({ status: 'CLOSED', outcome: 'LOST' })).toEqual(['unreached']);
    // There was nobody to reach.
    expect(measures({ status: 'CLOSED', outcome: 'INVALID' })).toEqual([]);
    expect(measures({ status: 'CLOSED', outcome: 'DUPLICATE' })).toEqual([]);
    expect(measures({ status: 'UNQUALIFIED' })).toEqual([]);
  });

  it('has its verdicts under who held it then, with the team of then, and a rescue under who took it over', () => {
    const flowOf = newFlow({ clocks: [clock({ ladder: [step('reassign', 1, { action: 'REASSIGN' })] })] });
    const engine = new EngineLead(flowOf, [newCandidate('ana', { capacity: 200 }), newCandidate('bob')]);
    engine.settle(at(0));
    engine.settle(at(15));
    engine.settle(at(20), [proof(20)]);
    engine.lead.teamId = 'team-2';
    const told = countsOf(engine.lead).map(({ measure, ownerId, teamId }) => [measure, ownerId, teamId]);
    expect(told.filter(([, , team]) => team === 'team-1')).toEqual([
      ['missed', 'ana', 'team-1'],
      ['breach', null, 'team-1'],
    ]);
    expect(told).toContainEqual(['rescued', 'bob', 'team-2']);
    expect(told).toContainEqual(['open', 'bob', 'team-2']);
    expect(told).toContainEqual(['lapsed', 'ana', 'team-2']);
  });

  it('has what lapsed while nobody held it under nobody', () => {
    const engine = new EngineLead(newFlow({ clocks: [clock({ ladder: [] })] }), []);
    engine.settle(at(0));
    engine.settle(at(16), [command(16, { kind: 'ASSIGN', ownerId: 'bob' })]);
    const told = countsOf(engine.lead).map(({ measure, ownerId }) => [measure, ownerId]);
    expect(told).toContainEqual(['missed', NOBODY_ID]);
    expect(told).toContainEqual(['lapsed', NOBODY_ID]);
    expect(told).toContainEqual(['open', 'bob']);
  });

  it('is escalated once, where that happened last', () => {
    const steps = [
      step('remind', 0.2, { repeat: { every: 'PT5M', times: 1 } }),
      step('alert', 4, { action: 'MANAGER_ALERT' }),
    ];
    const engine = new EngineLead(newFlow({ clocks: [clock({ ladder: steps })] }), [newCandidate('ana')]);
    engine.settle(at(0));
    for (const minute of [3, 8, 15, 60]) engine.settle(at(minute));
    expect(engine.lead.escalations).toHaveLength(3);
    const escalated = countsOf(engine.lead).filter(({ measure }) => measure === 'escalation');
    expect(escalated).toMatchObject([{ atMs: at(60), amount: 1 }]);
  });

  it('changes by what takes one sum to the other, whatever the order', () => {
    const count: fc.Arbitrary<Count> = fc.record({
      measure: fc.constantFrom('open', 'leads', 'contact:3'),
      atMs: fc.constantFrom(0, 900_000),
      flowId: fc.constantFrom(null, 'f'),
      teamId: fc.constant(null),
      source: fc.constantFrom('a', 'b'),
      ownerId: fc.constantFrom(null, 'o'),
      amount: fc.constant(1),
    });
    fc.assert(
      fc.property(fc.array(count), fc.array(count), (before, after) => {
        const change = changeOf(before, after);
        expect(change.every(({ amount }) => amount !== 0)).toBe(true);
        expect(changeOf([...before, ...change], after)).toEqual([]);
      }),
    );
  });
});
