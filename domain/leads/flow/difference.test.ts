import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleApproval } from '../../engine/routing/definition.js';
import type { ClockDefinition, FlowDefinition, LadderStep } from './definition.js';
import { difference } from './difference.js';

const step = (key: string, change: Partial<LadderStep> = {}): LadderStep => ({
  key,
  at: { share: 0.5 },
  action: 'REMINDER',
  to: ['owner'],
  ...change,
});
const clock = (change: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'first_contact',
  name: 'First contact',
  starts: 'RECEIVED',
  proofs: ['CALL_LOGGED'],
  atRisk: 0.75,
  target: { duration: 'PT15M', time: 'ELAPSED' },
  ladder: [step('remind'), step('alert', { at: { offset: 'PT10M' }, action: 'MANAGER_ALERT' })],
  ...change,
});
const flow = (change: Partial<FlowDefinition> = {}): FlowDefinition => ({
  priority: 10,
  match: { field: 'source', op: 'eq', value: 'web' },
  scoring: { threshold: 40, rules: [{ when: { all: [] }, points: 50, reason: 'every lead' }] },
  routing: {
    rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED', skills: ['ro'] }],
    fallback: { teamId: 'team-2', strategy: 'ROUND_ROBIN' },
    maxReassignments: 2,
  },
  clocks: [clock(), clock({ key: 'follow_up', name: 'Follow-up', ladder: [] })],
  ...change,
});
const names = new Map([
  ['team-1', 'North'],
  ['team-2', 'South'],
  ['office', 'Office hours'],
]);
const textsOf = (after: FlowDefinition, before = flow()) =>
  difference(before, after, names).map(({ path, text }) => `${path} | ${text}`);
const withApproval = (approval: RuleApproval): FlowDefinition => {
  const { routing, ...rest } = flow();
  return { ...rest, routing: { ...routing, rules: [{ ...routing.rules[0]!, approval }] } };
};
const firstClock = (change: Partial<ClockDefinition>) => flow({ clocks: [clock(change), flow().clocks[1]!] });

