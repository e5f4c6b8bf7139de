import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, person, proof, step } from '../../../test/support/lead-inputs.js';
import type { RoutingRule, RuleApproval } from '../../engine/routing/definition.js';
import type { Actor } from '../../platform/audit/actor.js';
import { leaversOf } from '../../platform/audit/leavers.js';
import type { ClockDefinition, FlowDefinition } from '../flow/definition.js';
import { Draft, type Person, type SettlementContext } from '../lead/draft.js';
import type { CommandInput, CommandRequest, LeadState } from '../lead/state.js';
import { happened } from '../metrics/happened.js';
import { describeNext } from '../view/next.js';
import { viewOf } from '../view/view.js';
import { askingRule } from './asking-rule.js';
import { forecastApproval } from './forecast.js';
import { isAskedToApprove, wasAskedToApprove } from './verdict.js';

const BIG = { field: 'attributes.budget', op: 'gte', value: 50_000 } as const;
const mara: Actor = { type: 'user', id: 'mara' };
const mihai: Actor = { type: 'user', id: 'mihai' };

const by = (actor: Actor, received: number, request: CommandRequest): CommandInput => ({
  ...(command(received, request) as CommandInput),
  actor,
});
const approve = (received: number, actor = mara, sequence = 1) => by(actor, received, { kind: 'APPROVE', sequence });
const decline = (received: number, actor = mara) =>
  by(actor, received, { kind: 'DECLINE_APPROVAL', sequence: 1, reason: 'too big for us' });

interface Setting {
  approval?: Partial<RuleApproval>;
  rule?: Partial<RoutingRule>;
  clocks?: ClockDefinition[];
  lead?: Partial<LeadState>;
}

/** Leads with a big budget are asked about; `zoe` is the fallback's only rep. */
function newEngine({ approval = {}, rule = {}, clocks = [clock()], lead = {} }: Setting = {}) {
  const flow: FlowDefinition = newFlow({ clocks });
  Object.assign(flow.routing.rules[0]!, {
    when: BIG,
    approval: { by: 'manager', within: 'PT10M', otherwise: 'ROUTE', ...approval },
    ...rule,
  });
  flow.routing.fallback = { teamId: 'team-2', strategy: 'BALANCED' };
  return new EngineLead(
    flow,
    [
      newCandidate('ana', { capacity: 100 }),
      newCandidate('bob', { capacity: 99 }),
      newCandidate('zoe', { teamIds: ['team-2'] }),
    ],
    { attributes: { budget: 80_000 }, ...lead },
  );
}

const people = (users: Record<string, Partial<Person>>): Partial<SettlementContext> => ({
  people: {
    users: new Map(Object.entries(users).map(([id, one]) => [id, person(one)])),
    teamCalendarIds: new Map(),
  },
});
const refusalsOf = (draft: Draft) => draft.changes.commands.map(({ refusal }) => refusal);
const toldOf = (draft: Draft) => draft.changes.audit.map(({ action }) => action);

describe('a rule that asks first', () => {
  it('lets the lead wait, visibly and with its clocks running; the managers are told why', () => {
    const engine = newEngine();
    const { changes } = engine.settle(at(0), [], 'ROUTED');
    expect(engine.lead).toMatchObject({
      status: 'PENDING_APPROVAL',
      ownerId: null,
      teamId: 'team-1',
      clocks: [{ status: 'RUNNING', deadlineAtMs: at(15) }],
      approvals: [
        { sequence: 1, ruleIndex: 0, status: 'OPEN', expiresAtMs: at(10), askedUserIds: [], asksManagers: true },
      ],
    });
    expect(changes.notices).toMatchObject([{ kind: 'APPROVAL', userId: null, channels: ['in_app', 'email'] }]);
    expect(changes.notices[0]!.text).toBe(
      'Rule 1 asks first: attributes.budget is at least 50000. Decide by 09:10, within 10 min. Approved now, it would go so: ' +
        'ana by rule 1, BALANCED: most free capacity (100 of 100); 1 other could have taken it, 1 could not.',
    );
    engine.settle(at(0));
    expect(engine.settle(at(1)).isDirty).toBe(false);
    expect(describeNext(engine.lead)[0]).toMatchObject({ what: 'APPROVAL_LAPSES', clockKey: null, atMs: at(10) });
    const view = viewOf(engine.lead, String);
    expect(view).toMatchObject({ status: 'PENDING_APPROVAL', open: true, nextDueAtMs: at(10), deadlineAtMs: at(15) });
    expect(view.details).toContain(
      '**Owner** nobody yet: rule 1 asks the managers for an approval, until Mon 2 Mar 2026 09:10',
    );
  });

  it('asks about the leads that it is about only, and also where nobody of its team could take them', () => {
    const small = newEngine({ lead: { attributes: { budget: 10 } } });
    small.settle(at(0));
    expect(small.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'zoe', approvals: [] });
    const nobody = newEngine({ rule: { skills: ['greek'] } });
    nobody.settle(at(0));
    expect(nobody.lead.status).toBe('PENDING_APPROVAL');
    nobody.settle(at(1), [approve(1)]);
    expect(nobody.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'zoe' });
  });

  it('is found without any candidates, for a preview', () => {
    const { routing } = newFlow();
    const rules: RoutingRule[] = [
      { ...routing.rules[0]!, when: { any: [] } },
      { ...routing.rules[0]!, when: BIG, approval: { by: 'manager', within: 'PT1H', otherwise: 'ROUTE' } },
    ];
    const facts = (budget: number) =>
      new Draft(newEngine({ lead: { attributes: { budget } } }).lead, {} as never).facts;
    expect(askingRule({ rules }, facts(60_000))).toMatchObject({ index: 1, approval: { by: 'manager' } });
    expect(askingRule({ rules }, facts(10))).toBeNull();
  });
});

