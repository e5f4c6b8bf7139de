import { describe, expect, it } from 'vitest';
import type { CalendarOf, ClockDefinition, FlowDefinition, LadderStep } from './definition.js';
import type { RuleApproval } from '../../engine/routing/definition.js';
import type { Condition } from '../../engine/conditions/definition.js';
import { validateFlow, type FlowContext } from './validate.js';

const context: FlowContext = {
  teams: new Map([
    ['team', { memberCount: 2, hasCalendar: true, archived: false }],
    ['empty', { memberCount: 0, hasCalendar: false, archived: false }],
    ['archived', { memberCount: 2, hasCalendar: true, archived: true }],
    ['plain', { memberCount: 2, hasCalendar: false, archived: false }],
  ]),
  users: new Set(['user', 'reader']),
  deciders: new Set(['user']),
  calendars: new Map([
    ['office', { hasWorkingTime: true }],
    ['closed', { hasWorkingTime: false }],
  ]),
};

const step = (change: Partial<LadderStep> = {}): LadderStep => ({
  key: 'remind',
  at: { share: 0.5 },
  action: 'REMINDER',
  ...change,
});

const clock = (change: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'first_contact',
  name: 'First contact',
  starts: 'RECEIVED',
  target: { duration: 'PT15M', time: 'BUSINESS', calendarId: 'office' },
  targets: [{ when: { field: 'score', op: 'gte', value: 80 }, duration: 'PT5M' }],
  atRisk: 0.75,
  proofs: ['CALL_LOGGED'],
  ladder: [step(), step({ key: 'early', at: { offset: '-PT5M' } }), step({ key: 'alert', at: { offset: 'PT10M' } })],
  ...change,
});

const flow = (change: Partial<FlowDefinition> = {}): FlowDefinition => ({
  priority: 10,
  match: { all: [{ field: 'source', op: 'in', value: ['facebook', 'web'] }] },
  scoring: {
    threshold: 40,
    rules: [{ when: { field: 'attributes.budget', op: 'gte', value: 10_000 }, points: 50, reason: 'budget' }],
  },
  routing: {
    rules: [{ when: { all: [] }, teamId: 'team', mode: 'AUTO', strategy: 'BALANCED', answerWithin: 'PT5M' }],
    fallback: { teamId: 'team', strategy: 'ROUND_ROBIN' },
    maxReassignments: 2,
  },
  clocks: [clock(), clock({ key: 'follow_up', starts: { afterMet: 'first_contact' } })],
  ...change,
});

const issuesOf = (definition: FlowDefinition) => validateFlow(definition, context);
const pathsOf = (definition: FlowDefinition): string[] => issuesOf(definition).map(({ path }) => path);
const withClock = (change: Partial<ClockDefinition>): FlowDefinition => flow({ clocks: [clock(change)] });
const withStep = (change: Partial<LadderStep>): FlowDefinition => withClock({ ladder: [step(change)] });

describe('a flow', () => {
  it('is fine as the contract shows it', () => {
    expect(issuesOf(flow())).toEqual([]);
  });

  it('may have a target of one second', () => {
    expect(pathsOf(withClock({ target: { duration: 'PT1S', time: 'ELAPSED' }, targets: [], ladder: [] }))).toEqual([]);
  });

  it.each<[Partial<FlowDefinition>, string[]]>([
    [{ calendarId: 'office' }, []],
    [{ calendarId: 'nowhere' }, ['calendarId']],
    [{ calendarId: 'closed' }, ['calendarId']],
    [{ duplicates: { window: 'P30D', action: 'ATTACH' } }, []],
    [{ duplicates: { window: 'P366D', action: 'LINK' } }, []],
    [{ duplicates: { window: 'P366DT1S', action: 'LINK' } }, ['duplicates.window']],
    [{ duplicates: { window: 'PT0S', action: 'LINK' } }, ['duplicates.window']],
    [{ duplicates: { window: '-P1D', action: 'LINK' } }, ['duplicates.window']],
    [{ duplicates: { window: '30 days', action: 'LINK' } }, ['duplicates.window']],
    [{ duplicates: { window: 'P1M', action: 'LINK' } }, ['duplicates.window']],
  ])('with %j has issues at %j', (change, paths) => {
    expect(pathsOf(flow(change))).toEqual(paths);
  });

  it('is told everything at once', () => {
    const paths = pathsOf(
      flow({
        priority: 1.5,
        routing: { rules: [], maxReassignments: 21 },
        clocks: [clock({ target: { duration: 'soon', time: 'ELAPSED' }, targets: [], atRisk: 1 })],
      }),
    );
    expect(paths).toEqual([
      'priority',
      'routing.rules',
      'routing.maxReassignments',
      'clocks.0.target.duration',
      'clocks.0.atRisk',
    ]);
  });
});

