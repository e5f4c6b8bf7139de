import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, hours, person, step } from '../../../test/support/lead-inputs.js';
import { compileCalendar } from '../../engine/calendars/calendar.js';
import { zoneOf } from '../../engine/calendars/zone.js';
import { firingAt } from '../../engine/sla/ladder.js';
import type { ClockDefinition } from '../flow/definition.js';
import { clockChangesIn, daysFrom, hoursIn } from './outlook-days.js';
import { outlookOf, type DraftedClock, type OutlookInput } from './outlook.js';

const calendars = new Map([
  ['office', hours('08:00', '09:20')],
  ['shift', hours('10:00', '12:00')],
  ['never', compileCalendar({ timeZone: 'UTC', weekly: [], holidays: [], specialDates: [] })],
]);
const people = {
  users: new Map([['ana', person({ calendarId: 'shift' })]]),
  teamCalendarIds: new Map([['team-1', 'office']]),
};

const drafted = (definition: ClockDefinition, index: number): DraftedClock => ({
  index,
  key: definition.key,
  starts: definition.starts,
  target: definition.target,
  targets: (definition.targets ?? []).map(({ duration }, place) => ({ index: place, duration })),
  atRisk: definition.atRisk ?? null,
  ladder: definition.ladder.map((one, place) => ({ index: place, step: one })),
});

const outlook = (clocks: readonly (ClockDefinition | DraftedClock)[], change: Partial<OutlookInput> = {}) =>
  outlookOf({
    clocks: clocks.map((one, index) => ('index' in one ? one : drafted(one, index))),
    calendarId: 'office',
    lead: { teamId: 'team-1', ownerId: 'ana', timeZone: 'UTC', country: null, attributes: {} },
    context: { calendars, people },
    receivedAtMs: at(0),
    withTargets: true,
    ...change,
  });

/** A clock with each kind of step. */
const promised = clock({
  target: { duration: 'PT40M', time: 'BUSINESS', calendarOf: 'TEAM' },
  atRisk: 0.75,
  ladder: [
    step('remind', 0.25, { repeat: { every: 'PT30M', times: 3 }, within: { calendarOf: 'OWNER' } }),
    step('before', 0, { at: { offset: '-PT5M' } }),
    step('after', 1.5, { action: 'REASSIGN' }),
    step('alert', 0, { at: { offset: 'PT10M' }, action: 'MANAGER_ALERT', repeat: { every: 'PT1H', times: 2 } }),
  ],
});