describe('who is asked', () => {
  const asked = (approval: Partial<RuleApproval>, users: Record<string, Partial<Person>>) => {
    const engine = newEngine({ approval });
    const draft = engine.settle(at(0), [], 'ROUTED', people(users));
    const [{ askedUserIds, asksManagers } = {}] = engine.lead.approvals;
    return {
      askedUserIds,
      asksManagers,
      told: draft.changes.notices.map(({ userId }) => userId),
      missed: draft.changes.workItems.map(({ kind, details }) => ({ kind, missing: details.missing })),
    };
  };

  it.each<[string, Partial<RuleApproval>, Record<string, Partial<Person>>, object]>([
    [
      'is the one whom the rule names',
      { by: { userId: 'mara' } },
      { mara: {} },
      { askedUserIds: ['mara'], asksManagers: false, told: ['mara'], missed: [] },
    ],
    [
      'is the managers as well while that one is not at work',
      { by: { userId: 'mara' } },
      { mara: { status: 'AWAY', atWork: false } },
      { askedUserIds: ['mara'], asksManagers: true, told: ['mara', null], missed: [] },
    ],
    [
      'is the first on call who is at work',
      { by: { onCall: ['mara', 'mihai'] } },
      { mara: { atWork: false }, mihai: {} },
      { askedUserIds: ['mihai'], asksManagers: false, told: ['mihai'], missed: [] },
    ],
    [
      'is the managers where nobody of those is there any more, and a person must see to the flow',
      { by: { onCall: ['mara', 'mihai'] } },
      { mara: { status: 'INACTIVE', atWork: false } },
      {
        askedUserIds: [],
        asksManagers: true,
        told: [null],
        missed: [{ kind: 'RECIPIENT_MISSING', missing: ['mara', 'mihai'] }],
      },
    ],
  ])('%s', (_what, approval, users, expected) => expect(asked(approval, users)).toEqual(expected));
});

describe('who is asked and becomes absent', () => {
  const absent = (received: number) => command(received, { kind: 'REPLAN', absentUserId: 'mara', reason: 'holiday' });
  const away = people({ mara: { atWork: false }, mihai: {} });

  it.each<[RuleApproval['by'], object]>([
    [{ onCall: ['mara', 'mihai'] }, { askedUserIds: ['mara', 'mihai'], asksManagers: false }],
    [{ userId: 'mara' }, { askedUserIds: ['mara'], asksManagers: true }],
  ])('is asked no longer alone: by %j', (asked, expected) => {
    const engine = newEngine({ approval: { by: asked } });
    engine.settle(at(0), [], 'SETTLED', people({ mara: {}, mihai: {} }));
    const draft = engine.settle(at(1), [absent(1)], 'SETTLED', away);
    expect(refusalsOf(draft)).toEqual([null]);
    expect(engine.lead).toMatchObject({ status: 'PENDING_APPROVAL', approvals: [{ status: 'OPEN', ...expected }] });
    expect(draft.changes.notices.map(({ userId }) => userId)).toEqual(['userId' in (asked as object) ? null : 'mihai']);
    // Who is absent may decide all the same.
    engine.settle(at(2), [approve(2)], 'SETTLED', away);
    expect(engine.lead.status).toBe('ASSIGNED');
  });

  it('is no cause for anything where the managers were asked as well', () => {
    const engine = newEngine({ approval: { by: { userId: 'mara' } } });
    engine.settle(at(0), [], 'SETTLED', away);
    expect(refusalsOf(engine.settle(at(1), [absent(1)], 'SETTLED', away))).toEqual([
      'the absent user does not own the lead any more',
    ]);
  });
});