describe('routing', () => {
  const rule = flow().routing.rules[0]!;
  const to = (teamId: string) => ({ teamId, strategy: 'WEIGHTED' as const });
  const routed = (change: Partial<FlowDefinition['routing']>) =>
    pathsOf(flow({ routing: { ...flow().routing, ...change } }));

  it.each([
    [{ teamId: 'nowhere' }, 'routing.rules.0.teamId'],
    [{ teamId: 'empty' }, 'routing.rules.0.teamId'],
    [{ teamId: 'archived' }, 'routing.rules.0.teamId'],
    [{ answerWithin: 'PT0S' }, 'routing.rules.0.answerWithin'],
    [{ answerWithin: '5m' }, 'routing.rules.0.answerWithin'],
    [{ answerShare: 0 }, 'routing.rules.0.answerShare'],
    [{ answerShare: 1.01 }, 'routing.rules.0.answerShare'],
    [{ skills: ['ro', { skill: 'solar', level: 0 }] }, 'routing.rules.0.skills.1.level'],
    [{ skills: [{ skill: 'solar', level: 6 }] }, 'routing.rules.0.skills.0.level'],
    [{ skills: [{ skill: 'solar', level: 1.5 }] }, 'routing.rules.0.skills.0.level'],
    [{ weights: {} }, 'routing.rules.0.weights'],
    [{ weights: { freeCapacity: 0, waiting: 0 } }, 'routing.rules.0.weights'],
    [{ weights: { freeCapacity: 1, waiting: -1 } }, 'routing.rules.0.weights.waiting'],
    [{ minShiftLeft: 'PT0S' }, 'routing.rules.0.minShiftLeft'],
    [{ minShiftLeft: 'P1DT1S' }, 'routing.rules.0.minShiftLeft'],
    [{ minShiftLeft: 'half an hour' }, 'routing.rules.0.minShiftLeft'],
    [
      { overflow: [{ teamId: 'team', strategy: 'BALANCED' as const }, to('nowhere')] },
      'routing.rules.0.overflow.1.teamId',
    ],
    [{ overflow: [to('archived')] }, 'routing.rules.0.overflow.0.teamId'],
    [{ overflow: [to('empty')] }, 'routing.rules.0.overflow.0.teamId'],
    [{ overflow: [{ ...to('team'), weights: {} }] }, 'routing.rules.0.overflow.0.weights'],
    [{ when: { field: 'status', op: 'exists' as const } }, 'routing.rules.0.when.field'],
  ])('with %j is refused at %s', (change, path) => {
    expect(routed({ rules: [{ ...rule, ...change }] })).toEqual([path]);
  });

  it.each([
    { mode: 'OFFER' as const, answerShare: 1 },
    { mode: 'BROADCAST' as const },
    { strategy: 'WEIGHTED' as const },
    { weights: { skillLevel: 0.5, waiting: 0 } },
    { skills: ['ro', { skill: 'solar', level: 1 }, { skill: 'ev', level: 5 }] },
    { matchLanguage: true, matchTerritory: true, minShiftLeft: 'P1D', affinity: true, overflow: [to('team')] },
  ])('with %j is fine', (change) => {
    expect(routed({ rules: [{ ...rule, ...change }] })).toEqual([]);
  });

  it('names the one of several fallbacks that leads nowhere', () => {
    expect(routed({ fallback: [to('team'), to('archived'), { ...to('team'), minShiftLeft: 'P2D' }] })).toEqual([
      'routing.fallback.1.teamId',
      'routing.fallback.2.minShiftLeft',
    ]);
    expect(issuesOf(flow({ routing: { ...flow().routing, fallback: to('archived') } }))).toEqual([
      { path: 'routing.fallback.teamId', message: 'This team is archived.' },
    ]);
  });

  it('weighs a lead as more than 0 and at most 100', () => {
    const weighing = (...weights: number[]) =>
      routed({ leadWeights: weights.map((weight) => ({ when: { all: [] }, weight })) });
    expect(weighing(0.1, 100)).toEqual([]);
    expect(weighing(0, -1, 100.5, NaN)).toEqual([0, 1, 2, 3].map((index) => `routing.leadWeights.${index}.weight`));
    expect(routed({ leadWeights: [{ when: { field: 'colour', op: 'exists' }, weight: 1 }] })).toEqual([
      'routing.leadWeights.0.when.field',
    ]);
  });

  it('refuses a fallback that leads nowhere, and needs a whole number of reassignments', () => {
    expect(routed({ fallback: { teamId: 'empty', strategy: 'BALANCED' } })).toEqual(['routing.fallback.teamId']);
    for (const maxReassignments of [-1, 0.5, 21])
      expect(routed({ maxReassignments })).toEqual(['routing.maxReassignments']);
    for (const maxReassignments of [0, 20]) expect(routed({ maxReassignments })).toEqual([]);
  });
});

