import { describe, expect, it } from 'vitest';
import { EngineLead, MINUTE, newCandidate, newFlow, RECEIVED } from '../../../test/support/lead-engine.js';
import type { ClockDefinition, LadderStep } from '../flow/definition.js';
import type { ProofKind } from '../vocabulary/proofs.js';
import { compileCalendar } from '../../engine/calendars/calendar.js';
import { ContextNeeded } from '../lead/draft.js';
import type { CommandRequest, LeadInput } from '../lead/state.js';
import { viewOf } from '../view/view.js';

const at = (minute: number): number => RECEIVED + minute * MINUTE;
const system = { type: 'system', id: null } as const;
let inputs = 0;
const nextId = (): string => `input-${String((inputs += 1)).padStart(3, '0')}`;

const proof = (received: number, occurred = received, kind: ProofKind = 'CALL_LOGGED'): LeadInput => ({
  type: 'PROOF',
  id: nextId(),
  kind,
  occurredAtMs: at(occurred),
  receivedAtMs: at(received),
  actor: system,
});
const command = (received: number, request: CommandRequest): LeadInput => ({
  type: 'COMMAND',
  id: nextId(),
  request,
  receivedAtMs: at(received),
  actor: system,
});

const clock = (change: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'first_contact',
  name: 'First contact',
  starts: 'RECEIVED',
  proofs: ['CALL_LOGGED'],
  ladder: [],
  target: { duration: 'PT15M', time: 'ELAPSED' },
  ...change,
});
const step = (key: string, share: number, action: LadderStep['action'] = 'REMINDER'): LadderStep => ({
  key,
  at: { share },
  action,
});

const newEngine = (clocks: ClockDefinition[], reps = ['ana', 'bob'], change = {}): EngineLead =>
  new EngineLead(
    newFlow({ clocks, ...change }),
    reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index })),
  );

describe('a contact from before the lead was received', () => {
  it('meets its clock at the start: no time went by, and no clock ran', () => {
    const engine = newEngine([
      clock(),
      clock({ key: 'own', starts: 'ASSIGNED' }),
      clock({ key: 'meeting', starts: { afterMet: 'own' } }),
    ]);
    engine.settle(at(3));
    engine.settle(at(5), [proof(5, -60)]);
    expect(engine.lead).toMatchObject({ status: 'CONTACTED', contactedAtMs: at(0) });
    expect(engine.lead.clocks).toMatchObject([
      { key: 'first_contact', status: 'MET', startedAtMs: at(0), metAtMs: at(0) },
      { key: 'own', status: 'MET', startedAtMs: at(3), metAtMs: at(3) },
      { key: 'meeting', status: 'RUNNING', startedAtMs: at(3) },
    ]);
  });

  it('corrects a breach that it could not prevent', () => {
    const engine = newEngine([clock({ ladder: [step('remind', 1)] })]);
    engine.settle(at(0));
    engine.settle(at(20));
    expect(engine.lead.clocks).toMatchObject([{ status: 'BREACHED' }]);
    const { changes } = engine.settle(at(21), [proof(21, -2)]);
    expect(engine.lead.clocks).toMatchObject([{ status: 'MET', metAtMs: at(0), correctedAtMs: at(21) }]);
    expect(changes.compensated).toHaveLength(1);
  });
});