describe('an approval that is given', () => {
  it('routes the lead on by the rule that asked, whatever holds by now, without asking again', () => {
    const engine = newEngine();
    engine.settle(at(0));
    engine.lead.attributes = { budget: 10 };
    const draft = engine.settle(at(5), [approve(4)]);
    expect(refusalsOf(draft)).toEqual([null]);
    expect(engine.lead).toMatchObject({
      status: 'ASSIGNED',
      ownerId: 'ana',
      approvals: [{ status: 'APPROVED', endedAtMs: at(4), decidedBy: mara }],
    });
    expect(toldOf(draft)).toEqual(expect.arrayContaining(['lead.approved', 'lead.assigned']));
    expect(happened(draft)).toMatchObject({ 'approvals_total{outcome="APPROVED"}': 1 });
  });

  it('is asked for once: reps who decline, the ladder and an absence route on', () => {
    const clocks = [clock({ ladder: [step('again', 1, { action: 'REASSIGN' })] })];
    const engine = newEngine({ rule: { mode: 'OFFER', answerWithin: 'PT5M' }, clocks });
    engine.settle(at(0));
    engine.settle(at(1), [approve(1)]);
    expect(engine.lead).toMatchObject({ status: 'OFFERED', offers: [{ answers: [{ userId: 'ana' }] }] });
    engine.settle(at(2), [command(2, { kind: 'DECLINE', userId: 'ana', reason: 'busy' })]);
    expect(engine.lead.offers.at(-1)!.answers).toMatchObject([{ userId: 'bob', status: 'PENDING' }]);
    engine.settle(at(3), [command(3, { kind: 'ACCEPT', userId: 'bob' })]);
    engine.settle(at(15));
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'zoe' });
    const reason = 'ill';
    engine.settle(at(16), [command(16, { kind: 'REPLAN', absentUserId: 'zoe', reason })]);
    expect(engine.lead.approvals).toHaveLength(1);
    expect(engine.lead.status).not.toBe('PENDING_APPROVAL');
  });

  it('forecasts who would get it now, and changes nothing by that', () => {
    const engine = newEngine();
    const { context } = engine.settle(at(0));
    const before = structuredClone(engine.lead);
    expect(forecastApproval(engine.lead, engine.lead.approvals[0]!, context).userId).toBe('ana');
    expect(engine.lead).toEqual(before);
  });
});

describe('a decision', () => {
  it('is made once: of two at the same moment the first counts, and the second hears of it', () => {
    const engine = newEngine();
    engine.settle(at(0));
    const draft = engine.settle(at(3), [approve(2), decline(2, mihai)]);
    expect(refusalsOf(draft)).toEqual([null, 'mara approved it at 2026-03-02T09:02:00.000Z']);
    expect(engine.lead).toMatchObject({ status: 'ASSIGNED', approvals: [{ status: 'APPROVED', decidedBy: mara }] });
    // Said again it is the same.
    expect(refusalsOf(engine.settle(at(4), [approve(4)]))).toEqual([null]);
    expect(refusalsOf(engine.settle(at(5), [approve(5, mihai)]))).toEqual([
      'mara approved it at 2026-03-02T09:02:00.000Z',
    ]);
    expect(engine.lead.assignments).toHaveLength(1);
  });

  it('that was received before it lapsed counts, however late it is heard of; one after that does not', () => {
    const inTime = newEngine({ approval: { otherwise: 'UNQUALIFIED' } });
    inTime.settle(at(0));
    inTime.settle(at(30), [approve(10)]);
    expect(inTime.lead).toMatchObject({ status: 'ASSIGNED', approvals: [{ status: 'APPROVED' }] });
    const late = newEngine({ approval: { otherwise: 'UNQUALIFIED' } });
    late.settle(at(0));
    const draft = late.settle(at(30), [approve(10.001)]);
    expect(refusalsOf(draft)).toEqual(['nobody decided in time: the approval lapsed at 2026-03-02T09:10:00.000Z']);
    expect(late.lead).toMatchObject({ status: 'UNQUALIFIED', approvals: [{ status: 'LAPSED', endedAtMs: at(10) }] });
  });

  it('that declines ends the lead with the reason: no clock runs, and nobody is told any more', () => {
    const clocks = [clock({ ladder: [step('alert', 1, { action: 'MANAGER_ALERT' })] })];
    const engine = newEngine({ clocks });
    engine.settle(at(0));
    const draft = engine.settle(at(3), [decline(2)]);
    expect(engine.lead).toMatchObject({
      status: 'UNQUALIFIED',
      ownerId: null,
      approvals: [{ status: 'DECLINED', reason: 'too big for us', decidedBy: mara }],
      clocks: [{ status: 'CANCELLED', cancelledAtMs: at(2) }],
    });
    expect(draft.changes.audit).toContainEqual(
      expect.objectContaining({
        action: 'lead.approval_declined',
        actor: mara,
        after: expect.objectContaining({ reason: 'too big for us', status: 'UNQUALIFIED' }) as unknown,
      }),
    );
    expect(viewOf(engine.lead, String)).toMatchObject({ open: false, nextDueAtMs: null });
    expect(engine.settle(at(60)).changes.escalations).toEqual([]);
    expect(refusalsOf(engine.settle(at(61), [decline(61)]))).toEqual([null]);
    expect(refusalsOf(engine.settle(at(62), [approve(62)]))).toEqual(['you declined it at 2026-03-02T09:02:00.000Z']);
  });
});

