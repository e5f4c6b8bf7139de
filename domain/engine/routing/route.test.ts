import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCandidate, newLead } from '../../../test/support/lead-engine.js';
import type { Routing, RoutingRule, RoutingStrategy } from './definition.js';
import type { Condition } from '../conditions/definition.js';
import { teamsOf } from './attempts.js';
import { route } from './route.js';
import { FUNNEL_STEPS, type Candidate, type RoutingDecision, type RoutingOptions } from './types.js';

const NOW = Date.UTC(2026, 10, 23, 9);
const NOUN = { one: 'lead', many: 'leads' };
const facts = { ...newLead({ country: 'RO', language: 'ro-RO' }), score: 50 };
const always: Condition = { all: [] };
const rule = (change: Partial<RoutingRule> = {}): RoutingRule => ({
  when: always,
  teamId: 'team-1',
  strategy: 'BALANCED',
  ...change,
});
const routing = (change: Partial<Routing> = {}): Routing => ({ rules: [rule()], ...change });
const ask = (asked: Routing, people: Candidate[], options: Partial<RoutingOptions> = {}): RoutingDecision =>
  route(asked, facts, people, { nowMs: NOW, noun: NOUN, ...options });
const outcomes = (decision: RoutingDecision) =>
  Object.fromEntries(decision.explanation.candidates.map(({ userId, outcome }) => [userId, outcome]));
const verdictOf = (decision: RoutingDecision, userId: string) =>
  decision.explanation.candidates.find((one) => one.userId === userId);
const other = (userId: string, change: Partial<Candidate> = {}) =>
  newCandidate(userId, { teamIds: ['team-2'], ...change });

