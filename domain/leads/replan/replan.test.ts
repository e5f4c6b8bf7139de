import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, MINUTE, newCandidate, newFlow, RECEIVED } from '../../../test/support/lead-engine.js';
import type { ClockDefinition } from '../flow/definition.js';
import { ContextNeeded } from '../lead/draft.js';
import type { CommandInput, CommandRequest } from '../lead/state.js';

const at = (minute: number): number => RECEIVED + minute * MINUTE;
const system = { type: 'system', id: null } as const;
let made = 0;
const command = (minute: number, request: CommandRequest): CommandInput => ({
  type: 'COMMAND',
  id: `command-${String((made += 1)).padStart(3, '0')}`,
  receivedAtMs: at(minute),
  actor: system,
  request,
});
const absent = (minute: number, absentUserId: string): CommandInput =>
  command(minute, { kind: 'REPLAN', absentUserId, absenceId: 'absence-1', reason: 'time off' });

const clock = (key: string, change: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key,
  name: key,
  starts: 'RECEIVED',
  proofs: ['CALL_LOGGED'],
  ladder: [],
  target: { duration: 'PT60M', time: 'ELAPSED' },
  ...change,
});
const clocks = [clock('customers'), clock('reps', { starts: 'ASSIGNED', restartOnReassign: true })];

const newEngine = (reps: string[]): EngineLead =>
  new EngineLead(
    newFlow({
      clocks,
      routing: { rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED' }], maxReassignments: 0 },
    }),
    reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index })),
  );