describe('the beginning of a lead', () => {
  it('goes as far as its goal and no further, and each step once', () => {
    const engine = newEngine([clock()]);
    engine.settle(at(0), [], 'QUALIFIED');
    expect(engine.lead).toMatchObject({ status: 'QUALIFIED', ownerId: null, clocks: [] });
    expect(engine.settle(at(0), [], 'QUALIFIED').isDirty).toBe(false);
    engine.settle(at(1), [], 'ROUTED');
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'ana', clocks: [] });
    expect(engine.settle(at(1), [], 'ROUTED').isDirty).toBe(false);
    engine.settle(at(2));
    expect(engine.lead.clocks).toMatchObject([{ startedAtMs: at(0), deadlineAtMs: at(15), status: 'RUNNING' }]);
  });

  it('ends below the threshold, with its reasons', () => {
    const engine = newEngine([clock()], ['ana'], { scoring: { threshold: 5, rules: [] } });
    const draft = engine.settle(at(0));
    expect(engine.lead).toMatchObject({ status: 'UNQUALIFIED', ownerId: null, clocks: [], clocksStarted: false });
    expect(draft.changes.audit.map(({ action }) => action)).toEqual(['lead.scored', 'lead.unqualified']);
    expect(viewOf(engine.lead, String)).toMatchObject({ open: false, nextDueAtMs: null });
    expect(engine.settle(at(60)).isDirty).toBe(false);
  });

  it.each(['no flow', 'nobody'])(
    'with %s becomes a work item and an alert, once, and can be assigned by hand',
    (lack) => {
      const engine = newEngine([clock({ starts: 'ASSIGNED' })], []);
      const context = lack === 'no flow' ? { activeFlows: [] } : {};
      const { changes } = engine.settle(at(0), [], 'SETTLED', context);
      expect(engine.lead.status).toBe('UNROUTED');
      expect(changes.workItems).toHaveLength(1);
      expect(changes.notices).toMatchObject([{ kind: 'UNROUTED', userId: null }]);
      expect(engine.settle(at(1), [], 'SETTLED', context).isDirty).toBe(false);
      engine.settle(at(5), [command(4, { kind: 'ASSIGN', ownerId: 'mara' })], 'SETTLED', context);
      expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'mara', reassignments: 0 });
      expect(engine.lead.clocks.map(({ startedAtMs }) => startedAtMs)).toEqual(lack === 'nobody' ? [at(4)] : []);
    },
  );

  it('takes the first conditional target that holds', () => {
    const targets = [
      { when: { field: 'score', op: 'gte' as const, value: 80 }, duration: 'PT1M' },
      { when: { field: 'score', op: 'gte' as const, value: 1 }, duration: 'PT5M' },
    ];
    const engine = newEngine([clock({ targets })]);
    engine.settle(at(0));
    expect(engine.lead.clocks[0]!.deadlineAtMs).toBe(at(5));
  });

  it('goes on when a calendar is gone: the clock becomes a work item, the others run', () => {
    const lost = clock({ key: 'lost', target: { duration: 'PT1H', time: 'BUSINESS', calendarId: 'gone' } });
    const engine = newEngine([lost, clock()]);
    const { changes } = engine.settle(at(0));
    expect(changes.workItems).toMatchObject([{ kind: 'CLOCK_NOT_STARTED', details: { clockKey: 'lost' } }]);
    expect(engine.lead.clocks.map(({ key }) => key)).toEqual(['first_contact']);
  });

  it('asks for what was not loaded, and only when it needs it', () => {
    const business = clock({ target: { duration: 'PT1H', time: 'BUSINESS', calendarId: 'hours' } });
    expect(() => newEngine([business]).settle(at(0), [], 'SETTLED', { calendars: null })).toThrow(ContextNeeded);
    expect(() => newEngine([clock()]).settle(at(0), [], 'SETTLED', { candidates: null })).toThrow(ContextNeeded);
    const engine = newEngine([clock({ ladder: [step('remind', 0.5)] })]);
    engine.settle(at(0));
    engine.settle(at(20), [], 'SETTLED', { candidates: null, calendars: null });
    expect(engine.lead.escalations).toHaveLength(1);
  });
});

