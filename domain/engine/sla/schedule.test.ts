import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateIn,
  FIRST_ASKED,
  MINUTE,
  openMinutes,
  walk,
  WINDOW_MINUTES,
  windowWithCalendar,
} from '../../../test/support/minute-oracle.js';
import { compileCalendar, NoBusinessTimeError } from '../calendars/calendar.js';
import { schedule, type Pause, type Schedule, type ScheduleInput } from './schedule.js';
import type { CalendarDefinition, Weekday } from '../calendars/types.js';
import type { Receipt } from './clock.js';

const WORKWEEK: Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI'];
const OFFICE: CalendarDefinition = {
  timeZone: 'Europe/Bucharest',
  weekly: WORKWEEK.map((day) => ({ day, from: '09:00', to: '18:00' })),
  holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
  specialDates: [
    { date: '2026-12-24', intervals: [{ from: '09:00', to: '12:00' }] },
    { date: '2026-12-28', intervals: [] },
  ],
};
const office = compileCalendar(OFFICE);

/** 2026-11-20T17:50 is +02:00 in Bucharest, as is all of winter. */
function at(local: string): number {
  return Date.parse(`${local}:00+02:00`);
}

function plan(part: Partial<ScheduleInput>): Schedule {
  return schedule({
    startedAtMs: at('2026-11-20T17:50'),
    targetMs: 15 * MINUTE,
    calendar: office,
    pauses: [],
    atRiskShare: null,
    steps: [],
    ...part,
  });
}

function expectTiles(receipt: Receipt, fromMs: number, toMs: number): void {
  const parts = [...receipt.intervals, ...receipt.skipped].sort((a, b) => a.fromMs - b.fromMs);
  let end = fromMs;
  for (const part of parts) {
    expect(part.fromMs).toBe(end);
    expect(part.toMs).toBeGreaterThan(part.fromMs);
    end = part.toMs;
  }
  expect(end).toBe(toMs);
}