describe('a clock', () => {
  it.each<[Partial<ClockDefinition>, string]>([
    [{ target: { duration: 'PT0S', time: 'ELAPSED' }, targets: [], ladder: [] }, 'clocks.0.target.duration'],
    [{ target: { duration: '-PT1S', time: 'ELAPSED' }, targets: [], ladder: [] }, 'clocks.0.target.duration'],
    [{ target: { duration: 'P367D', time: 'ELAPSED' }, ladder: [] }, 'clocks.0.target.duration'],
    [{ target: { duration: 'P1M', time: 'ELAPSED' } }, 'clocks.0.target.duration'],
    [{ target: { duration: 'PT15M', time: 'BUSINESS' } }, 'clocks.0.target.calendarId'],
    [{ target: { duration: 'PT15M', time: 'BUSINESS', calendarId: 'nowhere' } }, 'clocks.0.target.calendarId'],
    [{ target: { duration: 'PT15M', time: 'BUSINESS', calendarId: 'closed' } }, 'clocks.0.target.calendarId'],
    [{ targets: [{ when: { all: [] }, duration: 'never' }] }, 'clocks.0.targets.0.duration'],
    [{ targets: [{ when: { field: 'x', op: 'eq', value: 1 }, duration: 'PT5M' }] }, 'clocks.0.targets.0.when.field'],
    [{ atRisk: 0 }, 'clocks.0.atRisk'],
    [{ atRisk: 1 }, 'clocks.0.atRisk'],
    [{ atRisk: NaN }, 'clocks.0.atRisk'],
    [{ proofs: ['FAX_SENT' as never] }, 'clocks.0.proofs.0'],
    [{ starts: { afterMet: 'nothing' } }, 'clocks.0.starts.afterMet'],
    [{ starts: { afterMet: 'first_contact' } }, 'clocks.0.starts.afterMet'],
  ])('with %j is refused at %s', (change, path) => {
    expect(pathsOf(withClock(change))).toEqual([path]);
  });

  it.each<[Partial<ClockDefinition>, string]>([
    [{ target: { duration: 'PT15M', time: 'BUSINESS', calendarOf: 'FLOW' } }, 'clocks.0.target.calendarOf'],
    [{ target: { duration: 'PT15M', time: 'BUSINESS', calendarOf: 'LEAD' } }, 'clocks.0.target.calendarOf'],
    [{ target: { duration: 'PT15M', time: 'ELAPSED', calendarOf: 'TEAM' } }, 'clocks.0.target.calendarOf'],
    [
      { target: { duration: 'PT15M', time: 'BUSINESS', calendarOf: 'TEAM', calendarId: 'office' } },
      'clocks.0.target.calendarOf',
    ],
    [{ recurring: true, proofs: [] }, 'clocks.0.recurring'],
    [{ callOutcomes: ['ASLEEP' as never] }, 'clocks.0.callOutcomes.0'],
    [{ callOutcomes: ['REACHED', 'REACHED'] }, 'clocks.0.callOutcomes.1'],
    [{ callOutcomes: [] }, 'clocks.0.callOutcomes'],
    [{ proofs: ['EMAIL_SENT'], callOutcomes: ['REACHED'] }, 'clocks.0.callOutcomes'],
    [{ pauseIn: ['RECEIVED'] }, 'clocks.0.pauseIn.0'],
    [{ pauseIn: ['CONTACTED', 'UNQUALIFIED'] }, 'clocks.0.pauseIn.1'],
    [{ pauseIn: ['CLOSED'] }, 'clocks.0.pauseIn.0'],
    [{ pauseIn: ['OFFERED', 'ASSIGNED', 'UNROUTED', 'CONTACTED'] }, 'clocks.0.pauseIn'],
    [{ recurring: true, starts: { afterMet: 'first_contact' } }, 'clocks.0.starts.afterMet'],
  ])('with %j is refused at %s', (change, path) => {
    expect(pathsOf(withClock(change))).toEqual([path]);
  });

  it('may recur, start at the contact, stand still in statuses, and count in the calendar of whoever has one', () => {
    const of = (calendarOf: CalendarOf) => ({ duration: 'PT15M', time: 'BUSINESS' as const, calendarOf });
    expect(
      issuesOf(
        flow({
          calendarId: 'office',
          clocks: [
            clock({ key: 'a', recurring: true, pauseIn: ['OFFERED'], target: of('FLOW') }),
            clock({ key: 'b', starts: 'CONTACTED', target: of('LEAD') }),
            clock({ key: 'c', target: of('TEAM') }),
            clock({ key: 'd', target: of('OWNER') }),
          ],
        }),
      ),
    ).toEqual([]);
  });

  it("needs the calendar of each team that gets leads, or the flow's to fall back on", () => {
    for (const calendarOf of ['TEAM', 'OWNER'] as const) {
      const clocks = [clock({ target: { duration: 'PT15M', time: 'BUSINESS', calendarOf } })];
      const routing = { ...flow().routing, fallback: { teamId: 'plain', strategy: 'BALANCED' as const } };
      expect(pathsOf(flow({ clocks }))).toEqual([]);
      const [issue, ...more] = issuesOf(flow({ clocks, routing }));
      expect([issue?.path, more]).toEqual(['clocks.0.target.calendarOf', []]);
      expect(issue?.message).toContain('team plain');
      expect(pathsOf(flow({ clocks, routing, calendarId: 'office' }))).toEqual([]);
      for (const calendarId of ['closed', 'nowhere'])
        expect(pathsOf(flow({ clocks, calendarId }))).toEqual(['calendarId']);
    }
  });

  it('has a key of its own', () => {
    expect(pathsOf(flow({ clocks: [clock(), clock()] }))).toEqual(['clocks.1.key']);
  });

  it('does not wait in a circle; one that only leads to the circle is not blamed', () => {
    const clocks = [
      clock({ key: 'a', starts: { afterMet: 'c' } }),
      clock({ key: 'b', starts: { afterMet: 'a' } }),
      clock({ key: 'c', starts: { afterMet: 'b' } }),
      clock({ key: 'd', starts: { afterMet: 'c' } }),
    ];
    expect(pathsOf(flow({ clocks }))).toEqual([0, 1, 2].map((index) => `clocks.${index}.starts.afterMet`));
  });

  it('comes with at most 19 others', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => clock({ key: `c${index}` }));
    expect(pathsOf(flow({ clocks: many(20) }))).toEqual([]);
    expect(pathsOf(flow({ clocks: many(21) }))).toEqual(['clocks']);
  });
});

