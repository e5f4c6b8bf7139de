import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, person, proof, step } from '../../../test/support/lead-inputs.js';
import type { Person, SettlementContext } from '../lead/draft.js';

const REOPEN = { kind: 'REOPEN', reason: 'the customer called back' } as const;
const close = (minute: number) => command(minute, { kind: 'CLOSE', outcome: 'LOST' });

const staff = (users: Record<string, Partial<Person>> = { ana: {}, bob: {} }): Partial<SettlementContext> => ({
  people: {
    users: new Map(Object.entries(users).map(([id, change]) => [id, person(change)])),
    teamCalendarIds: new Map(),
  },
});

const engineOf = (clocks = [clock()]): EngineLead =>
  new EngineLead(newFlow({ clocks }), [newCandidate('ana', { capacity: 1000 }), newCandidate('bob')]);

const clocksOf = ({ lead }: EngineLead) =>
  lead.clocks.map(({ key, cycle, status, startedAtMs }) => ({ key, cycle, status, startedAtMs }));

describe('a lead that is reopened', () => {
  it('goes back to its owner, and the clocks that its closing cancelled start again', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(5), [close(5)]);
    const draft = engine.settle(at(60), [command(60, REOPEN)], 'SETTLED', staff());
    expect(engine.lead).toMatchObject({
      status: 'ASSIGNED',
      ownerId: 'ana',
      outcome: null,
      closedAtMs: null,
      reopenedAtMs: at(60),
    });
    expect(engine.lead.assignments.map(({ ownerId, endedAtMs }) => [ownerId, endedAtMs])).toEqual([
      ['ana', at(5)],
      ['ana', null],
    ]);
    expect(clocksOf(engine)).toEqual([
      { key: 'first_contact', cycle: 1, status: 'CANCELLED', startedAtMs: at(0) },
      { key: 'first_contact', cycle: 2, status: 'RUNNING', startedAtMs: at(60) },
    ]);
    expect(engine.lead.clocks[1]!.deadlineAtMs).toBe(at(75));
    const reopened = draft.changes.audit.find(({ action }) => action === 'lead.reopened');
    expect(reopened).toMatchObject({
      before: { status: 'CLOSED' },
      after: { outcome: 'LOST', reason: 'the customer called back' },
    });
  });

  it('is routed where its owner does not work here any more', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(5), [close(5)]);
    for (const ana of [{ status: 'INACTIVE' }, { status: 'AWAY' }] as const) {
      const copy = engineOf();
      copy.lead = structuredClone(engine.lead);
      copy.settle(at(60), [command(60, REOPEN)], 'SETTLED', staff({ ana, bob: {} }));
      expect(copy.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'bob' });
    }
  });

  it('keeps verdicts: what was met is met, a breach waits again, and what its ladder missed is passed over', () => {
    const clocks = [
      clock({ key: 'met', proofs: ['EMAIL_SENT'] }),
      clock({
        key: 'late',
        ladder: [step('alert', 1), step('again', 2), step('last', 10)],
      }),
    ];
    const engine = engineOf(clocks);
    engine.settle(at(0));
    engine.settle(at(5), [proof(5, 5, 'EMAIL_SENT')]);
    engine.settle(at(16));
    engine.settle(at(20), [close(20)]);
    engine.settle(at(60), [command(60, REOPEN)], 'SETTLED', staff());
    expect(engine.lead.status).toBe('CONTACTED');
    expect(clocksOf(engine)).toMatchObject([
      { key: 'late', cycle: 1, status: 'BREACHED' },
      { key: 'met', cycle: 1, status: 'MET' },
    ]);
    const fired = () => engine.lead.escalations.map(({ stepKey, overtaken }) => [stepKey, overtaken]);
    expect(fired()).toEqual([
      ['alert', false],
      ['again', true],
    ]);
    engine.settle(at(150));
    expect(fired()).toContainEqual(['last', false]);
  });

  it('does not start what somebody cancelled by hand before', () => {
    const engine = engineOf([clock(), clock({ key: 'other' })]);
    engine.settle(at(0));
    engine.settle(at(9), [command(4, { kind: 'CANCEL_CLOCK', clockKey: 'other' }), close(5)]);
    engine.settle(at(60), [command(60, REOPEN)], 'SETTLED', staff());
    expect(clocksOf(engine).filter(({ status }) => status === 'RUNNING')).toMatchObject([{ key: 'first_contact' }]);
  });

  it('is not paused any more', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(5), [command(3, { kind: 'PAUSE', untilMs: at(100) }), close(5)]);
    engine.settle(at(60), [command(60, REOPEN)], 'SETTLED', staff());
    expect(engine.lead).toMatchObject({ pausedAtMs: null, pausedUntilMs: null });
    expect(engine.lead.clocks.at(-1)).toMatchObject({ status: 'RUNNING' });
  });

  it('is qualified first where no flow took it before it was closed', () => {
    const flow = newFlow({ clocks: [clock()] });
    const engine = new EngineLead(flow, [newCandidate('ana')]);
    engine.settle(at(0), [], 'SETTLED', { activeFlows: [] });
    engine.settle(at(5), [close(5)]);
    engine.settle(at(60), [command(60, REOPEN)], 'SETTLED', staff());
    expect(engine.lead.status).toBe('RECEIVED');
    engine.settle(at(60));
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'ana' });
    expect(engine.lead.clocks).toMatchObject([{ startedAtMs: at(60), deadlineAtMs: at(75), status: 'RUNNING' }]);
  });

  it('is one of its own, where it had been attached to another', () => {
    const flow = newFlow({ clocks: [clock()], duplicates: { window: 'P30D', action: 'ATTACH' } });
    const engine = new EngineLead(flow, [newCandidate('ana')]);
    const original = { id: 'lead-0', ownerId: 'bob', status: 'ASSIGNED' as const, receivedAtMs: at(-60) };
    const samePerson = new Map([['lead-1', [original]]]);
    engine.settle(at(0), [], 'SETTLED', { samePerson });
    expect(engine.lead).toMatchObject({ status: 'CLOSED', outcome: 'DUPLICATE', duplicateOfId: 'lead-0' });
    const draft = engine.settle(at(10), [command(10, REOPEN)], 'SETTLED', { ...staff(), samePerson });
    expect(draft.changes.audit).toContainEqual(expect.objectContaining({ action: 'lead.linked', leadId: 'lead-0' }));
    engine.settle(at(10), [], 'SETTLED', { samePerson });
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', duplicateOfId: null, linkedToId: 'lead-0', outcome: null });
  });

  it('can be closed again, and reopened again', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(5), [close(5)]);
    engine.settle(at(60), [command(60, REOPEN)], 'SETTLED', staff());
    engine.settle(at(65), [close(65)]);
    engine.settle(at(90), [command(90, REOPEN)], 'SETTLED', staff());
    expect(clocksOf(engine).map(({ cycle, status }) => [cycle, status])).toEqual([
      [1, 'CANCELLED'],
      [2, 'CANCELLED'],
      [3, 'RUNNING'],
    ]);
  });
});

describe('a lead that a person closes as a duplicate', () => {
  it('says of which, and so does the other', () => {
    const engine = engineOf();
    engine.settle(at(0));
    const request = { kind: 'CLOSE', outcome: 'DUPLICATE', duplicateOfId: 'lead-0' } as const;
    const draft = engine.settle(at(5), [command(5, request)]);
    expect(engine.lead).toMatchObject({ status: 'CLOSED', duplicateOfId: 'lead-0' });
    expect(draft.changes.audit).toContainEqual(
      expect.objectContaining({ action: 'lead.same_person', leadId: 'lead-0', entityId: 'lead-0' }),
    );
  });
});
