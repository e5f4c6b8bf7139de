import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newLead } from '../../../test/support/lead-engine.js';
import { compileCalendar } from '../calendars/calendar.js';
import { asksCalendars, holds, type Facts } from './condition.js';
import { CONDITION_OPS, type Condition, type ConditionOp, type ConditionValue } from './definition.js';
import { CONDITION_PHASES } from '../../leads/vocabulary/condition-fields.js';
import { patternProblem } from './pattern.js';
import { checkCondition } from '../../leads/flow/validate-condition.js';
import { conditionWords, whyNot } from '../../leads/flow/words.js';

const office = compileCalendar({
  timeZone: 'Europe/Bucharest',
  weekly: [{ day: 'MON', from: '09:00', to: '18:00' }],
  holidays: [],
  specialDates: [],
});
/** A Monday, 11:00 in Bucharest. */
const MONDAY = Date.UTC(2026, 2, 2, 9);
const HOUR = 3_600_000;

const factsOf = (change: Parameters<typeof newLead>[0] = {}): Facts => ({
  ...newLead(change),
  score: 80,
  isOpen: (calendarId, atMs) => calendarId === 'office' && office.isOpen(atMs),
});
const is = (field: string, op: ConditionOp, value: ConditionValue, change: Parameters<typeof newLead>[0] = {}) =>
  holds({ field, op, value }, factsOf(change));

const context = {
  calendars: new Map([
    ['office', { hasWorkingTime: true }],
    ['closed', { hasWorkingTime: false }],
  ]),
};
const issuesOf = (condition: Condition, phase: (typeof CONDITION_PHASES)[number] = 'LADDER') => {
  const issues: { path: string; message: string }[] = [];
  checkCondition(condition, 'match', (path, message) => void issues.push({ path, message }), phase, context);
  return issues;
};

describe('matches', () => {
  const sent = (text: unknown) => ({ attributes: { text } });
  it.each<[string, unknown, boolean]>([
    ['pool', 'a house with a pool', true],
    ['^pool', 'a house with a pool', false],
    ['Pool', 'a house with a pool', false],
    ['(?i)POOL$', 'a house with a pool', true],
    ['^\\d{4}$', 1234, true],
    ['^\\d{4}$', '12345', false],
    ['^v', ['web', 'vip'], true],
    ['^x', ['web', 'vip'], false],
    ['true', true, false],
    ['.', null, false],
    ['.', '', false],
    ['(', '(', false],
  ])('%s against %j is %s', (pattern, text, expected) =>
    expect(is('attributes.text', 'matches', pattern, sent(text))).toBe(expected),
  );

  it('fails for a field that is not there', () => expect(is('attributes.none', 'matches', '.*')).toBe(false));

  it.each([
    ['(', /missing closing \)/],
    ['a(?!b)', /Perl syntax/],
    ['(a)\\1', /invalid escape/],
    ['', /empty/],
    ['x'.repeat(501), /at most 500 characters/],
    ['[ab]{1000}', /repeats too much/],
  ])('cannot be published with %s', (pattern, message) => {
    const issues = issuesOf({ all: [{ field: 'source', op: 'matches', value: pattern }] });
    expect(issues).toEqual([{ path: 'match.all.0.value', message: expect.stringMatching(message) as string }]);
  });

  it('says with the right words what fits', () => {
    expect(patternProblem('x'.repeat(500))).toBeNull();
    expect(issuesOf({ field: 'tags', op: 'matches', value: '^vip' })).toEqual([]);
    expect(issuesOf({ field: 'source', op: 'matches', value: 5 })).toMatchObject([{ path: 'match.value' }]);
    expect(issuesOf({ field: 'source', op: 'matches', value: ['a', 'b'] })).toMatchObject([{ path: 'match.value' }]);
    expect(issuesOf({ field: 'score', op: 'matches', value: 'a' })).toMatchObject([{ path: 'match.op' }]);
  });

  it('takes time in proportion to the text, however hostile the pattern', () => {
    // None has a literal that an engine could look for first; a backtracking one would need 2^n steps for each.
    const hostile = ['^(\\w+\\s?)*$', '^(a|a|b)*[^ab]$', '^([ab]*)*([ab]*)*!$', '[ab]*a[ab]{100}[cd]'];
    const text = (length: number) => 'ab'.repeat(length / 2) + '%';
    const took = (pattern: string, length: number) => {
      // Each round has a text of its own: automata remember what they have seen.
      const rounds = [1, 2, 3, 4, 5, 6, 7].map((round) => {
        const given = { attributes: { text: text(length) + round } };
        const started = performance.now();
        is('attributes.text', 'matches', pattern, given);
        return performance.now() - started;
      });
      return Math.min(...rounds);
    };
    for (const pattern of hostile) {
      const [short, long] = [took(pattern, 50_000), took(pattern, 200_000)];
      // Four times the text: linear is 4, quadratic 16, and takes seconds. What takes some milliseconds is noise.
      expect(long / Math.max(short, 5), pattern).toBeLessThan(12);
    }
  });
});