describe('an approval', () => {
  const asking = (change: Partial<RuleApproval>, fallback = flow().routing.fallback): FlowDefinition => {
    const { routing } = flow();
    const approval: RuleApproval = { by: 'manager', within: 'PT4H', otherwise: 'FALLBACK', ...change };
    return flow({ routing: { ...routing, rules: [{ ...routing.rules[0]!, approval }], fallback } });
  };

  it.each<[Partial<RuleApproval>, string[]]>([
    [{}, []],
    [{ by: { userId: 'user' } }, []],
    [{ by: { onCall: ['user'] } }, []],
    [{ by: { userId: 'nobody' } }, ['by.userId']],
    [{ by: { userId: 'reader' } }, ['by.userId']],
    [{ by: { onCall: [] } }, ['by.onCall']],
    [{ by: { onCall: ['user', 'nobody', 'user'] } }, ['by.onCall.1', 'by.onCall.2']],
    [{ within: 'PT1S' }, []],
    [{ within: 'P30D' }, []],
    [{ within: 'PT0S' }, ['within']],
    [{ within: '-PT1H' }, ['within']],
    [{ within: 'P30DT1S' }, ['within']],
    [{ within: 'soon' }, ['within']],
  ])('with %j has issues at %j', (change, paths) => {
    expect(pathsOf(asking(change))).toEqual(paths.map((path) => `routing.rules.0.approval.${path}`));
  });

  it('goes to a fallback only where there is one', () => {
    expect(pathsOf(asking({}, []))).toEqual(['routing.rules.0.approval.otherwise']);
    expect(pathsOf(asking({ otherwise: 'UNROUTED' }, []))).toEqual([]);
  });
});