describe('routing', () => {
  it('takes the first rule that matches, and explains the choice in words', () => {
    const rules = [
      rule({ when: { field: 'country', op: 'eq', value: 'DE' }, teamId: 'team-2' }),
      rule({ when: { field: 'country', op: 'eq', value: 'RO' }, mode: 'OFFER' }),
      rule({ teamId: 'team-2' }),
    ];
    const people = [newCandidate('cat', { capacity: 4 }), other('bob'), newCandidate('ana', { capacity: 5 })];
    const decision = ask(routing({ rules }), people);
    expect(decision).toMatchObject({
      userId: 'ana',
      teamId: 'team-1',
      ranked: [
        { userId: 'ana', name: 'ana' },
        { userId: 'cat', name: 'cat' },
      ],
      strategy: 'BALANCED',
      explanation: { rule: 'rule 2', strategy: 'BALANCED' },
    });
    expect(decision.rule).toBe(rules[1]);
    expect(decision.explanation.text).toBe(
      'ana by rule 2, BALANCED: most free capacity (5 of 5); 1 other could have taken it, 1 could not',
    );
    expect(outcomes(decision)).toEqual({ ana: 'CHOSEN', cat: 'PASSED', bob: 'OUT' });
  });

  it('falls back when the rule finds nobody, without its skills, and says what was tried before', () => {
    const rules = [rule({ skills: ['de'] })];
    const fallback = { teamId: 'team-2', strategy: 'ROUND_ROBIN' as const };
    const decision = ask(routing({ rules, fallback }), [newCandidate('ana'), other('bob')]);
    expect(decision).toMatchObject({ userId: 'bob', teamId: 'team-2', rule: null, explanation: { rule: 'fallback' } });
    expect(decision.explanation.text).toContain('Before that rule 1: nobody of 2 candidates could take it');
    // Ana fell out for her skills first and for her team then: the first says more.
    expect(verdictOf(decision, 'ana')).toMatchObject({ outcome: 'OUT', reason: 'HAS_SKILLS: lacks de' });
  });

  describe('the fallback of a team', () => {
    const team = (name: string, fallbackTeamId: string | null = null, archived = false) => ({
      name,
      archived,
      fallbackTeamId,
    });
    const standsIn = newCandidate('sam', { teamIds: ['team-3'] });
    const teams = (more: [string, ReturnType<typeof team>][] = []) =>
      new Map([
        ['team-1', team('Inbound', 'team-3')],
        ['team-2', team('Partners')],
        ['team-3', team('Stand-ins', 'team-1')],
        ...more,
      ]);

    it('is asked with the same demands, after the overflow and before the fallback of the flow', () => {
      const rules = [
        rule({ skills: ['ro'], mode: 'OFFER', overflow: [{ teamId: 'team-2', strategy: 'BALANCED', skills: ['de'] }] }),
      ];
      const asked = routing({ rules, fallback: { teamId: 'team-2', strategy: 'ROUND_ROBIN' } });
      const people = [other('bob'), newCandidate('sam', { teamIds: ['team-3'], skills: { ro: 2 } })];
      const decision = ask(asked, people, { teams: teams() });
      expect(decision).toMatchObject({ userId: 'sam', teamId: 'team-3', explanation: { rule: 'fallback of Inbound' } });
      // An offer stays one.
      expect(decision.rule).toBe(rules[0]);
      expect(ask(asked, [other('bob'), standsIn], { teams: teams() })).toMatchObject({ userId: 'bob', rule: null });
      expect(
        ask(asked, people.with(0, other('bob', { skills: { ro: 1 } })).with(1, standsIn), { teams: teams() }).userId,
      ).toBe('bob');
    });

    it('stands in for an archived team, is passed over when archived itself, and goes no further', () => {
      expect(ask(routing(), [standsIn], { teams: teams([['team-1', team('Inbound', 'team-3', true)]]) }).userId).toBe(
        'sam',
      );
      expect(
        ask(routing(), [standsIn], { teams: teams([['team-3', team('Stand-ins', null, true)]]) }).userId,
      ).toBeNull();
      // Chains would end nowhere: who stands in has nobody that does.
      const far = newCandidate('far', { teamIds: ['team-4'] });
      const chain = teams([
        ['team-3', team('Stand-ins', 'team-4')],
        ['team-4', team('Far')],
      ]);
      expect(ask(routing(), [far], { teams: chain }).userId).toBeNull();
      expect(ask(routing(), [standsIn])).toMatchObject({ userId: null });
    });
  });

  it('overflows to other teams in order, then falls back in order; each target demands what it says', () => {
    const asked = routing({
      rules: [
        rule({
          skills: ['de'],
          overflow: [
            { teamId: 'team-2', strategy: 'ROUND_ROBIN', skills: [{ skill: 'de', level: 3 }] },
            { teamId: 'team-3', strategy: 'WEIGHTED' },
          ],
        }),
      ],
      fallback: [
        { teamId: 'team-4', strategy: 'BALANCED', matchLanguage: true },
        { teamId: 'team-5', strategy: 'BALANCED' },
      ],
    });
    expect(teamsOf(asked)).toEqual(['team-1', 'team-2', 'team-3', 'team-4', 'team-5']);
    const people = [
      newCandidate('one'),
      other('two', { skills: { de: 2 } }),
      other('three', { teamIds: ['team-3'] }),
      other('four', { teamIds: ['team-4'] }),
      other('five', { teamIds: ['team-5'] }),
    ];
    const among = (...ids: string[]) =>
      ask(
        asked,
        people.filter(({ userId }) => ids.includes(userId)),
      );
    const third = among('one', 'two', 'three', 'four', 'five');
    expect(third).toMatchObject({ userId: 'three', teamId: 'team-3', strategy: 'WEIGHTED' });
    expect(third.rule).toBe(asked.rules[0]);
    expect(third.explanation).toMatchObject({ rule: 'rule 1, overflow 2', strategy: 'WEIGHTED' });
    expect(third.explanation.text).toContain(
      'Before that rule 1: nobody of 5 candidates could take it; rule 1, overflow 1: nobody of 5 candidates could take it',
    );
    expect(verdictOf(third, 'two')?.reason).toBe('HAS_SKILLS: de at level 2, 3 needed');
    const fifth = among('one', 'two', 'four', 'five');
    expect(fifth).toMatchObject({ userId: 'five', teamId: 'team-5', rule: null, explanation: { rule: 'fallback 2' } });
    expect(verdictOf(fifth, 'four')?.reason).toMatch(/^SPEAKS_LANGUAGE: /);
    expect(among('one', 'two', 'four')).toMatchObject({ userId: null, teamId: 'team-1', ranked: [], rule: null });
  });

  it('passes over teams that are archived or gone, in words', () => {
    const asked = routing({
      rules: [rule({ overflow: [{ teamId: 'team-2', strategy: 'BALANCED' }] })],
      fallback: { teamId: 'team-3', strategy: 'BALANCED' },
    });
    const teams = new Map([
      ['team-1', { name: 'Solar', archived: true }],
      ['team-3', { name: 'Night desk', archived: false }],
    ]);
    const people = [newCandidate('ana'), other('bob'), other('cat', { teamIds: ['team-3'] })];
    const decision = ask(asked, people, { teams });
    expect(decision.userId).toBe('cat');
    expect(decision.explanation.text).toContain(
      'Before that rule 1: team Solar is archived; rule 1, overflow 1: team team-2 does not exist any more',
    );
    expect(ask(asked, [], { teams: new Map() }).explanation.text).toBe(
      'rule 1: team team-1 does not exist any more; rule 1, overflow 1: team team-2 does not exist any more; ' +
        'fallback: team team-3 does not exist any more',
    );
  });

  it('leaves it to a person when nobody is left, or no rule matches', () => {
    const none = ask(routing({ rules: [] }), [newCandidate('ana')]);
    expect(none).toMatchObject({ userId: null, teamId: null });
    expect(none.explanation.text).toBe('no routing rule matches and there is no fallback');
    const tried = ask(routing(), [newCandidate('ana')], { tried: new Set(['ana']) });
    expect(tried).toMatchObject({ userId: null, teamId: 'team-1', explanation: { rule: 'none' } });
    expect(tried.explanation.candidates[0]!.reason).toBe('NOT_TRIED: had this lead already');
  });

  it('lets everybody pass where the language or the country of the lead is not known, and says so', () => {
    const asked = routing({ rules: [rule({ matchLanguage: true, matchTerritory: true })] });
    const people = [newCandidate('ana', { languages: ['de'], territories: ['DE'] })];
    expect(ask(asked, people).userId).toBeNull();
    const decision = route(asked, { ...facts, language: null, country: null }, people, { nowMs: NOW, noun: NOUN });
    expect(decision.userId).toBe('ana');
    expect(verdictOf(decision, 'ana')!.terms).toMatchObject({
      language: 'not known: everybody passes',
      territory: 'not known: everybody passes',
    });
    const known = ask(asked, [newCandidate('bob', { languages: ['ro'], territories: ['RO'] })]);
    expect(verdictOf(known, 'bob')!.terms).toMatchObject({ language: 'ro', territory: 'RO' });
  });
});