describe('the difference of two definitions', () => {
  it.each<[FlowDefinition, string[]]>([
    [flow(), []],
    [flow({ priority: 20 }), ['priority | Priority 10 → 20']],
    [flow({ match: { all: [] } }), ['match | Leads it takes source is “web” → every lead']],
    [flow({ calendarId: 'office' }), ['calendarId | Calendar is now Office hours']],
    [
      flow({ duplicates: { window: 'P30D', action: 'ATTACH' } }),
      ['duplicates | Same person again is now window P30D, action ATTACH'],
    ],
    [
      firstClock({ target: { duration: 'PT10M', time: 'ELAPSED' } }),
      ['clocks.first_contact.target.duration | Clock “First contact”: target PT15M → PT10M'],
    ],
    [
      firstClock({ atRisk: undefined }),
      ['clocks.first_contact.atRisk | Clock “First contact”: at risk at is not set any more; it was 0.75'],
    ],
    [
      firstClock({ ladder: [step('remind', { at: { offset: '-PT5M' } }), step('call', { action: 'REASSIGN' })] }),
      [
        'clocks.first_contact.ladder.remind.at | Clock “First contact”, step “remind”: due at 50 % of the target → PT5M before the deadline',
        'clocks.first_contact.ladder.alert | Clock “First contact”, step “alert” is gone',
        'clocks.first_contact.ladder.call | Clock “First contact”, step “call” is new',
      ],
    ],
    [flow({ clocks: [clock()] }), ['clocks.follow_up | Clock “Follow-up” is gone']],
    [
      flow({
        scoring: {
          threshold: 50,
          rules: [
            { when: { all: [] }, points: 40, reason: 'every lead' },
            { when: { any: [] }, points: 1, reason: 'none' },
          ],
        },
      }),
      [
        'scoring.threshold | Scoring: threshold 40 → 50',
        'scoring.rules.0.points | Scoring rule 1: points 50 → 40',
        'scoring.rules.1 | Scoring rule 2 is new',
      ],
    ],
    [
      flow({
        routing: {
          rules: [
            { when: { all: [] }, teamId: 'team-2', strategy: 'BALANCED', skills: ['ro', { skill: 'de', level: 3 }] },
          ],
          maxReassignments: 3,
        },
      }),
      [
        'routing.rules.0.teamId | Routing rule 1: team North → South',
        'routing.rules.0.skills | Routing rule 1: skills ro → ro, de at level 3',
        'routing.fallback.0 | Fallback 1 is gone',
        'routing.maxReassignments | Routing: most reassignments 2 → 3',
      ],
    ],
    [
      withApproval({ by: 'manager', within: 'PT4H', otherwise: 'FALLBACK' }),
      [
        'routing.rules.0.approval | Routing rule 1: asks first is now the managers of the team, for PT4H, then to the fallback',
      ],
    ],
    [
      withApproval({ by: { onCall: ['team-1', 'team-2'] }, within: 'PT4H', otherwise: 'UNQUALIFIED' }),
      [
        'routing.rules.0.approval | Routing rule 1: asks first is now whoever is on call of North, South, for PT4H, then declined',
      ],
    ],
  ])('%#', (after, expected) => expect(textsOf(after)).toEqual(expected));

  it('matches clocks and steps by their key: another place is one change of the order', () => {
    const { clocks } = flow();
    expect(textsOf(flow({ clocks: clocks.toReversed() }))).toEqual([
      'clocks | The order of the clocks: first_contact, follow_up → follow_up, first_contact',
    ]);
    const added = flow({ clocks: [clock({ key: 'new', name: 'New' }), ...clocks] });
    expect(textsOf(added)).toEqual(['clocks.new | Clock “New” is new']);
  });

  it('takes one fallback and a list of one for the same', () => {
    const { routing } = flow();
    const fallback = [routing.fallback].flat() as FlowDefinition['routing']['fallback'];
    expect(difference(flow(), flow({ routing: { ...routing, fallback } }))).toEqual([]);
  });
});

/** Definitions that differ in many ways, drafts among them that could not be published. */
const definition = (() => {
  const condition = fc.constantFrom<FlowDefinition['match'][]>(
    { all: [] },
    { any: [] },
    { field: 'score', op: 'gt', value: 1 },
  );
  const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
  const target = fc.record({
    teamId: fc.constantFrom('team-1', 'team-2'),
    strategy: fc.constantFrom('BALANCED' as const, 'WEIGHTED' as const),
    skills: maybe(fc.subarray(['ro', 'de'])),
  });
  const ladder = fc.array(
    fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      at: fc.oneof(
        fc.constantFrom({ share: 0.5 }, { share: 1 }),
        fc.constantFrom({ offset: 'PT0S' }, { offset: '-PT1M' }),
      ),
      action: fc.constantFrom('REMINDER' as const, 'REASSIGN' as const),
      repeat: maybe(fc.constant({ every: 'PT1M', times: 2 })),
    }),
    { maxLength: 3 },
  );
  return fc.record({
    priority: fc.integer({ min: 0, max: 2 }),
    match: condition,
    duplicates: maybe(
      fc.record({ window: fc.constantFrom('P1D', 'P2D'), action: fc.constantFrom('ATTACH' as const, 'LINK' as const) }),
    ),
    scoring: fc.record({
      threshold: fc.integer({ min: 0, max: 2 }),
      rules: fc.array(
        fc.record({ when: condition, points: fc.integer({ min: 0, max: 2 }), reason: fc.constant('r') }),
        { maxLength: 3 },
      ),
    }),
    routing: fc.record({
      rules: fc.array(
        fc
          .record({ when: condition, overflow: maybe(fc.array(target, { maxLength: 2 })) })
          .chain((rule) => target.map((one) => ({ ...rule, ...one }))),
        { maxLength: 2 },
      ),
      fallback: maybe(fc.oneof(target, fc.array(target, { maxLength: 2 }))),
      maxReassignments: fc.integer({ min: 0, max: 2 }),
    }),
    clocks: fc.array(
      fc.record({
        key: fc.constantFrom('x', 'y', 'z'),
        name: fc.constantFrom('X', 'Y'),
        starts: fc.constantFrom('RECEIVED' as const, { afterMet: 'x' }),
        target: fc.record({
          duration: fc.constantFrom('PT1M', 'PT2M'),
          time: fc.constant('ELAPSED' as const),
          calendarId: maybe(fc.constant('office')),
        }),
        proofs: fc.constantFrom<('CALL_LOGGED' | 'EMAIL_SENT')[][]>(['CALL_LOGGED'], ['CALL_LOGGED', 'EMAIL_SENT']),
        ladder,
      }),
      { maxLength: 3 },
    ),
  }) as fc.Arbitrary<FlowDefinition>;
})();