describe('a ladder step', () => {
  it.each<[Partial<LadderStep>, string]>([
    [{ at: { share: 0 } }, 'clocks.0.ladder.0.at.share'],
    [{ at: { share: -1 } }, 'clocks.0.ladder.0.at.share'],
    [{ at: { share: NaN } }, 'clocks.0.ladder.0.at.share'],
    [{ at: { share: 1e9 } }, 'clocks.0.ladder.0.at.share'],
    [{ at: { offset: 'later' } }, 'clocks.0.ladder.0.at.offset'],
    [{ at: { offset: 'P367D' } }, 'clocks.0.ladder.0.at.offset'],
    // Fits the target of 15 minutes, not the conditional one of 5.
    [{ at: { offset: '-PT10M' } }, 'clocks.0.ladder.0.at.offset'],
    [{ repeat: { every: 'PT0.5S', times: 1 } }, 'clocks.0.ladder.0.repeat.every'],
    [{ repeat: { every: 'often', times: 1 } }, 'clocks.0.ladder.0.repeat.every'],
    [{ repeat: { every: 'PT1S', times: 0 } }, 'clocks.0.ladder.0.repeat.times'],
    [{ repeat: { every: 'PT1S', times: 101 } }, 'clocks.0.ladder.0.repeat.times'],
    [{ repeat: { every: 'PT1S', times: 1.5 } }, 'clocks.0.ladder.0.repeat.times'],
    [{ within: { calendarId: 'nowhere' } }, 'clocks.0.ladder.0.within.calendarId'],
    [{ within: { calendarId: 'closed' } }, 'clocks.0.ladder.0.within.calendarId'],
    [{ within: { calendarOf: 'FLOW' } }, 'clocks.0.ladder.0.within.calendarOf'],
    [{ to: ['owner', { userId: 'nobody' }] }, 'clocks.0.ladder.0.to.1.userId'],
    [{ to: [{ onCall: ['user', 'nobody'] }] }, 'clocks.0.ladder.0.to.0.onCall.1'],
    [{ to: [{ onCall: ['user', 'user'] }] }, 'clocks.0.ladder.0.to.0.onCall.1'],
    [{ to: [{ onCall: [] }] }, 'clocks.0.ladder.0.to.0.onCall'],
    [{ stopWhen: { field: 'colour', op: 'exists' } }, 'clocks.0.ladder.0.stopWhen.field'],
    [{ stopWhen: { not: { field: 'score', op: 'gt' } } }, 'clocks.0.ladder.0.stopWhen.not.value'],
  ])('with %j is refused at %s', (change, path) => {
    expect(pathsOf(withStep(change))).toEqual([path]);
  });

  it('may tell anybody, in a window, and stop', () => {
    const to: LadderStep['to'] = ['owner', 'manager', 'team', { userId: 'user' }, { onCall: ['user'] }];
    const stopWhen: Condition = { field: 'score', op: 'lt', value: 20 };
    for (const within of [
      { calendarId: 'office' },
      { calendarOf: 'OWNER' as const },
      { calendarOf: 'TEAM' as const },
    ]) {
      expect(issuesOf(withStep({ to, channels: ['email', 'in_app'], within, stopWhen }))).toEqual([]);
    }
  });

  it('may be due the instant the clock starts, after the deadline, and a hundred times more', () => {
    for (const at of [{ offset: '-PT5M' }, { offset: 'PT0S' }, { share: 2 }]) {
      expect(pathsOf(withStep({ at, repeat: { every: 'PT1S', times: 100 } }))).toEqual([]);
    }
  });

  it('has a key of its own, and at most 29 others', () => {
    expect(pathsOf(withClock({ ladder: [step(), step()] }))).toEqual(['clocks.0.ladder.1.key']);
    const many = (count: number) => Array.from({ length: count }, (_, index) => step({ key: `s${index}` }));
    expect(pathsOf(withClock({ ladder: many(30) }))).toEqual([]);
    expect(pathsOf(withClock({ ladder: many(31) }))).toEqual(['clocks.0.ladder']);
  });
});