function counted(receipt: Receipt): number {
  return receipt.intervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

describe('a clock in business time', () => {
  it('is due after the weekend, with a receipt', () => {
    const { deadlineAtMs, atRiskAtMs, steps, receipt } = plan({
      atRiskShare: 0.75,
      steps: [
        { key: 'at-once', at: { share: 0 } },
        { key: 'remind', at: { share: 0.5 } },
        { key: 'before', at: { offsetMs: -10 * MINUTE } },
        { key: 'reassign', at: { share: 1 } },
        { key: 'alert', at: { offsetMs: 10 * MINUTE } },
        { key: 'late', at: { share: 2 } },
        { key: 'next-day', at: { share: 40 } },
      ],
    });
    expect(deadlineAtMs).toBe(at('2026-11-23T09:05'));
    expect(atRiskAtMs).toBe(at('2026-11-23T09:01') + 15_000);
    expect(steps).toEqual([
      { key: 'at-once', dueAtMs: at('2026-11-20T17:50') },
      { key: 'remind', dueAtMs: at('2026-11-20T17:57') + 30_000 },
      { key: 'before', dueAtMs: at('2026-11-23T08:55') },
      { key: 'reassign', dueAtMs: at('2026-11-23T09:05') },
      { key: 'alert', dueAtMs: at('2026-11-23T09:15') },
      { key: 'late', dueAtMs: at('2026-11-23T09:20') },
      { key: 'next-day', dueAtMs: at('2026-11-24T09:50') },
    ]);
    expect(receipt).toEqual({
      timeZone: 'Europe/Bucharest',
      intervals: [
        { fromMs: at('2026-11-20T17:50'), toMs: at('2026-11-20T18:00') },
        { fromMs: at('2026-11-23T09:00'), toMs: at('2026-11-23T09:05') },
      ],
      skipped: [{ fromMs: at('2026-11-20T18:00'), toMs: at('2026-11-23T09:00'), why: 'closed' }],
      text:
        '15 min of business time (Europe/Bucharest): Fri 20 Nov 17:50–18:00, then Mon 23 Nov 09:00–09:05; ' +
        'skipped: closed Fri 20 Nov 18:00–Mon 23 Nov 09:00.',
    });
  });

  it('is due exactly at closing time', () => {
    const { deadlineAtMs, receipt } = plan({ targetMs: 10 * MINUTE });
    expect(deadlineAtMs).toBe(at('2026-11-20T18:00'));
    expect(receipt.text).toBe('10 min of business time (Europe/Bucharest): Fri 20 Nov 17:50–18:00.');
  });

  it('names holidays and special dates among what was skipped', () => {
    const { deadlineAtMs, receipt } = plan({ startedAtMs: at('2026-12-24T11:00'), targetMs: 120 * MINUTE });
    expect(deadlineAtMs).toBe(at('2026-12-29T10:00'));
    expect(receipt.skipped).toEqual([
      { fromMs: at('2026-12-24T12:00'), toMs: at('2026-12-25T00:00'), why: 'special hours' },
      { fromMs: at('2026-12-25T00:00'), toMs: at('2026-12-26T00:00'), why: 'holiday: Christmas Day' },
      { fromMs: at('2026-12-26T00:00'), toMs: at('2026-12-28T00:00'), why: 'closed' },
      { fromMs: at('2026-12-28T00:00'), toMs: at('2026-12-29T00:00'), why: 'closed (special date)' },
      { fromMs: at('2026-12-29T00:00'), toMs: at('2026-12-29T09:00'), why: 'closed' },
    ]);
    expect(receipt.text).toContain('holiday: Christmas Day Fri 25 Dec 00:00–24:00');
  });

  it('keeps the text of a long target short and its data whole', () => {
    const { receipt } = plan({ targetMs: 900 * 60 * MINUTE });
    expect(counted(receipt)).toBe(900 * 60 * MINUTE);
    expect(receipt.intervals.length).toBeGreaterThan(99);
    expect(receipt.text.length).toBeLessThan(900);
    expect(receipt.text).toMatch(/^900 h of business time .* Fri 20 Nov 2026 17:50–18:00, .*, … \d+ more …, then /);
  });

  it('shows where the clocks change', () => {
    const nights = compileCalendar({ ...OFFICE, weekly: [{ day: 'SUN', from: '02:00', to: '05:00' }] });
    const { receipt } = plan({
      calendar: nights,
      startedAtMs: Date.parse('2026-10-25T03:50:00+03:00'),
      targetMs: 30 * MINUTE,
    });
    expect(receipt.text).toContain('Sun 25 Oct 03:50–03:20 (clocks change)');
  });

  it('throws when working time runs out before the deadline, not when only a later step is out of reach', () => {
    const once = compileCalendar({
      ...OFFICE,
      weekly: [],
      specialDates: [{ date: '2026-11-23', intervals: [{ from: '09:00', to: '09:20' }] }],
    });
    expect(() => plan({ calendar: once, targetMs: 21 * MINUTE })).toThrow(NoBusinessTimeError);
    const { deadlineAtMs, steps } = plan({ calendar: once, steps: [{ key: 'never', at: { share: 2 } }] });
    expect(deadlineAtMs).toBe(at('2026-11-23T09:15'));
    expect(steps).toEqual([{ key: 'never', dueAtMs: null }]);
  });
});

describe('a clock in elapsed time', () => {
  it('counts every instant, down to a second or less', () => {
    const { deadlineAtMs, receipt } = plan({ calendar: null, targetMs: 1_000, startedAtMs: at('2026-11-21T03:00') });
    expect(deadlineAtMs).toBe(at('2026-11-21T03:00') + 1_000);
    expect(receipt.timeZone).toBe('UTC');
    expect(receipt.text).toBe('1 s of elapsed time (UTC): Sat 21 Nov 01:00–01:00:01.');
    const short = plan({ calendar: null, targetMs: 250, startedAtMs: at('2026-11-21T03:00') }).receipt.text;
    expect(short).toBe('250 ms of elapsed time (UTC): Sat 21 Nov 01:00–01:00:00.250.');
  });

  it('is told in the zone that is asked for, of a calendar elsewhere beside its own', () => {
    const startedAtMs = at('2026-11-20T17:50');
    const told = (more: object) => plan({ startedAtMs, tellIn: 'America/New_York', ...more }).receipt;
    const elapsed = told({ calendar: null });
    expect(elapsed.timeZone).toBe('America/New_York');
    expect(elapsed.text).toBe('15 min of elapsed time (America/New_York): Fri 20 Nov 10:50–11:05.');
    const business = told({});
    expect(business.timeZone).toBe('Europe/Bucharest');
    expect(business.text).toBe(
      '15 min of business time (Europe/Bucharest), told in America/New_York: Fri 20 Nov 10:50–11:00, ' +
        'then Mon 23 Nov 02:00–02:05; skipped: closed Fri 20 Nov 11:00–Mon 23 Nov 02:00.',
    );
    // A zone that is not known here decides over no words.
    expect(told({ tellIn: 'Mars/Olympus' })).toEqual(plan({ startedAtMs }).receipt);
  });

  it('tells no milliseconds of a pause where the target has none', () => {
    const startedAtMs = at('2026-11-20T17:50') + 459;
    const pauses = [{ fromMs: startedAtMs + 60_370, toMs: null }];
    expect(plan({ calendar: null, startedAtMs, pauses }).receipt.text).toBe(
      '1 min counted of 15 min of elapsed time (UTC): Fri 20 Nov 15:50:00–15:51:00; paused since Fri 20 Nov 15:51:00.',
    );
  });

  it('stands still while it is paused', () => {
    const { deadlineAtMs, receipt } = plan({
      calendar: null,
      pauses: [{ fromMs: at('2026-11-20T17:55'), toMs: at('2026-11-21T17:55') }],
    });
    expect(deadlineAtMs).toBe(at('2026-11-21T18:05'));
    expect(receipt.skipped).toEqual([{ fromMs: at('2026-11-20T17:55'), toMs: at('2026-11-21T17:55'), why: 'paused' }]);
  });
});

describe('pauses', () => {
  it('move the deadline by the working time in them', () => {
    const { deadlineAtMs, receipt } = plan({
      pauses: [{ fromMs: at('2026-11-20T17:55'), toMs: at('2026-11-23T10:00') }],
    });
    expect(deadlineAtMs).toBe(at('2026-11-23T10:10'));
    expect(receipt.skipped).toEqual([{ fromMs: at('2026-11-20T17:55'), toMs: at('2026-11-23T10:00'), why: 'paused' }]);
  });

  it('while paused only what was reached before is known', () => {
    const { deadlineAtMs, atRiskAtMs, steps, receipt } = plan({
      atRiskShare: 0.75,
      pauses: [{ fromMs: at('2026-11-20T17:58'), toMs: null }],
      steps: [
        { key: 'half', at: { share: 0.5 } },
        { key: 'deadline', at: { offsetMs: 0 } },
      ],
    });
    expect(deadlineAtMs).toBeNull();
    expect(atRiskAtMs).toBeNull();
    expect(steps).toEqual([
      { key: 'half', dueAtMs: at('2026-11-20T17:57') + 30_000 },
      { key: 'deadline', dueAtMs: null },
    ]);
    expect(receipt.text).toBe(
      '8 min counted of 15 min of business time (Europe/Bucharest): Fri 20 Nov 17:50–17:58; paused since Fri 20 Nov 17:58.',
    );
  });

  it('a target used up exactly when the pause begins is due then', () => {
    const { deadlineAtMs } = plan({ targetMs: 8 * MINUTE, pauses: [{ fromMs: at('2026-11-20T17:58'), toMs: null }] });
    expect(deadlineAtMs).toBe(at('2026-11-20T17:58'));
  });

  it('paused from before the start, nothing is counted', () => {
    const { deadlineAtMs, receipt } = plan({ pauses: [{ fromMs: at('2026-11-20T10:00'), toMs: null }] });
    expect(deadlineAtMs).toBeNull();
    expect(receipt.intervals).toEqual([]);
    expect(receipt.skipped).toEqual([]);
  });
});

describe('malformed input', () => {
  it.each<[string, Partial<ScheduleInput>]>([
    ['startedAtMs', { startedAtMs: NaN }],
    ['targetMs', { targetMs: 0 }],
    ['targetMs', { targetMs: 1.5 }],
    ['atRiskShare', { atRiskShare: 1 }],
    ['step s', { steps: [{ key: 's', at: { share: -1 } }] }],
    ['pauses', { pauses: [{ fromMs: 2, toMs: 1 }] }],
    [
      'pauses',
      {
        pauses: [
          { fromMs: 1, toMs: 5 },
          { fromMs: 4, toMs: 6 },
        ],
      },
    ],
    [
      'pauses',
      {
        pauses: [
          { fromMs: 1, toMs: null },
          { fromMs: 4, toMs: 6 },
        ],
      },
    ],
  ])('%s is refused', (message, part) => {
    expect(() => plan(part)).toThrow(RangeError);
    expect(() => plan(part)).toThrow(message);
  });
});

describe('against the minute-by-minute oracle', () => {
  it('agrees on every instant, with pauses, and its receipt tiles the time', () => {
    const cuts = fc.uniqueArray(fc.nat(3 * 1_440), { maxLength: 6 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        windowWithCalendar,
        fc.integer({ min: FIRST_ASKED, max: WINDOW_MINUTES - 1 }),
        fc.integer({ min: 1, max: 700 }),
        cuts,
        fc.boolean(),
        ({ window, definition }, start, quarter, offsets, elapsed) => {
          const ms = (minute: number) => window.beginMs + minute * MINUTE;
          const target = quarter * 4;
          // Cuts in pairs are pauses, beginning up to half a day before the start; an odd one out is still open.
          const spans: [number, number][] = [];
          for (let at = 0; at < offsets.length; at += 2) {
            spans.push([
              start - 720 + offsets[at]!,
              at + 1 < offsets.length ? start - 720 + offsets[at + 1]! : Infinity,
            ]);
          }
          const pauses: Pause[] = spans.map(([from, to]) => ({
            fromMs: ms(from),
            toMs: to === Infinity ? null : ms(to),
          }));
          const open = elapsed ? new Uint8Array(WINDOW_MINUTES).fill(1) : openMinutes(window, definition);
          const paused = (minute: number) => spans.some(([from, to]) => minute >= from && minute < to);
          const counts = (minute: number) => open[minute] === 1 && !paused(minute);
          const expected = (share: number) => walk(counts, start, target * share);

          let planned: Schedule;
          try {
            planned = schedule({
              startedAtMs: ms(start),
              targetMs: target * MINUTE,
              calendar: elapsed ? null : compileCalendar(definition),
              pauses,
              atRiskShare: 0.75,
              steps: [0.25, 1.5, 1].map((share) => ({ key: `${share}`, at: { share } })),
            });
          } catch (error) {
            expect(error).toBeInstanceOf(NoBusinessTimeError);
            expect(expected(1)).toBeNull();
            return;
          }
          const expectInstant = (actual: number | null, share: number) => {
            const due = expected(share);
            if (due !== null) expect(actual).toBe(ms(due));
            else if (actual !== null) expect(actual).toBeGreaterThan(ms(WINDOW_MINUTES));
          };
          expectInstant(planned.atRiskAtMs, 0.75);
          expectInstant(planned.deadlineAtMs, 1);
          planned.steps.forEach((step, index) => expectInstant(step.dueAtMs, [0.25, 1.5, 1][index]!));

          const { receipt } = planned;
          const openPause = pauses.at(-1)?.toMs === null ? pauses.at(-1)!.fromMs : Infinity;
          expectTiles(receipt, ms(start), planned.deadlineAtMs ?? Math.max(ms(start), openPause));
          if (planned.deadlineAtMs !== null) expect(counted(receipt)).toBe(target * MINUTE);
          const inWindow = (part: { fromMs: number; toMs: number }, check: (minute: number) => boolean) => {
            const end = Math.min(WINDOW_MINUTES, (part.toMs - window.beginMs) / MINUTE);
            for (let minute = (part.fromMs - window.beginMs) / MINUTE; minute < end; minute++) {
              if (!check(minute)) expect.fail(`minute ${minute} is not as the receipt says: ${receipt.text}`);
            }
          };
          for (const interval of receipt.intervals) inWindow(interval, counts);
          for (const skipped of receipt.skipped) {
            const name = /^holiday: Day of (\S+)/.exec(skipped.why)?.[1];
            inWindow(skipped, (minute) =>
              skipped.why === 'paused'
                ? paused(minute)
                : open[minute] === 0 && !paused(minute) && (!name || dateIn(window, minute) === name),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
