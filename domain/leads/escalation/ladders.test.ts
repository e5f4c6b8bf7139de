import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { docExample } from '../../../test/support/doc-example.js';
import { at, clock, command, hours, person, proof, step } from '../../../test/support/lead-inputs.js';
import type { LadderStep, Recipient } from '../flow/definition.js';
import { ContextNeeded, type Person } from '../lead/draft.js';
import type { LeadState } from '../lead/state.js';
import { ESCALATION_ACTIONS, type EscalationAction } from '../vocabulary/escalations.js';
import { viewOf } from '../view/view.js';

const engineOf = (ladder: LadderStep[], lead: Partial<LeadState> = {}, reps = ['ana', 'bob']): EngineLead =>
  new EngineLead(
    newFlow({ clocks: [clock({ ladder })] }),
    reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index })),
    lead,
  );

const fired = ({ lead }: EngineLead) =>
  lead.escalations.map(({ stepKey, repeat, dueAtMs }) => [stepKey, repeat, (dueAtMs - at(0)) / 60_000]);

describe('an acknowledgement', () => {
  const ladder = [
    step('alert', 1, { action: 'MANAGER_ALERT', repeat: { every: 'PT5M', times: 10 } }),
    step('again', 3, { action: 'MANAGER_ALERT' }),
  ];

  it('stops the repeats of what has fired; what has not fired yet still does', () => {
    const engine = engineOf(ladder);
    engine.settle(at(0));
    const { changes } = engine.settle(at(21), [command(21, { kind: 'ACKNOWLEDGE', reason: 'on it' })]);
    expect(changes.acknowledged.size).toBe(2);
    expect(changes.audit).toContainEqual(
      expect.objectContaining({
        action: 'escalation.acknowledged',
        after: { reason: 'on it', escalationKeys: engine.lead.escalations.map(({ key }) => key) },
      }),
    );
    expect(viewOf(engine.lead, String).nextDueAtMs).toBe(at(45));
    engine.settle(at(200));
    expect(fired(engine)).toEqual([
      ['alert', 0, 15],
      ['alert', 1, 20],
      ['again', 0, 45],
    ]);
    expect(engine.lead.escalations.map(({ acknowledgedAtMs }) => acknowledgedAtMs)).toEqual([at(21), at(21), null]);
  });

  it('of nothing is refused: nothing fired, all known already, or nobody was told', () => {
    const engine = engineOf(ladder);
    engine.settle(at(0));
    const ask = (minute: number) =>
      engine.settle(at(minute), [command(minute, { kind: 'ACKNOWLEDGE' })]).changes.commands[0]!.refusal;
    expect(ask(5)).toBe('nothing has fired that nobody has acknowledged yet');
    expect(ask(16)).toBeNull();
    expect(ask(17)).not.toBeNull();
    const late = engineOf(ladder);
    late.settle(at(0));
    // Overtaken by the proof: nobody was told of it.
    expect(
      late.settle(at(30), [proof(18), command(20, { kind: 'ACKNOWLEDGE' })]).changes.commands[0]!.refusal,
    ).not.toBeNull();
  });
});

describe('a stop condition', () => {
  it('is asked at the instant: the step is recorded as overtaken, and does nothing', () => {
    const stopWhen = { field: 'status', op: 'eq' as const, value: 'CONTACTED' };
    const ladder = [
      step('remind', 0.2, { stopWhen, repeat: { every: 'PT6M', times: 1 } }),
      step('reassign', 0.8, { action: 'REASSIGN', stopWhen }),
    ];
    const answer = clock({ key: 'written', proofs: ['EMAIL_SENT'] });
    const engine = new EngineLead(newFlow({ clocks: [clock({ ladder }), answer] }), [newCandidate('ana')]);
    engine.settle(at(0));
    const first = engine.settle(at(3));
    expect(first.changes.notices).toMatchObject([{ kind: 'REMINDER', userId: 'ana' }]);
    const { changes } = engine.settle(at(14), [proof(5, 5, 'EMAIL_SENT')]);
    expect(changes.escalations).toMatchObject([
      { stepKey: 'remind', repeat: 1, overtaken: true },
      { stepKey: 'reassign', overtaken: true },
    ]);
    expect(changes.notices).toEqual([]);
    expect(engine.lead.ownerId).toBe('ana');
  });
});