describe('whom it asks', () => {
  it.each<[string, () => Parameters<EngineLead['settle']>[1], number]>([
    ['approved', () => [approve(2)], 2],
    ['declined', () => [decline(2)], 2],
    ['withdrawn', () => [command(2, { kind: 'ASSIGN', ownerId: 'bob' })], 2],
    ['lapsed', () => [], 10],
  ])('loses sight of the lead with its end, and hears of that: %s', (_what, inputs, minute) => {
    const engine = newEngine({ approval: { by: { userId: 'mara' } } });
    engine.settle(at(0), [], 'SETTLED', people({ mara: {} }));
    expect(isAskedToApprove(engine.lead, 'mara')).toBe(true);
    const draft = engine.settle(at(minute), inputs(), 'SETTLED', people({ mara: {} }));
    expect(isAskedToApprove(engine.lead, 'mara')).toBe(false);
    expect(wasAskedToApprove(engine.lead, 'mara')).toBe(true);
    expect(draft.changes.audit.flatMap((entry) => leaversOf(entry))).toContain('mara');
  });
});

describe('nobody decides in time', () => {
  it.each<[RuleApproval['otherwise'], Partial<LeadState>]>([
    ['ROUTE', { status: 'ASSIGNED', ownerId: 'ana' }],
    ['FALLBACK', { status: 'ASSIGNED', ownerId: 'zoe' }],
    ['UNQUALIFIED', { status: 'UNQUALIFIED', ownerId: null }],
    ['UNROUTED', { status: 'UNROUTED', ownerId: null }],
  ])('and it comes to %s', (otherwise, expected) => {
    const engine = newEngine({ approval: { otherwise } });
    engine.settle(at(0));
    expect(engine.settle(at(9)).isDirty).toBe(false);
    const draft = engine.settle(at(10));
    expect(engine.lead).toMatchObject({ ...expected, approvals: [{ status: 'LAPSED', endedAtMs: at(10) }] });
    expect(happened(draft)).toMatchObject({ 'approvals_total{outcome="LAPSED"}': 1 });
    expect(draft.changes.passed).toEqual([at(10)]);
    expect(engine.settle(at(11)).isDirty).toBe(false);
    expect(refusalsOf(engine.settle(at(12), [approve(12)]))).toEqual([
      'nobody decided in time: the approval lapsed at 2026-03-02T09:10:00.000Z',
    ]);
  });

  it('and a lead that is left to a person waits as a work item, which its owner closes', () => {
    const engine = newEngine({ approval: { otherwise: 'UNROUTED' } });
    engine.settle(at(0));
    const { changes } = engine.settle(at(10));
    expect(changes.workItems).toMatchObject([{ kind: 'UNROUTED', details: { tried: 'APPROVAL' } }]);
    expect(changes.notices).toMatchObject([{ kind: 'UNROUTED', userId: null }]);
    engine.lead.workItems = [{ id: 'item', ...changes.workItems[0]! }];
    const assigned = engine.settle(at(11), [command(11, { kind: 'ASSIGN', ownerId: 'bob' })]);
    expect(assigned.changes.closedWorkItems).toMatchObject([{ id: 'item' }]);
  });
});