describe('a condition', () => {
  const matched = (match: Condition) => issuesOf(flow({ match }));

  it.each<Condition>([
    { all: [] },
    { any: [] },
    { not: { field: 'email', op: 'exists' } },
    { field: 'source', op: 'eq', value: 'web' },
    { field: 'country', op: 'ne', value: null },
    { field: 'tags', op: 'contains', value: 'vip' },
    { field: 'tags', op: 'contains', value: ['vip', 'old'] },
    { field: 'tags', op: 'in', value: ['vip'] },
    { field: 'attributes.address.city', op: 'contains', value: 'Cluj' },
    { field: 'attributes.budget', op: 'lt', value: 5 },
    { field: 'attributes.since', op: 'lt', value: '2026-01-01' },
    { field: 'attributes.owner', op: 'exists', value: false },
    { field: 'consents.whatsapp', op: 'eq', value: true },
  ])('%j is fine', (condition) => {
    expect(matched(condition)).toEqual([]);
  });

  it.each<[Condition, string]>([
    [{ field: 'name', op: 'eq', value: 'Ana' }, 'match.field'],
    [{ field: 'attributes.', op: 'exists' }, 'match.field'],
    [{ field: 'attributes..city', op: 'exists' }, 'match.field'],
    [{ field: '__proto__', op: 'exists' }, 'match.field'],
    [{ field: 'score', op: 'gte', value: 1 }, 'match.field'],
    [{ field: 'source', op: 'gt', value: 'a' }, 'match.op'],
    [{ field: 'tags', op: 'eq', value: 'vip' }, 'match.op'],
    [{ field: 'source', op: 'eq' }, 'match.value'],
    [{ field: 'source', op: 'eq', value: 5 }, 'match.value'],
    [{ field: 'source', op: 'eq', value: ['web'] }, 'match.value'],
    [{ field: 'source', op: 'in', value: 'web' }, 'match.value'],
    [{ field: 'source', op: 'in', value: [] }, 'match.value'],
    [{ field: 'source', op: 'in', value: ['web', 5] }, 'match.value'],
    [{ field: 'source', op: 'contains', value: ['web'] }, 'match.value'],
    [{ field: 'attributes.budget', op: 'gt', value: true }, 'match.value'],
    [{ field: 'email', op: 'exists', value: 'yes' }, 'match.value'],
    [{ field: 'consents.sms', op: 'eq', value: 'yes' }, 'match.value'],
    [{ all: [{ any: [{ not: { field: 'x', op: 'exists' } }] }] }, 'match.all.0.any.0.not.field'],
  ])('%j is refused at %s', (condition, path) => {
    expect(matched(condition).map((issue) => issue.path)).toEqual([path]);
  });

  it('may ask for the score once the lead is scored', () => {
    const when: Condition = { field: 'score', op: 'gte', value: 80 };
    const rules = [{ when, points: 1, reason: 'r' }];
    expect(pathsOf(flow({ scoring: { threshold: 0, rules } }))).toEqual(['scoring.rules.0.when.field']);
    const routing = { ...flow().routing, rules: [{ when, teamId: 'team', strategy: 'BALANCED' as const }] };
    expect(pathsOf(flow({ routing }))).toEqual([]);
  });
});