describe('the action of a step', () => {
  const told = (action: EscalationAction, lead: Partial<LeadState> = {}) => {
    const engine = engineOf([step('act', 0.5, { action, channels: ['email'] })]);
    engine.settle(at(0));
    Object.assign(engine.lead, lead);
    return engine.settle(at(8)).changes.notices.filter(({ kind }) => kind !== 'ASSIGNED');
  };
  const toTeam = { userId: null, team: true };
  const toManagers = { userId: null };

  it.each<[EscalationAction, object, string]>([
    ['REMINDER', { kind: 'REMINDER', userId: 'ana' }, 'Call Ana Pop '],
    ['REASSIGN', { kind: 'REASSIGNED', userId: 'ana' }, 'Ana Pop \\(web\\) went to '],
    ['MANAGER_ALERT', { kind: 'MANAGER_ALERT', ...toManagers }, 'First contact of Ana Pop is '],
    ['ALERT_TEAM', { kind: 'TEAM_ALERT', ...toTeam }, 'First contact of Ana Pop is '],
  ])('%s tells those whom it is for, by a kind of its own', (action, expected, begins) => {
    const notices = told(action);
    expect(notices).toMatchObject([{ ...expected, channels: ['in_app', 'email'] }]);
    expect(notices[0]!.subject).toMatch(new RegExp(`^${begins}`));
  });

  it('names no action that is not tried above', () => expect(ESCALATION_ACTIONS).toHaveLength(4));

  it('without a team, or an owner, is told to the managers, as what it is', () => {
    expect(told('ALERT_TEAM', { teamId: null })).toMatchObject([{ kind: 'TEAM_ALERT', ...toManagers }]);
    expect(told('ALERT_TEAM', { teamId: null })[0]).not.toHaveProperty('team');
    expect(told('REMINDER', { ownerId: null })).toMatchObject([{ kind: 'REMINDER', ...toManagers }]);
  });
});

describe('the recipients of a step', () => {
  const users = new Map<string, Person>([
    ['ana', person()],
    ['day', person({ atWork: false })],
    ['night', person()],
    ['away', person({ status: 'AWAY', atWork: false })],
    ['gone', person({ status: 'INACTIVE', atWork: false })],
  ]);
  const told = (to: Recipient[], lead: Partial<LeadState> = {}) => {
    const engine = engineOf([step('remind', 0.5, { to })]);
    engine.settle(at(0));
    Object.assign(engine.lead, lead);
    const context = { people: { users, teamCalendarIds: new Map<string, string>() } };
    const { changes } = engine.settle(at(8), [], 'SETTLED', context);
    return {
      to: changes.notices.map(({ userId, team }) => (team ? 'team' : (userId ?? 'managers'))),
      workItems: changes.workItems,
    };
  };

  it.each<[Recipient[], string[]]>([
    [
      ['owner', 'manager', 'team'],
      ['ana', 'managers', 'team'],
    ],
    [[{ userId: 'night' }], ['night']],
    [[{ onCall: ['day', 'night'] }], ['night']],
    [[{ onCall: ['day', 'away'] }], ['day']],
    [[{ onCall: ['gone', 'away', 'day'] }], ['away']],
  ])('%j are %j', (to, expected) => {
    expect(told(to)).toEqual({ to: expected, workItems: [] });
  });

  it.each<[Recipient, Partial<LeadState>]>([
    [{ userId: 'gone' }, {}],
    [{ userId: 'nobody' }, {}],
    [{ onCall: ['gone', 'nobody'] }, {}],
    ['owner', { inactiveOwnerId: 'ana' }],
  ])('%j with %j is not there any more: the managers are told, and a work item says so', (recipient, lead) => {
    expect(told([recipient], lead)).toMatchObject({
      to: ['managers'],
      workItems: [
        {
          kind: 'RECIPIENT_MISSING',
          // The owner is missed by the lead, whom a flow names by all its leads.
          cause: expect.stringMatching(
            recipient === 'owner' ? /^recipient:lead-1:ana$/ : /^recipient:flow-1:/,
          ) as string,
        },
      ],
    });
  });

  it('that were not there, and the lead has another owner since, are told', () => {
    expect(told(['owner'], { inactiveOwnerId: 'bob' }).to).toEqual(['ana']);
  });

  it('that only the org knows are asked for when they were not loaded', () => {
    const engine = engineOf([step('remind', 0.5, { to: [{ userId: 'night' }] })]);
    engine.settle(at(0), [], 'SETTLED', { people: null });
    expect(() => engine.settle(at(8), [], 'SETTLED', { people: null })).toThrow(ContextNeeded);
  });
});