describe('an outlook on clocks', () => {
  it('is what a lead gets that comes in then', () => {
    const engine = new EngineLead(newFlow({ clocks: [promised], calendarId: 'office' }), [newCandidate('ana')]);
    engine.settle(at(0), [], 'SETTLED', { calendars, people });
    const real = engine.lead.clocks[0]!;
    const [told] = outlook([promised]);
    expect(told).toMatchObject({
      startsAtMs: real.startedAtMs,
      calendar: { id: 'office', of: 'TEAM' },
      problems: [],
      targets: [
        {
          atRiskAtMs: real.atRiskAtMs,
          deadlineAtMs: real.deadlineAtMs,
          receiptText: real.receiptText,
          steps: promised.ladder.map(({ key }) => {
            const planned = real.steps.find((one) => one.key === key)!;
            const definition = promised.ladder.find((one) => one.key === key)!;
            const times = definition.repeat?.times ?? 0;
            return {
              key,
              dueAtMs: planned.dueAtMs,
              plainAtMs: planned.plainAtMs ?? planned.dueAtMs,
              repeatsAtMs: Array.from({ length: times }, (_, nth) => firingAt(planned, definition, nth + 1)),
            };
          }),
        },
      ],
    });
    // 20 minutes today, 20 tomorrow from 08:00 on; the reminder waits for Ana.
    expect(told!.targets[0]!.deadlineAtMs).toBe(at(23 * 60 + 20));
    expect(told!.targets[0]!.steps[0]).toMatchObject({ plainAtMs: at(10), dueAtMs: at(60) });
  });

  it('counts under each conditional target', () => {
    const quick = { when: { field: 'score', op: 'gte', value: 80 }, duration: 'PT5M' } as const;
    const [told] = outlook([clock({ targets: [quick], ladder: [step('half', 0.5)] })]);
    expect(told!.targets).toMatchObject([
      { targetIndex: null, deadlineAtMs: at(15), steps: [{ dueAtMs: at(7.5) }] },
      { targetIndex: 0, deadlineAtMs: at(5), steps: [{ dueAtMs: at(2.5) }] },
    ]);
    expect(outlook([clock({ targets: [quick] })], { withTargets: false })[0]!.targets).toHaveLength(1);
  });

  it('lets a clock begin where the one for which it waits is due', () => {
    const clocks = [
      clock({ key: 'third', starts: { afterMet: 'second' } }),
      clock({ key: 'second', starts: { afterMet: 'first' } }),
      clock({ key: 'first' }),
      clock({ key: 'contacted', starts: 'CONTACTED' }),
    ];
    expect(outlook(clocks).map(({ startsAtMs, after }) => [startsAtMs, after])).toEqual([
      [at(30), 1],
      [at(15), 2],
      [at(0), null],
      [at(15), 2],
    ]);
    expect(outlook(clocks, { only: [0] })).toMatchObject([{ index: 0, startsAtMs: at(30) }]);
  });

  it('names what cannot be counted, and tells of the rest', () => {
    const clocks = [
      clock({ key: 'a', starts: { afterMet: 'b' } }),
      clock({ key: 'b', starts: { afterMet: 'a' } }),
      clock({ key: 'leads_to_them', starts: { afterMet: 'a' } }),
      clock({ starts: { afterMet: 'nobody' } }),
      { ...drafted(clock(), 4), target: null, starts: null },
      clock({ target: { duration: 'PT1H', time: 'BUSINESS', calendarId: 'gone' } }),
      clock({ target: { duration: 'PT1H', time: 'BUSINESS', calendarId: 'never' } }),
      clock({ target: { duration: 'an hour', time: 'ELAPSED' } }),
      clock({
        atRisk: 7,
        ladder: [
          step('nothing', Number.NaN),
          step('huge', 1e300),
          step('early', 0, { at: { offset: '-PT16M' } }),
          step('words', 0, { at: { offset: 'later' } }),
          step('often', 0.5, { repeat: { every: 'PT0S', times: 3 } }),
          step('far', 0.5, { repeat: { every: 'PT100000000H', times: 100 } }),
        ],
      }),
    ];
    const told = outlook(clocks);
    expect(told.map(({ problems }) => problems.map(({ path }) => path))).toEqual([
      ['clocks.0.starts.afterMet'],
      ['clocks.1.starts.afterMet'],
      [],
      ['clocks.3.starts.afterMet'],
      [],
      ['clocks.5.target'],
      ['clocks.6.target.duration'],
      ['clocks.7.target.duration'],
      [
        'clocks.8.ladder.0.at.share',
        'clocks.8.ladder.1.at.share',
        'clocks.8.ladder.2.at.offset',
        'clocks.8.ladder.3.at.offset',
        'clocks.8.ladder.4.repeat',
      ],
    ]);
    expect(told.map(({ targets }) => targets.length)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 1]);
    const [last] = told.at(-1)!.targets;
    expect(last).toMatchObject({ atRiskAtMs: null, steps: [{ key: 'often', repeatsAtMs: [] }, { key: 'far' }] });
    // What no contract could write is not told.
    expect(last!.steps[1]!.repeatsAtMs).toHaveLength(0);
  });

  it('stands whatever the draft says, and says nothing twice', () => {
    const share = fc.oneof(fc.double(), fc.double({ min: 0, max: 3 }));
    const duration = fc.oneof(
      fc.string(),
      fc.integer({ min: -99, max: 999 }).map((minutes) => `PT${minutes}M`),
    );
    const at = fc.oneof(fc.record({ share }), fc.record({ offset: duration }));
    const oneStep = fc.record({
      key: fc.string(),
      at,
      repeat: fc.option(fc.record({ every: duration, times: fc.integer() }), { nil: undefined }),
    });
    const key = fc.constantFrom('a', 'b', 'c', null);
    const one = fc.record({
      key,
      starts: fc.oneof(
        fc.constantFrom('RECEIVED' as const, 'CONTACTED' as const, null),
        fc.record({ afterMet: fc.constantFrom('a', 'b', 'c', 'd') }),
      ),
      target: fc.option(
        fc.record({
          duration,
          time: fc.constantFrom('ELAPSED' as const, 'BUSINESS' as const),
          calendarId: fc.constantFrom('office', 'never', 'gone', undefined),
        }),
      ),
      targets: fc.array(fc.record({ index: fc.nat(), duration }), { maxLength: 2 }),
      atRisk: fc.option(share),
      ladder: fc.array(
        oneStep.map((each) => ({ index: 0, step: each })),
        { maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 5 }), (clocks) => {
        const told = outlook(clocks.map((each, index) => ({ ...each, index })));
        expect(told).toHaveLength(clocks.length);
        for (const { targets, startsAtMs } of told)
          for (const { deadlineAtMs } of targets) expect(deadlineAtMs).toBeGreaterThan(startsAtMs);
      }),
    );
  });
});

describe('the days of an outlook', () => {
  const bucharest = zoneOf('Europe/Bucharest');

  it('are local, whatever their length', () => {
    // Summer time ends on Sunday, 25 October 2026.
    const days = daysFrom(bucharest, Date.parse('2026-10-23T21:30:00Z'), 3);
    expect(days.map(({ date, fromMs, toMs }) => [date, (toMs - fromMs) / 3_600_000])).toEqual([
      ['2026-10-24', 24],
      ['2026-10-25', 25],
      ['2026-10-26', 24],
    ]);
    expect(clockChangesIn(bucharest, { fromMs: days[0]!.fromMs, toMs: days[2]!.toMs })).toEqual([
      { atMs: Date.parse('2026-10-25T01:00:00Z'), byMinutes: -60 },
    ]);
  });

  it('are filled by open and closed time, with its reason', () => {
    const calendar = compileCalendar({
      timeZone: 'UTC',
      weekly: [
        { day: 'MON', from: '09:00', to: '17:00' },
        { day: 'TUE', from: '09:00', to: '17:00' },
      ],
      holidays: [{ date: '2026-03-03', name: 'Holiday' }],
      specialDates: [],
    });
    const span = { fromMs: Date.UTC(2026, 2, 2), toMs: Date.UTC(2026, 2, 4) };
    const { open, closed } = hoursIn(calendar, span);
    expect(open).toEqual([{ fromMs: Date.UTC(2026, 2, 2, 9), toMs: Date.UTC(2026, 2, 2, 17) }]);
    expect(closed.map(({ why }) => why)).toEqual(['closed', 'closed', 'holiday: Holiday']);
    const length = [...open, ...closed].reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    expect(length).toBe(span.toMs - span.fromMs);
    expect(hoursIn(null, span)).toEqual({ open: [span], closed: [] });
  });
});
