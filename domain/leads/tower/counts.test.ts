import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newLead, RECEIVED, MINUTE } from '../../../test/support/lead-engine.js';
import { changeOf, countsOf, type Count } from './counts.js';

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
      ['open', 'team-1', -1],
      ['leads', 'team-2', 1],
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