describe('a step with a window', () => {
  const calendars = new Map([
    ['office', hours('10:00', '12:00')],
    ['bobs', hours('11:00', '17:00')],
  ]);
  const people = {
    users: new Map([
      ['ana', person({ calendarId: 'office' })],
      ['bob', person({ calendarId: 'bobs' })],
    ]),
    teamCalendarIds: new Map<string, string>(),
  };
  const context = { calendars, people };
  const within = { calendarOf: 'OWNER' as const };

  it('waits for working time, at its first instant; its repeats count on from there, each in working time', () => {
    const repeat = { every: 'PT45M', times: 3 };
    const engine = engineOf([step('remind', 0.2, { within: { calendarId: 'office' }, repeat })]);
    engine.settle(at(0), [], 'SETTLED', context);
    engine.settle(at(30), [], 'SETTLED', context);
    expect(fired(engine)).toEqual([]);
    expect(viewOf(engine.lead, String).nextDueAtMs).toBe(at(60));
    engine.settle(at(3 * 24 * 60), [], 'SETTLED', context);
    expect(fired(engine)).toEqual([
      ['remind', 0, 60],
      ['remind', 1, 105],
      ['remind', 2, 150],
      // 12:15 is closed: the next morning.
      ['remind', 3, 60 + 24 * 60],
    ]);
  });

  it('stays where it is within working time, and where nobody has a calendar', () => {
    for (const [window, users] of [
      [{ calendarId: 'office' }, people.users],
      [within, new Map([['ana', person()]])],
    ] as const) {
      const engine = engineOf([step('remind', window === within ? 0.2 : 5, { within: window })]);
      engine.settle(at(0), [], 'SETTLED', { calendars, people: { ...people, users } });
      expect(engine.lead.clocks[0]!.steps[0]!.dueAtMs).toBe(window === within ? at(3) : at(75));
    }
  });

  it("moves to the new owner's working time when the lead is reassigned before it fires", () => {
    const engine = engineOf([step('remind', 0.2, { within, repeat: { every: 'PT30M', times: 1 } })]);
    engine.settle(at(0), [], 'SETTLED', context);
    expect(engine.lead.clocks[0]!.steps).toMatchObject([{ dueAtMs: at(60), repeatsDueAtMs: [at(90)] }]);
    engine.settle(at(20), [command(20, { kind: 'ASSIGN', ownerId: 'bob' })], 'SETTLED', context);
    expect(engine.lead.clocks[0]!.steps).toMatchObject([
      { dueAtMs: at(120), plainAtMs: at(3), repeatsDueAtMs: [at(150)] },
    ]);
    engine.settle(at(125), [command(124, { kind: 'ASSIGN', ownerId: 'cat' })], 'SETTLED', context);
    // Fired once: only the repeat is planned anew. Cat has no calendar.
    expect(engine.lead.clocks[0]!.steps).toMatchObject([{ dueAtMs: at(120), repeatsDueAtMs: [at(150)] }]);
    expect(fired(engine)).toEqual([['remind', 0, 120]]);
  });

  it('never moves before the instant of the reassignment', () => {
    const engine = engineOf([step('remind', 0.2, { within })]);
    engine.settle(at(0), [], 'SETTLED', context);
    engine.settle(at(30), [command(30, { kind: 'ASSIGN', ownerId: 'cat' })], 'SETTLED', context);
    expect(engine.lead.clocks[0]!.steps).toMatchObject([{ dueAtMs: at(30), plainAtMs: at(3) }]);
    expect(fired(engine)).toEqual([['remind', 0, 30]]);
  });

  it('keeps its window through a pause', () => {
    const engine = engineOf([step('remind', 0.2, { within })]);
    engine.settle(at(0), [], 'SETTLED', context);
    engine.settle(at(9), [command(1, { kind: 'PAUSE' })], 'SETTLED', context);
    expect(engine.lead.clocks[0]!.steps).toEqual([{ key: 'remind', dueAtMs: null, plainAtMs: null }]);
    engine.settle(at(9), [command(9, { kind: 'RESUME' })], 'SETTLED', context);
    expect(engine.lead.clocks[0]!.steps).toEqual([{ key: 'remind', dueAtMs: at(60), plainAtMs: at(11) }]);
  });
});

describe('the ladder that the documentation shows', () => {
  it('fires when it says', () => {
    const ladder = docExample('docs/engine/ladders.md', 'ladder') as LadderStep[];
    const flow = newFlow({ clocks: [clock({ target: { duration: 'PT1H', time: 'ELAPSED' }, ladder })] });
    const engine = new EngineLead(flow, [newCandidate('ana')]);
    const users = new Map([['ana', person({ calendarId: 'hours' })]]);
    const calendars = new Map([['hours', hours('10:00', '12:00')]]);
    for (let minute = 0; minute < 180; minute += 1)
      engine.settle(at(minute), [], 'SETTLED', { calendars, people: { users, teamCalendarIds: new Map() } });
    expect(
      engine.lead.escalations.map(
        ({ stepKey, firedAtMs }) => `${stepKey} ${new Date(firedAtMs).toISOString().slice(11, 16)}`,
      ),
    ).toEqual(docExample('docs/engine/ladders.md', 'firings'));
  });
});