describe('a machine that was too busy to look', () => {
  it('fires nothing for a clock whose proof it has heard, whatever else came in before that proof', () => {
    for (const before of [
      proof(9, 9, 'EMAIL_SENT'),
      command(9, { kind: 'PAUSE' }),
      command(9, { kind: 'ASSIGN', ownerId: 'bob' }),
    ]) {
      const engine = newEngine([clock({ ladder: [step('remind', 0.5), step('reassign', 0.52, 'REASSIGN')] })]);
      engine.settle(at(0));
      const { changes } = engine.settle(at(30), [before, proof(12)]);
      expect(changes.escalations.map(({ overtaken }) => overtaken)).toEqual([true, true]);
      expect(changes.notices.filter(({ kind }) => kind === 'REMINDER')).toEqual([]);
      expect(engine.lead.clocks.at(-1)).toMatchObject({ status: 'MET', metAtMs: at(12) });
    }
  });

  it('records the breach that preceded a late proof, and what was due before it as overtaken', () => {
    const engine = newEngine([
      clock({ ladder: [step('alert', 1.2, 'MANAGER_ALERT'), step('later', 3, 'MANAGER_ALERT')] }),
    ]);
    engine.settle(at(0));
    engine.settle(at(60), [proof(20)]);
    expect(engine.lead.clocks).toMatchObject([{ status: 'BREACHED', metAtMs: at(20), correctedAtMs: null }]);
    expect(engine.lead.escalations).toMatchObject([{ stepKey: 'alert', overtaken: true, dueAtMs: at(18) }]);
  });

  it('corrects the verdict by a contact that was in time, and compensates what was fired after it', () => {
    const engine = newEngine([clock({ ladder: [step('early', 0.2), step('late', 1, 'MANAGER_ALERT')] })]);
    engine.settle(at(3));
    engine.settle(at(16));
    const { changes } = engine.settle(at(20), [proof(20, 15)]);
    expect(engine.lead.clocks).toMatchObject([{ status: 'MET', metAtMs: at(15), correctedAtMs: at(20) }]);
    expect(engine.lead.escalations).toMatchObject([
      { stepKey: 'early', compensatedAtMs: null },
      { stepKey: 'late', compensatedAtMs: at(20) },
    ]);
    expect(changes.audit.map(({ action }) => action)).toContain('sla.corrected');
  });

  it('gives a new owner the time from when a person asked, not from when it noticed', () => {
    const engine = newEngine([clock({ restartOnReassign: true })]);
    engine.settle(at(0));
    engine.settle(at(60), [command(5, { kind: 'ASSIGN', ownerId: 'bob' }), proof(40)]);
    expect(engine.lead.clocks).toMatchObject([
      { cycle: 1, status: 'CANCELLED', supersededAtMs: at(5) },
      { cycle: 2, status: 'BREACHED', startedAtMs: at(5), deadlineAtMs: at(20), metAtMs: at(40) },
    ]);
  });

  it('never lets an assignment end before it began', () => {
    const engine = newEngine([clock()]);
    engine.settle(at(9), [
      command(3, { kind: 'ASSIGN', ownerId: 'bob' }),
      command(5, { kind: 'CLOSE', outcome: 'LOST' }),
    ]);
    expect(engine.lead.assignments).toMatchObject([
      { ownerId: 'ana', assignedAtMs: at(9), endedAtMs: at(9) },
      { ownerId: 'bob', assignedAtMs: at(9), endedAtMs: at(9) },
    ]);
  });
});