describe('between', () => {
  it('holds from the lowest to the highest, both included', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (value, low, high) => {
        const expected = low <= value && value <= high;
        expect(is('attributes.n', 'between', [low, high], { attributes: { n: value } })).toBe(expected);
        expect(is('attributes.n', 'between', [low, high], { attributes: { n: String(value) } })).toBe(expected);
      }),
    );
    expect(is('score', 'between', [80, 80])).toBe(true);
    expect(is('attributes.city', 'between', ['A', 'C'], { attributes: { city: 'Bacau' } })).toBe(true);
    expect(is('attributes.city', 'between', ['A', 'C'], { attributes: { city: 'Cluj' } })).toBe(false);
    expect(is('attributes.city', 'between', [1, 5])).toBe(false);
  });

  it.each<[string, ConditionValue]>([
    ['score', [1]],
    ['score', [1, 2, 3]],
    ['score', 5],
    ['score', [2, 1]],
    ['score', ['1', '2']],
    ['attributes.n', [1, 'b']],
    ['attributes.n', ['b', 'a']],
    ['attributes.n', [true, false]],
    ['receivedAt', [1, 2]],
    ['receivedAt', ['2026-03-02T09:00:00Z', '2026-03-02T09:00:00+02:00']],
    ['receivedAt', ['2026-02-30T09:00:00Z', '2026-03-02T09:00:00Z']],
  ])('%s between %j cannot be published', (field, value) => {
    expect(issuesOf({ field, op: 'between', value }).map(({ path }) => path)).toEqual(['match.value']);
  });
});

describe('receivedAt', () => {
  const at = { receivedAtMs: MONDAY };
  it.each<[ConditionOp, ConditionValue, boolean]>([
    ['gte', '2026-03-02T09:00:00Z', true],
    ['gte', '2026-03-02T11:00:00+02:00', true],
    ['gt', '2026-03-02T09:00:00Z', false],
    ['lt', '2026-03-02T09:00:00.001Z', true],
    ['lte', '2026-03-02T08:59:59Z', false],
    ['between', ['2026-03-02T09:00:00Z', '2026-03-03T09:00:00Z'], true],
    ['between', ['2026-03-02T09:00:01Z', '2026-03-03T09:00:00Z'], false],
  ])('%s %j is %s', (op, value, expected) => {
    expect(issuesOf({ field: 'receivedAt', op, value })).toEqual([]);
    expect(is('receivedAt', op, value, at)).toBe(expected);
  });

  it('knows working time by the calendar', () => {
    expect(is('receivedAt', 'inBusinessTime', 'office', at)).toBe(true);
    expect(is('receivedAt', 'inBusinessTime', 'office', { receivedAtMs: MONDAY + 7 * HOUR })).toBe(false);
    expect(is('receivedAt', 'inBusinessTime', 'gone', at)).toBe(false);
    expect(asksCalendars({ all: [{ not: { field: 'receivedAt', op: 'inBusinessTime', value: 'office' } }] })).toBe(
      true,
    );
    expect(asksCalendars({ any: [{ field: 'score', op: 'gt', value: 1 }] })).toBe(false);
  });

  it.each<[Condition, string]>([
    [{ field: 'receivedAt', op: 'inBusinessTime', value: 'gone' }, 'match.value'],
    [{ field: 'receivedAt', op: 'inBusinessTime', value: 'closed' }, 'match.value'],
    [{ field: 'receivedAt', op: 'inBusinessTime' }, 'match.value'],
    [{ field: 'source', op: 'inBusinessTime', value: 'office' }, 'match.op'],
    [{ field: 'receivedAt', op: 'eq', value: '2026-03-02T09:00:00Z' }, 'match.op'],
    [{ field: 'receivedAt', op: 'gt', value: 'yesterday' }, 'match.value'],
    [{ field: 'receivedAt', op: 'gt', value: 5 }, 'match.value'],
  ])('%j cannot be published', (condition, path) => {
    expect(issuesOf(condition).map((issue) => issue.path)).toEqual([path]);
  });
});

