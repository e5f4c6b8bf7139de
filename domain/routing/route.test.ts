import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCandidate, newLead } from '../../test/support/lead-engine.js';
import type { Condition, Routing, RoutingStrategy } from '../flow/definition.js';
import { funnel } from './funnel.js';
import { route, teamsOf } from './route.js';
import type { Candidate } from './types.js';

const facts = { ...newLead({ country: 'RO' }), score: 50 };
const nobody: ReadonlySet<string> = new Set();
const routing = (change: Partial<Routing> = {}): Routing => ({
  rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED' }],
  maxReassignments: 2,
  ...change,
});
const outcomes = (decision: ReturnType<typeof route>) =>
  Object.fromEntries(decision.explanation.candidates.map(({ userId, outcome }) => [userId, outcome]));

describe('the funnel', () => {
  const request = { teamId: 'team-1', skills: ['de', 'fr'], tried: new Set(['had']) };
  // Each of them fails at its step and at all steps after it.
  const worst = { atWork: false, capacity: 3, openLeads: 3 };
  it.each<[string, Candidate, string | null]>([
    ['had', newCandidate('had', { status: 'AWAY', teamIds: [], ...worst }), 'ACTIVE: is away'],
    ['had', newCandidate('had', { status: 'INACTIVE', skills: ['de', 'fr'] }), 'ACTIVE: is inactive'],
    ['had', newCandidate('had', { teamIds: ['team-2'], ...worst }), 'IN_TEAM: is not in the team'],
    ['had', newCandidate('had', { skills: ['de'], ...worst }), 'HAS_SKILLS: lacks fr'],
    ['had', newCandidate('had', { skills: ['de', 'fr'], ...worst }), 'AT_WORK: is not at work now'],
    [
      'had',
      newCandidate('had', { skills: ['de', 'fr'], ...worst, atWork: true }),
      'HAS_CAPACITY: is full: 3 of 3 open leads',
    ],
    ['had', newCandidate('had', { skills: ['de', 'fr'] }), 'NOT_TRIED: had this lead already'],
    ['new', newCandidate('new', { skills: ['de', 'fr', 'it'], capacity: 3, openLeads: 2 }), null],
  ])('%s, %j: %s', (_, candidate, reason) => expect(funnel(candidate, request)?.reason ?? null).toBe(reason));
});