describe('the lead of somebody who is absent', () => {
  it("goes to another: the customer's clock is kept, the rep's own begins anew, no reassignment is counted", () => {
    const engine = newEngine(['ana', 'bob']);
    engine.settle(at(0));
    const { changes } = engine.settle(at(21), [absent(20, 'ana')]);
    expect(engine.lead).toMatchObject({ ownerId: 'bob', status: 'ASSIGNED', reassignments: 0, assignedAtMs: at(20) });
    expect(engine.lead.clocks).toMatchObject([
      { key: 'customers', cycle: 1, status: 'RUNNING', deadlineAtMs: at(60) },
      { key: 'reps', cycle: 1, status: 'CANCELLED', supersededAtMs: at(20) },
      { key: 'reps', cycle: 2, status: 'RUNNING', startedAtMs: at(20), deadlineAtMs: at(80) },
    ]);
    expect(engine.lead.assignments).toMatchObject([
      { ownerId: 'ana', endedAtMs: at(20) },
      { ownerId: 'bob', endedAtMs: null, mode: 'AUTO' },
    ]);
    expect(changes.audit.find(({ action }) => action === 'lead.replanned')).toMatchObject({
      before: { ownerId: 'ana' },
      after: {
        ownerId: 'bob',
        reason: 'time off',
        absenceId: 'absence-1',
        text: expect.stringContaining('ana is absent (time off)') as string,
      },
    });
    expect(changes.notices.map(({ kind, userId, channels }) => [kind, userId, channels])).toEqual([
      ['ASSIGNED', 'bob', ['in_app', 'email']],
      ['REASSIGNED', 'ana', ['in_app']],
    ]);
  });

  it('goes to somebody new first, then to one who had it before, never to the absent', () => {
    const engine = newEngine(['ana', 'bob', 'cat']);
    engine.settle(at(0));
    engine.settle(at(1), [absent(1, 'ana')]);
    expect(engine.lead.ownerId).toBe('bob');
    engine.settle(at(2), [absent(2, 'bob')]);
    expect(engine.lead.ownerId).toBe('cat');
    engine.settle(at(3), [absent(3, 'cat')]);
    expect(engine.lead.ownerId).toBe('ana');
  });

  it('has no owner when nobody is left, and its clocks do what they should then and later', () => {
    const engine = newEngine(['ana']);
    engine.settle(at(0));
    const { changes } = engine.settle(at(20), [absent(20, 'ana')]);
    expect(engine.lead).toMatchObject({ ownerId: null, status: 'UNROUTED', assignedAtMs: null });
    expect(engine.lead.assignments).toMatchObject([{ ownerId: 'ana', endedAtMs: at(20) }]);
    expect(changes.workItems).toMatchObject([{ kind: 'UNROUTED' }]);
    expect(changes.notices.map(({ kind, userId }) => [kind, userId])).toEqual([
      ['UNROUTED', null],
      ['REASSIGNED', 'ana'],
    ]);
    const [customers, reps, ...more] = engine.lead.clocks;
    expect(customers).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(60) });
    expect(reps).toMatchObject({ status: 'CANCELLED', supersededAtMs: at(20) });
    expect(more).toEqual([]);

    engine.settle(at(30), [command(30, { kind: 'ASSIGN', ownerId: 'mara' })]);
    expect(engine.lead).toMatchObject({ ownerId: 'mara', status: 'ASSIGNED' });
    expect(engine.lead.clocks.at(-1)).toMatchObject({
      key: 'reps',
      cycle: 2,
      startedAtMs: at(30),
      deadlineAtMs: at(90),
    });
  });

  it('that was reached keeps its rest from the clocks, and is contacted still when it has an owner again', () => {
    const engine = newEngine(['ana']);
    engine.settle(at(0));
    const proof = {
      type: 'PROOF',
      id: 'proof',
      kind: 'CALL_LOGGED',
      occurredAtMs: at(5),
      receivedAtMs: at(5),
    } as const;
    engine.settle(at(5), [{ ...proof, actor: system }]);
    engine.settle(at(20), [absent(20, 'ana')]);
    expect(engine.lead.status).toBe('UNROUTED');
    engine.settle(at(30), [command(30, { kind: 'ASSIGN', ownerId: 'mara' })]);
    expect(engine.lead).toMatchObject({ status: 'CONTACTED', ownerId: 'mara' });
    expect(engine.lead.clocks.map(({ status, cycle }) => [status, cycle])).toEqual([
      ['MET', 1],
      ['MET', 1],
    ]);
  });

  it('without a flow waits for a person', () => {
    const engine = newEngine(['ana', 'bob']);
    const noFlow = { activeFlows: [] };
    engine.settle(at(0), [], 'SETTLED', noFlow);
    engine.settle(at(1), [command(1, { kind: 'ASSIGN', ownerId: 'ana' })], 'SETTLED', noFlow);
    const { changes } = engine.settle(at(2), [absent(2, 'ana')], 'SETTLED', noFlow);
    expect(engine.lead).toMatchObject({ ownerId: null, status: 'UNROUTED' });
    expect(changes.workItems).toHaveLength(1);
  });

  it('stays where it is when it changed hands before, or ended; asked again, nothing happens', () => {
    const engine = newEngine(['ana', 'bob']);
    engine.settle(at(0));
    const refusals = (minute: number, ...inputs: CommandInput[]) =>
      engine.settle(at(minute), inputs).changes.commands.map(({ refusal }) => refusal);
    expect(refusals(2, command(1, { kind: 'ASSIGN', ownerId: 'bob' }), absent(2, 'ana'))).toEqual([
      null,
      'the absent user does not own the lead any more',
    ]);
    expect(engine.lead.ownerId).toBe('bob');
    expect(refusals(4, absent(3, 'bob'), absent(4, 'bob'))).toEqual([
      null,
      expect.stringContaining('does not own') as string,
    ]);
    expect(refusals(5, command(5, { kind: 'CLOSE', outcome: 'WON' }), absent(5, 'ana'))).toEqual([
      null,
      'the lead is CLOSED already',
    ]);
  });

  it('asks for the candidates when they were not loaded', () => {
    const engine = newEngine(['ana', 'bob']);
    engine.settle(at(0));
    expect(() => engine.settle(at(1), [absent(1, 'ana')], 'SETTLED', { candidates: null })).toThrow(ContextNeeded);
  });

  it('whoever is absent when: it is never with an absent one, one owner at a time, and the customer waits no longer', () => {
    const reps = ['ana', 'bob', 'cat'];
    const event = fc.record({ minute: fc.integer({ min: 1, max: 50 }), rep: fc.constantFrom(...reps) });
    fc.assert(
      fc.property(fc.subarray(reps), fc.array(event, { maxLength: 8 }), (there, events) => {
        const engine = newEngine(there);
        engine.settle(at(0));
        const inOrder = events.sort((a, b) => a.minute - b.minute);
        for (const { minute, rep } of inOrder) {
          const owner = engine.lead.ownerId;
          const { changes } = engine.settle(at(minute), [absent(minute, rep)]);
          expect(engine.lead.ownerId).not.toBe(rep);
          const moved = changes.audit.filter(({ action }) => action === 'lead.replanned').length;
          expect(moved).toBe(owner === rep ? 1 : 0);
          if (owner !== rep) expect(engine.lead.ownerId).toBe(owner);
          // Somebody who is there and not absent now takes it.
          else expect(engine.lead.ownerId === null).toBe(there.every((one) => one === rep));
          expect(engine.lead.assignments.filter(({ endedAtMs }) => endedAtMs === null)).toHaveLength(
            engine.lead.ownerId === null ? 0 : 1,
          );
          const own = engine.lead.clocks.filter(({ key }) => key === 'reps');
          expect(own.filter(({ status }) => status === 'RUNNING')).toHaveLength(engine.lead.ownerId === null ? 0 : 1);
          expect(engine.lead.clocks.find(({ key }) => key === 'customers')).toMatchObject({
            cycle: 1,
            status: 'RUNNING',
            deadlineAtMs: at(60),
          });
        }
        expect(engine.lead.reassignments).toBe(0);
      }),
    );
  });
});