describe('what is known when', () => {
  const asked: [Condition, number][] = [
    [{ field: 'receivedAt', op: 'gt', value: '2026-03-02T09:00:00Z' }, 0],
    [{ field: 'score', op: 'gt', value: 1 }, 1],
    [{ field: 'status', op: 'in', value: ['ASSIGNED', 'CONTACTED'] }, 2],
    [{ field: 'ownerId', op: 'exists' }, 2],
  ];
  it('grows from phase to phase', () => {
    for (const [condition, from] of asked)
      CONDITION_PHASES.forEach((phase, index) => {
        const paths = issuesOf(condition, phase).map(({ path }) => path);
        expect(paths, `${JSON.stringify(condition)} in ${phase}`).toEqual(index >= from ? [] : ['match.field']);
      });
  });

  it('takes only statuses that there are', () => {
    expect(issuesOf({ field: 'status', op: 'eq', value: 'NEW' })).toMatchObject([{ path: 'match.value' }]);
    expect(issuesOf({ field: 'status', op: 'in', value: ['ASSIGNED', 'NEW'] })).toMatchObject([
      { path: 'match.value' },
    ]);
    expect(is('status', 'eq', 'CONTACTED', { status: 'CONTACTED' })).toBe(true);
    expect(is('ownerId', 'exists', false)).toBe(true);
  });
});

describe('any condition over any lead', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.constantFrom('office', '^a+$', '(', '2026-03-02T09:00:00Z', 'ASSIGNED'),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const fields = [
    'source',
    'tags',
    'score',
    'receivedAt',
    'status',
    'ownerId',
    'consents.sms',
    'attributes.a',
    'attributes.a.b',
  ];
  const leaf = fc.record({
    field: fc.oneof(fc.constantFrom(...fields), fc.string()),
    op: fc.constantFrom(...CONDITION_OPS),
    value: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
  });
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('tree'), { maxLength: 3 }).map((any) => ({ any })),
      tie('tree').map((not) => ({ not })),
    ),
  }));
  const lead = fc.record({
    source: fc.string(),
    tags: fc.array(fc.string()),
    receivedAtMs: fc.integer({ min: 0, max: 4e12 }),
    attributes: fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue() as fc.Arbitrary<unknown>),
  });

  it('is checked and asked without a throw, and its words agree with it', () => {
    let fine = 0;
    fc.assert(
      fc.property(tree, lead, (condition, change) => {
        if (issuesOf(condition).length === 0) fine += 1;
        const facts = factsOf(change);
        const verdict = holds(condition, facts);
        expect(holds(condition, facts)).toBe(verdict);
        expect(conditionWords(condition)).not.toBe('');
        expect(whyNot(condition, facts) === null).toBe(verdict);
        expect(holds({ not: condition }, facts)).toBe(!verdict);
      }),
      { numRuns: 1_000 },
    );
    expect(fine).toBeGreaterThan(50);
  });
});

describe('a condition in words', () => {
  it.each<[Condition, string]>([
    [{ all: [] }, 'every lead'],
    [{ any: [] }, 'no lead'],
    [{ field: 'source', op: 'in', value: ['facebook', 'web'] }, 'source is one of “facebook”, “web”'],
    [{ field: 'attributes.budget', op: 'between', value: [1, 5] }, 'attributes.budget is between 1 and 5'],
    [{ field: 'receivedAt', op: 'inBusinessTime', value: 'office' }, 'receivedAt is working time of calendar “Office”'],
    [
      {
        all: [
          { field: 'email', op: 'exists' },
          { any: [{ field: 'score', op: 'gte', value: 80 }, { not: { field: 'tags', op: 'contains', value: 'old' } }] },
        ],
      },
      'email is there and (score is at least 80 or not (tags contains “old”))',
    ],
  ])('%j', (condition, words) => expect(conditionWords(condition, new Map([['office', 'Office']]))).toBe(words));

  it('names the first part that fails, and what the lead has instead', () => {
    const facts = factsOf({ source: 'partner', tags: ['old'] });
    const match: Condition = {
      all: [
        { field: 'email', op: 'exists' },
        { field: 'source', op: 'in', value: ['facebook', 'web'] },
        { field: 'country', op: 'eq', value: 'RO' },
      ],
    };
    expect(whyNot(match, facts)).toBe('source is one of “facebook”, “web” fails: it is “partner”');
    expect(whyNot({ field: 'country', op: 'eq', value: 'RO' }, facts)).toBe('country is “RO” fails: it is missing');
    expect(whyNot({ not: { field: 'tags', op: 'contains', value: 'old' } }, facts)).toBe(
      'not (tags contains “old”) fails: tags contains “old”',
    );
    expect(whyNot({ any: match.all.slice(1) }, facts)).toBe(
      'none of these holds: source is one of “facebook”, “web” fails: it is “partner”; country is “RO” fails: it is missing',
    );
  });
});