describe('affinity', () => {
  const free = newCandidate('free');
  const owner = newCandidate('owner', { load: 90 });
  const earlierOwnerIds = ['gone', 'owner', 'free'];

  it("gives the lead to the latest owner of the person's earlier leads who passes the funnel", () => {
    const decision = ask(routing({ rules: [rule({ affinity: true })] }), [free, owner], { earlierOwnerIds });
    expect(decision.ranked.map(({ userId }) => userId)).toEqual(['owner', 'free']);
    expect(decision.explanation.text).toBe(
      "owner by rule 1, BALANCED: had this person's earlier lead; 1 other could have taken it",
    );
    expect(decision.explanation.candidates[1]).toMatchObject({
      outcome: 'PASSED',
      reason: "behind owner, who had this person's earlier lead",
    });
  });

  it('is for rules that say so, and not for who falls out', () => {
    expect(ask(routing(), [free, owner], { earlierOwnerIds }).userId).toBe('free');
    const asked = routing({ rules: [rule({ affinity: true })] });
    const away = { ...owner, status: 'AWAY' as const };
    expect(ask(asked, [free, away, newCandidate('zoe', { capacity: 500 })], { earlierOwnerIds }).userId).toBe('free');
    const tried = new Set(['owner', 'free']);
    expect(ask(asked, [free, owner, newCandidate('zoe')], { earlierOwnerIds, tried }).userId).toBe('zoe');
    const fallback = routing({ rules: [], fallback: { teamId: 'team-1', strategy: 'BALANCED' } });
    expect(ask(fallback, [free, owner], { earlierOwnerIds }).userId).toBe('free');
  });

  it('goes before the share of who came back', () => {
    const returned = { ...owner, backAtMs: NOW - 1, recentlyAssignedAtMs: [NOW - 1] };
    const decision = ask(routing({ rules: [rule({ affinity: true })] }), [free, returned], { earlierOwnerIds });
    expect(decision.userId).toBe('owner');
  });
});