describe('routing', () => {
  it('BALANCED: most free capacity, of equals the one who waited longest, then the id', () => {
    const ids = (candidates: Candidate[]) => route(routing(), facts, candidates, nobody).userId;
    const busy = newCandidate('a', { capacity: 10, openLeads: 6 });
    const free = newCandidate('b', { capacity: 10, openLeads: 5 });
    expect(ids([busy, free])).toBe('b');
    expect(
      ids([
        { ...busy, openLeads: 5, lastAssignedAtMs: 20 },
        { ...free, lastAssignedAtMs: 10 },
      ]),
    ).toBe('b');
    expect(ids([{ ...free, userId: 'c' }, { ...busy, openLeads: 5, lastAssignedAtMs: 20 }, free])).toBe('b');
  });

  it('ROUND_ROBIN: longest since the last assignment, whoever never had one first', () => {
    const rules: Routing['rules'] = [{ when: { all: [] }, teamId: 'team-1', strategy: 'ROUND_ROBIN' }];
    const people = [
      newCandidate('a', { lastAssignedAtMs: 30, capacity: 1_000 }),
      newCandidate('b', { lastAssignedAtMs: 10 }),
      newCandidate('c', { lastAssignedAtMs: 20 }),
    ];
    expect(route(routing({ rules }), facts, people, nobody).userId).toBe('b');
    expect(route(routing({ rules }), facts, [...people, newCandidate('z')], nobody).userId).toBe('z');
  });

  it('takes the first rule that matches, and explains the choice in words', () => {
    const rules: Routing['rules'] = [
      { when: { field: 'country', op: 'eq', value: 'DE' }, teamId: 'team-2', strategy: 'BALANCED' },
      { when: { field: 'country', op: 'eq', value: 'RO' }, teamId: 'team-1', strategy: 'BALANCED' },
      { when: { all: [] }, teamId: 'team-2', strategy: 'BALANCED' },
    ];
    const people = [
      newCandidate('ana', { capacity: 5 }),
      newCandidate('bob', { teamIds: ['team-2'] }),
      newCandidate('cat', { capacity: 4 }),
    ];
    const decision = route(routing({ rules }), facts, people, nobody);
    expect(decision).toMatchObject({
      userId: 'ana',
      teamId: 'team-1',
      explanation: { rule: 'rule 2', strategy: 'BALANCED' },
    });
    expect(decision.explanation.text).toBe(
      'ana by rule 2, BALANCED: most free capacity (5 of 5); 1 other could have taken it, 1 could not',
    );
    expect(outcomes(decision)).toEqual({ ana: 'CHOSEN', cat: 'PASSED', bob: 'OUT' });
  });

  it('falls back when the rule finds nobody, without its skills, and says what was tried before', () => {
    const rules: Routing['rules'] = [{ when: { all: [] }, teamId: 'team-1', skills: ['de'], strategy: 'BALANCED' }];
    const fallback = { teamId: 'team-2', strategy: 'ROUND_ROBIN' as const };
    const people = [newCandidate('ana'), newCandidate('bob', { teamIds: ['team-2'] })];
    const decision = route(routing({ rules, fallback }), facts, people, nobody);
    expect(decision).toMatchObject({ userId: 'bob', teamId: 'team-2', explanation: { rule: 'fallback' } });
    expect(decision.explanation.text).toContain('Before that rule 1: nobody of 2 candidates could take it');
    // Ana fell out for her skills first and for her team then: the first says more.
    expect(decision.explanation.candidates).toContainEqual(
      expect.objectContaining({ userId: 'ana', reason: 'HAS_SKILLS: lacks de' }),
    );
    expect(teamsOf(routing({ rules, fallback }))).toEqual(['team-1', 'team-2']);
  });

  it('leaves it to a person when nobody is left, or no rule matches', () => {
    const none = route(routing({ rules: [] }), facts, [newCandidate('ana')], nobody);
    expect(none).toMatchObject({ userId: null, teamId: null });
    expect(none.explanation.text).toBe('no routing rule matches and there is no fallback');
    const tried = route(routing(), facts, [newCandidate('ana')], new Set(['ana']));
    expect(tried).toMatchObject({ userId: null, teamId: 'team-1', explanation: { rule: 'none' } });
    expect(tried.explanation.candidates[0]!.reason).toBe('NOT_TRIED: had this lead already');
  });

  const person = (userId: string): fc.Arbitrary<Candidate> =>
    fc
      .record({
        status: fc.constantFrom(
          'ACTIVE' as const,
          'ACTIVE' as const,
          'ACTIVE' as const,
          'AWAY' as const,
          'INACTIVE' as const,
        ),
        teamIds: fc.subarray(['team-1', 'team-2']),
        skills: fc.subarray(['de', 'fr']),
        atWork: fc.constantFrom(true, true, true, false),
        capacity: fc.integer({ min: 0, max: 4 }),
        openLeads: fc.integer({ min: 0, max: 4 }),
        lastAssignedAtMs: fc.option(fc.integer({ min: 0, max: 3 })),
      })
      .map((made) => newCandidate(userId, made));
  const strategy = fc.constantFrom<RoutingStrategy[]>('BALANCED', 'ROUND_ROBIN');
  const question = fc.record({
    people: fc.tuple(...['a', 'b', 'c', 'd', 'e', 'f'].map(person)).chain((all) => fc.shuffledSubarray(all)),
    rules: fc.array(
      fc.record({
        when: fc.constantFrom<Condition[]>({ all: [] }, { any: [] }),
        teamId: fc.constantFrom('team-1', 'team-2'),
        skills: fc.subarray(['de', 'fr']),
        strategy,
      }),
      { maxLength: 3 },
    ),
    fallback: fc.option(fc.record({ teamId: fc.constantFrom('team-1', 'team-2'), strategy }), { nil: undefined }),
    tried: fc.subarray(['a', 'b', 'c']).map((ids) => new Set(ids)),
  });

  /** The funnel and the strategies once more, as product rules and not as code. */
  const fit = (one: Candidate, teamId: string, skills: string[], tried: ReadonlySet<string>): boolean =>
    one.status === 'ACTIVE' &&
    one.teamIds.includes(teamId) &&
    !skills.some((skill) => !one.skills.includes(skill)) &&
    one.atWork &&
    one.openLeads < one.capacity &&
    !tried.has(one.userId);
  const beats = (a: Candidate, b: Candidate, by: RoutingStrategy): boolean => {
    const free = (one: Candidate) => one.capacity - one.openLeads;
    if (by === 'BALANCED' && free(a) !== free(b)) return free(a) > free(b);
    return (a.lastAssignedAtMs ?? -1) < (b.lastAssignedAtMs ?? -1);
  };

  it('chooses one who passes every step and whom no other one beats; explains each candidate once', () => {
    fc.assert(
      fc.property(question, ({ people, tried, ...rest }) => {
        const decision = route({ ...rest, maxReassignments: 0 }, facts, people, tried);
        const rule = rest.rules.find(({ when }) => 'all' in when);
        const attempts = [...(rule ? [rule] : []), ...(rest.fallback ? [{ ...rest.fallback, skills: [] }] : [])];
        const attempt = attempts.find(({ teamId, skills }) => people.some((one) => fit(one, teamId, skills, tried)));
        expect(decision.userId === null).toBe(attempt === undefined);
        if (attempt) {
          const fits = people.filter((one) => fit(one, attempt.teamId, attempt.skills, tried));
          const chosen = fits.find(({ userId }) => userId === decision.userId)!;
          expect(chosen).toBeDefined();
          expect(decision.teamId).toBe(attempt.teamId);
          for (const other of fits) expect(beats(other, chosen, attempt.strategy)).toBe(false);
        }
        const explained = decision.explanation.candidates.map(({ userId }) => userId);
        if (attempts.length > 0) expect([...explained].sort()).toEqual(people.map(({ userId }) => userId).sort());
        const chosen = decision.explanation.candidates.filter(({ outcome }) => outcome === 'CHOSEN');
        expect(chosen.map(({ userId }) => userId)).toEqual(decision.userId === null ? [] : [decision.userId]);
        for (const { outcome, reason } of decision.explanation.candidates)
          if (outcome === 'OUT')
            expect(reason).toMatch(/^(ACTIVE|IN_TEAM|HAS_SKILLS|AT_WORK|HAS_CAPACITY|NOT_TRIED): \S/);
      }),
      { numRuns: 500 },
    );
  });

  it('gives one answer, in whatever order the rows come', () => {
    fc.assert(
      fc.property(
        question.chain((made) =>
          fc.tuple(fc.constant(made), fc.shuffledSubarray(made.people, { minLength: made.people.length })),
        ),
        ([{ people, tried, ...rest }, shuffled]) => {
          const one = route({ ...rest, maxReassignments: 0 }, facts, people, tried);
          const other = route({ ...rest, maxReassignments: 0 }, facts, shuffled, tried);
          expect(other.userId).toBe(one.userId);
          expect(other.explanation.text).toBe(one.explanation.text);
          expect(outcomes(other)).toEqual(outcomes(one));
        },
      ),
    );
  });
});