describe('a pause', () => {
  it('stops the clock and its ladder, and gives back what was left', () => {
    const engine = newEngine([clock({ atRisk: 0.8, ladder: [step('remind', 0.6)] })]);
    engine.settle(at(0));
    engine.settle(at(6), [command(5, { kind: 'PAUSE' })]);
    expect(engine.lead.clocks).toMatchObject([{ status: 'PAUSED', deadlineAtMs: null, atRiskAtMs: null }]);
    expect(viewOf(engine.lead, String).nextDueAtMs).toBeNull();
    engine.settle(at(90));
    expect(engine.lead.escalations).toEqual([]);
    engine.settle(at(101), [command(100, { kind: 'RESUME' })]);
    expect(engine.lead.clocks).toMatchObject([{ status: 'RUNNING', deadlineAtMs: at(110), atRiskAtMs: at(107) }]);
    expect(viewOf(engine.lead, String).nextDueAtMs).toBe(at(104));
  });

  it('that begins on the very deadline stops nothing: the breach falls and the ladder goes on', () => {
    const engine = newEngine([clock({ ladder: [step('alert', 2, 'MANAGER_ALERT')] })]);
    engine.settle(at(0));
    engine.settle(at(20), [command(15, { kind: 'PAUSE' })]);
    expect(engine.lead.clocks).toMatchObject([{ status: 'BREACHED', pauses: [] }]);
    engine.settle(at(40), [command(25, { kind: 'RESUME' })]);
    expect(engine.lead.escalations).toMatchObject([{ stepKey: 'alert', dueAtMs: at(30) }]);
  });

  it('whose calendar has vanished meanwhile ends as a work item, not in a settlement that can never succeed', () => {
    const weekly = [{ day: 'MON' as const, from: '00:00', to: '24:00' }];
    const calendar = compileCalendar({ timeZone: 'UTC', weekly, holidays: [], specialDates: [] });
    const target = { duration: 'PT15M', time: 'BUSINESS' as const, calendarId: 'office' };
    const engine = newEngine([clock({ target }), clock({ key: 'other' })]);
    engine.settle(at(0), [], 'SETTLED', { calendars: new Map([['office', calendar]]) });
    engine.settle(at(5), [command(5, { kind: 'PAUSE' })], 'SETTLED', { calendars: new Map([['office', calendar]]) });
    const { changes } = engine.settle(at(9), [command(9, { kind: 'RESUME' })]);
    expect(changes.workItems).toMatchObject([{ kind: 'CLOCK_NOT_STARTED', details: { clockKey: 'first_contact' } }]);
    expect(engine.lead.clocks).toMatchObject([
      { status: 'CANCELLED' },
      { key: 'other', status: 'RUNNING', deadlineAtMs: at(19) },
    ]);
  });

  it('and everything else is refused, in words, once the lead is closed', () => {
    const engine = newEngine([clock()]);
    engine.settle(at(1), [command(1, { kind: 'CLOSE', outcome: 'WON' })]);
    const requests: CommandRequest[] = [
      { kind: 'PAUSE' },
      { kind: 'RESUME' },
      { kind: 'ASSIGN', ownerId: 'bob' },
      { kind: 'CLOSE', outcome: 'LOST' },
    ];
    const { changes } = engine.settle(
      at(2),
      requests.map((request) => command(2, request)),
    );
    expect(changes.commands.map(({ refusal }) => refusal)).toEqual(Array(4).fill('the lead is CLOSED already'));
    expect(engine.lead).toMatchObject({ status: 'CLOSED', outcome: 'WON', ownerId: 'ana' });
  });

  it('is refused when there is one, a resumption when there is none, an owner who is it already', () => {
    const engine = newEngine([clock()]);
    engine.settle(at(0));
    const requests: CommandRequest[] = [
      { kind: 'RESUME' },
      { kind: 'PAUSE' },
      { kind: 'PAUSE' },
      { kind: 'ASSIGN', ownerId: 'ana' },
    ];
    const { changes } = engine.settle(
      at(9),
      requests.map((request, index) => command(1 + index, request)),
    );
    expect(changes.commands.map(({ refusal }) => refusal)).toEqual([
      'the lead is not paused',
      null,
      'the lead is paused already',
      'this user owns the lead already',
    ]);
  });
});

describe('at one instant', () => {
  it('verdicts come before steps, over all clocks, so that a reassignment does not hide a breach', () => {
    for (const keys of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const engine = newEngine([
        clock({ key: keys[0], ladder: [step('reassign', 1, 'REASSIGN')] }),
        clock({ key: keys[1], restartOnReassign: true }),
      ]);
      engine.settle(at(0));
      engine.settle(at(15));
      const first = engine.lead.clocks.find(({ key, cycle }) => key === keys[1] && cycle === 1);
      expect(first, keys.join()).toMatchObject({ status: 'BREACHED', supersededAtMs: at(15) });
      expect(engine.lead.ownerId).toBe('bob');
    }
  });

  it('the limit of reassignments, and nobody left, alert the manager under the same id', () => {
    const ladder = [step('one', 1, 'REASSIGN'), step('two', 2, 'REASSIGN')];
    const limited = newEngine([clock({ ladder })], ['ana', 'bob', 'cat'], {
      routing: { rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED' }], maxReassignments: 1 },
    });
    const alone = newEngine([clock({ ladder })], ['ana']);
    for (const engine of [limited, alone]) engine.settle(at(0));
    const said = (engine: EngineLead) =>
      engine.settle(at(31)).changes.notices.flatMap(({ kind, text }) => (kind === 'MANAGER_ALERT' ? [text] : []));
    expect(said(limited)).toEqual([expect.stringContaining('It was reassigned 1 times already.')]);
    expect(limited.lead.escalations.map(({ action }) => action)).toEqual(['REASSIGN', 'MANAGER_ALERT']);
    expect(said(alone)).toEqual(Array(2).fill(expect.stringContaining('Nobody else can take it.')));
    expect(alone.lead).toMatchObject({ ownerId: 'ana', reassignments: 0 });
  });
});