describe('whatever the people and the rules', () => {
  const HOUR = 3_600_000;
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 });
  const mostly = <T>(usual: T, ...others: T[]) =>
    fc.oneof({ weight: 15, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
  const person = (userId: string): fc.Arbitrary<Candidate> =>
    fc
      .record({
        status: mostly<Candidate['status']>('ACTIVE', 'AWAY', 'INACTIVE'),
        teamIds: mostly(['team-1', 'team-2'], ['team-1'], []),
        skills: mostly<Record<string, number>>({ de: 1, fr: 3 }, { de: 2, fr: 2 }, { fr: 5 }, {}),
        languages: mostly(['ro', 'en-GB'], ['en-GB'], []),
        territories: mostly([], ['RO'], ['DE']),
        atWork: mostly(true, false),
        shiftLeftMs: mostly<number | null>(null, HOUR / 4, HOUR),
        timeOff: mostly<Candidate['timeOff']>(null, { untilMs: null }),
        busyUntilMs: mostly<number | null>(null, NOW, NOW + 1),
        backAtMs: maybe(fc.constantFrom(NOW - HOUR, NOW - 9 * HOUR)),
        capacity: fc.integer({ min: 1, max: 5 }),
        load: fc.integer({ min: 0, max: 6 }).map((halves) => halves / 2),
        lastAssignedAtMs: maybe(fc.integer({ min: 1, max: 3 }).map((hours) => NOW - hours * HOUR)),
        recentlyAssignedAtMs: fc.array(
          fc.integer({ min: 0, max: 2 * HOUR }).map((ago) => NOW - ago),
          { maxLength: 3 },
        ),
      })
      .map((made) => newCandidate(userId, made));
  const strategy = fc.constantFrom<RoutingStrategy>('BALANCED', 'ROUND_ROBIN', 'WEIGHTED');
  const target = fc.record({
    teamId: fc.constantFrom('team-1', 'team-2'),
    strategy,
    skills: fc.subarray<NonNullable<RoutingRule['skills']>[number]>(['de', { skill: 'fr', level: 3 }], {
      minLength: 0,
    }),
    matchLanguage: fc.boolean(),
    matchTerritory: fc.boolean(),
    minShiftLeft: fc.constantFrom(undefined, 'PT30M'),
  });
  const question = fc.record({
    people: fc
      .tuple(...['a', 'b', 'c', 'd', 'e', 'f'].map(person))
      .chain((all) => fc.shuffledSubarray(all, { minLength: 2 })),
    rules: fc.array(
      fc
        .tuple(target, mostly<Condition>(always, { any: [] }), fc.array(target, { maxLength: 2 }))
        .map(([own, when, overflow]): RoutingRule => ({ ...own, when, overflow })),
      { maxLength: 3 },
    ),
    fallback: fc.array(target, { maxLength: 2 }),
    tried: fc.subarray(['a', 'b', 'c']).map((ids) => new Set(ids)),
    weight: fc.constantFrom(0.5, 1, 2),
  });
  type Question = typeof question extends fc.Arbitrary<infer T> ? T : never;
  type Target = typeof target extends fc.Arbitrary<infer T> ? T : never;

  /** The funnel once more, as product rules and not as code. */
  const fit = (one: Candidate, asked: Target, { tried, weight }: Question): boolean =>
    one.status === 'ACTIVE' &&
    one.teamIds.includes(asked.teamId) &&
    !(asked.skills.includes('de') && one.skills.de === undefined) &&
    !(asked.skills.length > 0 && asked.skills.at(-1) !== 'de' && (one.skills.fr ?? 0) < 3) &&
    !(asked.matchLanguage && !one.languages.includes('ro')) &&
    !(asked.matchTerritory && one.territories.length > 0 && !one.territories.includes('RO')) &&
    one.timeOff === null &&
    one.atWork &&
    one.busyUntilMs !== NOW + 1 &&
    !(asked.minShiftLeft && one.shiftLeftMs === HOUR / 4) &&
    one.load + weight <= one.capacity &&
    !tried.has(one.userId);
  /** More leads since coming back an hour ago than the mean of the others. */
  const held = (one: Candidate, fits: Candidate[]): boolean => {
    if (one.backAtMs !== NOW - HOUR) return false;
    const count = (who: Candidate) => who.recentlyAssignedAtMs.filter((at) => at >= NOW - HOUR).length;
    const others = fits.filter((who) => who !== one);
    return others.length > 0 && count(one) > others.reduce((sum, who) => sum + count(who), 0) / others.length;
  };
  const since = (one: Candidate) => Math.max(one.lastAssignedAtMs ?? -1, one.backAtMs ?? -1);
  const beats = (a: Candidate, b: Candidate, by: RoutingStrategy, fits: Candidate[]): boolean => {
    if (by === 'ROUND_ROBIN') return since(a) < since(b);
    if (held(a, fits) !== held(b, fits)) return held(b, fits);
    // Without weights WEIGHTED is the share of one's own capacity.
    const free = ({ capacity, load }: Candidate) => (capacity - load) / (by === 'WEIGHTED' ? capacity : 1);
    return Math.abs(free(a) - free(b)) > 1e-3 ? free(a) > free(b) : since(a) < since(b);
  };

  it('chooses one who passes every step and whom no other one beats; explains each candidate once', () => {
    // Most of the questions must be about a choice, or nothing is tested.
    let choices = 0;
    fc.assert(
      fc.property(question, (asked) => {
        const { people, rules, fallback, tried, weight } = asked;
        const decision = ask({ rules, fallback }, people, { tried, weight });
        const first = rules.find(({ when }) => 'all' in when);
        const targets = [...(first ? [first, ...first.overflow!] : []), ...fallback] as Target[];
        const deciding = targets.find((one) => people.some((candidate) => fit(candidate, one, asked)));
        expect(decision.userId === null).toBe(deciding === undefined);
        if (deciding) {
          const fits = people.filter((one) => fit(one, deciding, asked));
          expect(decision).toMatchObject({ teamId: deciding.teamId, strategy: deciding.strategy });
          expect(decision.rule).toBe(fallback.includes(deciding) ? null : first);
          expect(decision.ranked.map(({ userId }) => userId).sort()).toEqual(fits.map(({ userId }) => userId).sort());
          if (fits.length > 1) choices += 1;
          const ranked = decision.ranked.map(({ userId }) => fits.find((one) => one.userId === userId)!);
          ranked.forEach((one, at) => {
            for (const later of ranked.slice(at)) expect(beats(later, one, deciding.strategy, fits)).toBe(false);
          });
        }
        const verdicts = decision.explanation.candidates;
        if (targets.length > 0)
          expect(verdicts.map(({ userId }) => userId).sort()).toEqual(people.map(({ userId }) => userId).sort());
        const inOrder = verdicts.filter(({ outcome }) => outcome !== 'OUT');
        expect(inOrder.map(({ userId }) => userId)).toEqual(decision.ranked.map(({ userId }) => userId));
        expect(inOrder.map(({ outcome }) => outcome)).toEqual(inOrder.map((_, at) => (at === 0 ? 'CHOSEN' : 'PASSED')));
        for (const { outcome, reason } of verdicts)
          if (outcome === 'OUT') expect(reason).toMatch(new RegExp(`^(${FUNNEL_STEPS.join('|')}): \\S`));
      }),
      { numRuns: 500 },
    );
    expect(choices).toBeGreaterThan(100);
  });

  it('gives one answer, in whatever order the rows come', () => {
    fc.assert(
      fc.property(
        question.chain((made) =>
          fc.tuple(fc.constant(made), fc.shuffledSubarray(made.people, { minLength: made.people.length })),
        ),
        ([{ people, rules, fallback, tried }, shuffled]) => {
          const asked = { rules, fallback, maxReassignments: 0 };
          const [one, another] = [ask(asked, people, { tried }), ask(asked, shuffled, { tried })];
          expect(another.ranked).toEqual(one.ranked);
          expect(another.explanation.text).toBe(one.explanation.text);
          expect(outcomes(another)).toEqual(outcomes(one));
        },
      ),
    );
  });
});
