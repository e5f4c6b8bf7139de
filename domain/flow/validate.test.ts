import { describe, expect, it } from 'vitest';
import type { ClockDefinition, Condition, FlowDefinition, LadderStep } from './definition.js';
import { validateFlow, type FlowContext } from './validate.js';

const context: FlowContext = {
  teams: new Map([
    ['team', { memberCount: 2, hasCalendar: true, archived: false }],
    ['empty', { memberCount: 0, hasCalendar: false, archived: false }],
  ]),
  users: new Set(['user']),
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
  const routed = (change: Partial<FlowDefinition['routing']>) =>
    pathsOf(flow({ routing: { ...flow().routing, ...change } }));

  it.each([
    [{ teamId: 'nowhere' }, 'routing.rules.0.teamId'],
    [{ teamId: 'empty' }, 'routing.rules.0.teamId'],
    [{ answerShare: 0 }, 'routing.rules.0.answerShare'],
    [{ answerShare: 1.01 }, 'routing.rules.0.answerShare'],
    [{ answerWithin: 'PT0.5S' }, 'routing.rules.0.answerWithin'],
    [{ answerWithin: 'PT0S' }, 'routing.rules.0.answerWithin'],
    [{ answerWithin: '5m' }, 'routing.rules.0.answerWithin'],
    [{ when: { field: 'receivedAt', op: 'exists' as const } }, 'routing.rules.0.when.field'],
  ])('with %j is refused at %s', (change, path) => {
    expect(routed({ rules: [{ ...rule, ...change }] })).toEqual([path]);
  });

  it.each(['AUTO', 'OFFER', 'BROADCAST'] as const)('takes the mode %s', (mode) => {
    expect(routed({ rules: [{ ...rule, mode, answerWithin: 'PT1S', answerShare: 1 }] })).toEqual([]);
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
  ])('with %j is refused at %s', (change, path) => {
    expect(pathsOf(withStep(change))).toEqual([path]);
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