describe('while it waits', () => {
  const ladder = [
    step('remind', 0.2, { to: ['owner'] }),
    step('give', 0.4, { action: 'REASSIGN' }),
    step('alert', 1, { action: 'MANAGER_ALERT' }),
  ];

  it('a clock climbs its ladder as any other, but the lead goes to nobody past the approval', () => {
    const engine = newEngine({ approval: { within: 'PT1H' }, clocks: [clock({ ladder })] });
    engine.settle(at(0));
    const early = engine.settle(at(6));
    expect(engine.lead).toMatchObject({ status: 'PENDING_APPROVAL', ownerId: null, reassignments: 0 });
    // Nobody has it: its managers are told instead of an owner, and instead of a next one.
    expect(early.changes.notices.map(({ userId }) => userId)).toEqual([null, null]);
    expect(engine.lead.escalations.map(({ action }) => action)).toEqual(['REMINDER', 'MANAGER_ALERT']);
    expect(early.changes.notices[1]!.text).toContain('It waits for an approval.');
    expect(early.changes.workItems).toEqual([]);
    engine.settle(at(15));
    expect(engine.lead.clocks).toMatchObject([{ status: 'BREACHED' }]);
    engine.settle(at(20), [approve(20)]);
    expect(engine.lead.ownerId).toBe('ana');
  });

  it('one that lapsed into a person’s hands is given to nobody by the ladder either', () => {
    const engine = newEngine({
      approval: { within: 'PT1M', otherwise: 'UNROUTED' },
      clocks: [clock({ ladder })],
    });
    engine.settle(at(0));
    const draft = engine.settle(at(6));
    expect(engine.lead).toMatchObject({ status: 'UNROUTED', ownerId: null });
    expect(draft.changes.notices.at(-1)!.text).toContain('Its approval lapsed: a person must give it to somebody.');
  });

  it('clocks may stand still, where the flow says so', () => {
    const engine = newEngine({ clocks: [clock({ pauseIn: ['PENDING_APPROVAL'] })] });
    engine.settle(at(0));
    expect(engine.lead.clocks).toMatchObject([{ status: 'PAUSED' }]);
    engine.settle(at(4), [approve(4)]);
    expect(engine.lead.clocks).toMatchObject([{ status: 'RUNNING', deadlineAtMs: at(19) }]);
  });

  it.each<[string, () => Parameters<EngineLead['settle']>[1], string]>([
    ['given away by hand', () => [command(2, { kind: 'ASSIGN', ownerId: 'bob' })], 'ASSIGNED'],
    ['closed', () => [command(2, { kind: 'CLOSE', outcome: 'LOST' })], 'CLOSED'],
    ['contacted', () => [proof(2)], 'CONTACTED'],
  ])('a lead that is %s needs it no more', (_what, inputs, status) => {
    const engine = newEngine();
    engine.settle(at(0));
    const draft = engine.settle(at(3), inputs());
    expect(engine.lead).toMatchObject({ status, approvals: [{ status: 'WITHDRAWN', endedAtMs: at(2) }] });
    expect(toldOf(draft)).toContain('lead.approval_withdrawn');
    expect(refusalsOf(engine.settle(at(4), [approve(4)]))).toEqual([
      'the approval was withdrawn at 2026-03-02T09:02:00.000Z',
    ]);
  });

  it('made and taken back in one settlement nobody hears of it', () => {
    const draft = newEngine().settle(at(3), [command(2, { kind: 'ASSIGN', ownerId: 'bob' })]);
    expect(draft.changes.notices.filter(({ kind }) => kind === 'APPROVAL')).toEqual([]);
  });

  it('one that was closed meanwhile is asked about again once it is reopened; one that somebody had is not', () => {
    const engine = newEngine();
    engine.settle(at(0));
    engine.settle(at(1), [command(1, { kind: 'CLOSE', outcome: 'LOST' })]);
    engine.settle(at(2), [command(2, { kind: 'REOPEN', reason: 'called back' })]);
    expect(engine.lead).toMatchObject({
      status: 'PENDING_APPROVAL',
      approvals: [{ status: 'WITHDRAWN' }, { sequence: 2, status: 'OPEN' }],
    });
    // A decision about the first is none about the second.
    expect(refusalsOf(engine.settle(at(3), [approve(3)]))).toEqual([
      'the approval was withdrawn at 2026-03-02T09:01:00.000Z',
    ]);
    engine.settle(at(4), [approve(4, mara, 2)]);
    engine.settle(at(5), [command(5, { kind: 'CLOSE', outcome: 'LOST' })]);
    engine.settle(at(6), [command(6, { kind: 'REOPEN', reason: 'again' })], 'SETTLED', people({}));
    expect(engine.lead.approvals).toHaveLength(2);
    expect(engine.lead.status).toBe('ASSIGNED');
  });
});