const EMPTY = '.(empty)';

/** Every scalar of a definition under its path, written down a second time and naively. */
function leaves(definition: FlowDefinition): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (value === undefined) return;
    if (typeof value !== 'object' || value === null) return void found.set(path, JSON.stringify(value));
    const keyed = /(^|\.)(clocks|ladder)$/.test(path);
    if (!Array.isArray(value)) {
      for (const [member, one] of Object.entries(value)) visit(one, path === '' ? member : `${path}.${member}`);
      return;
    }
    if (value.length === 0) found.set(`${path}${EMPTY}`, '');
    if (keyed) found.set(path, value.map((one: { key: string }) => one.key).join());
    const seen = new Map<string, number>();
    value.forEach((one: { key?: string }, index) => {
      if (!keyed) return visit(one, `${path}.${index}`);
      const copy = (seen.get(one.key!) ?? 0) + 1;
      seen.set(one.key!, copy);
      visit(one, `${path}.${one.key}${copy > 1 ? `#${copy}` : ''}`);
    });
  };
  const { fallback } = definition.routing;
  visit({ ...definition, routing: { ...definition.routing, fallback: fallback ? [fallback].flat() : [] } }, '');
  return found;
}

describe('over any two definitions', () => {
  it('is empty for a definition and itself', () => {
    fc.assert(
      fc.property(definition, (one) => {
        expect(difference(one, structuredClone(one))).toEqual([]);
      }),
    );
  });

  it('names what differs, all of it, and nothing else; the other way round it is the same with sides changed', () => {
    fc.assert(
      fc.property(definition, definition, (before, after) => {
        const changes = difference(before, after);
        const [was, is] = [leaves(before), leaves(after)];
        for (const change of changes) {
          expect(JSON.stringify(change.before)).not.toBe(JSON.stringify(change.after));
          expect(change.before === null).toBe(change.kind === 'ADDED');
          expect(change.after === null).toBe(change.kind === 'REMOVED');
          expect(change.text).not.toMatch(/undefined|\[object/);
        }
        for (const path of new Set([...was.keys(), ...is.keys()])) {
          const told = changes.some((change) => path === change.path || path.startsWith(`${change.path}.`));
          // The keys of a list differ also where its items came or went: those are told one by one.
          if (was.get(path) === is.get(path) || path.endsWith(EMPTY)) continue;
          if (!/(^|\.)(clocks|ladder)$/.test(path)) expect(told, path).toBe(true);
          else expect(told || changes.some((change) => change.path.startsWith(`${path}.`)), path).toBe(true);
        }
        for (const { path: at } of changes) {
          const inside = [...was.keys(), ...is.keys()].filter((path) => path === at || path.startsWith(`${at}.`));
          expect(
            inside.some((path) => was.get(path) !== is.get(path)),
            at,
          ).toBe(true);
        }
        const back = difference(after, before);
        const sides = (kind: string) => ({ ADDED: 'REMOVED', REMOVED: 'ADDED' })[kind] ?? kind;
        expect(back.map(({ path, kind }) => `${path} ${kind}`).sort()).toEqual(
          changes.map(({ path, kind }) => `${path} ${sides(kind)}`).sort(),
        );
      }),
      { numRuns: 500 },
    );
  });
});
