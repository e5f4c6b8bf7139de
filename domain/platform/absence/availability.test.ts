import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCalendar } from '../../engine/calendars/calendar.js';
import { availabilityOf, isBackAfter, type Worker } from './availability.js';

const office = compileCalendar({
  timeZone: 'Europe/Bucharest',
  weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '09:00', to: '18:00' })),
  holidays: [{ date: '2026-12-01', name: 'National day' }],
  specialDates: [],
});
const at = (text: string): number => Date.parse(`${text}+02:00`);
const MONDAY = at('2026-11-23T10:00');

const worker = (change: Partial<Worker> = {}): Worker => ({
  status: 'ACTIVE',
  calendar: office,
  absences: [],
  busyUntilMs: null,
  ...change,
});
const off = (from: string, to: string | null) => ({ fromMs: at(from), toMs: to === null ? null : at(to) });

describe('whether somebody can work now', () => {
  it.each<[string, Partial<Worker>, number, string, string | null]>([
    ['within their hours', {}, MONDAY, 'AT_WORK', null],
    ['at any hour without a calendar', { calendar: null }, at('2026-11-22T03:00'), 'AT_WORK', null],
    ['before work', {}, at('2026-11-23T08:59:59'), 'OFF_SHIFT', '2026-11-23T09:00'],
    ['at closing time', {}, at('2026-11-23T18:00'), 'OFF_SHIFT', '2026-11-24T09:00'],
    ['over the weekend', {}, at('2026-11-27T19:00'), 'OFF_SHIFT', '2026-11-30T09:00'],
    ['over a holiday', {}, at('2026-11-30T18:30'), 'OFF_SHIFT', '2026-12-02T09:00'],
    [
      'after work, with time off from tomorrow',
      { absences: [off('2026-11-24T00:00', '2026-11-26T00:00')] },
      at('2026-11-23T19:00'),
      'OFF_SHIFT',
      '2026-11-26T09:00',
    ],
    ['on leave', { absences: [off('2026-11-20T00:00', '2026-11-25T12:00')] }, MONDAY, 'TIME_OFF', '2026-11-25T12:00'],
    [
      'on leave that ends at night',
      { absences: [off('2026-11-20T00:00', '2026-11-24T22:00')] },
      MONDAY,
      'TIME_OFF',
      '2026-11-25T09:00',
    ],
    [
      'on leave, and another begins where they would be back',
      { absences: [off('2026-11-24T22:00', '2026-11-26T09:00'), off('2026-11-20T00:00', '2026-11-24T22:00')] },
      MONDAY,
      'TIME_OFF',
      '2026-11-26T09:00',
    ],
    ['off without a known end', { absences: [off('2026-11-20T00:00', null)] }, MONDAY, 'TIME_OFF', null],
    ['busy', { busyUntilMs: at('2026-11-23T11:00') }, MONDAY, 'BUSY', '2026-11-23T11:00'],
    ['busy beyond closing time', { busyUntilMs: at('2026-11-23T19:00') }, MONDAY, 'BUSY', '2026-11-24T09:00'],
    ['busy no more', { busyUntilMs: MONDAY }, MONDAY, 'AT_WORK', null],
    ['away', { status: 'AWAY' }, MONDAY, 'AWAY', null],
    ['not active', { status: 'INACTIVE' }, MONDAY, 'INACTIVE', null],
    ['by a calendar that is gone', { calendar: 'GONE' }, MONDAY, 'OFF_SHIFT', null],
  ])('%s', (_when, change, nowMs, now, back) => {
    expect(availabilityOf(worker(change), nowMs)).toMatchObject({ now, backAtMs: back === null ? null : at(back) });
  });

  it.each<[string, Partial<Worker>, number, string | null]>([
    ['to closing time', {}, MONDAY, '2026-11-23T18:00'],
    ['to the time off', { absences: [off('2026-11-23T15:00', '2026-11-24T00:00')] }, MONDAY, '2026-11-23T15:00'],
    ['without an end in sight', { calendar: null }, MONDAY, null],
    ['not at all', { status: 'AWAY' }, MONDAY, null],
    ['not now', {}, at('2026-11-23T19:00'), null],
  ])('lasts %s', (_when, change, nowMs, until) => {
    expect(availabilityOf(worker(change), nowMs).untilMs).toBe(until === null ? null : at(until));
  });

  it('is true at the instant at which they are said to be back, and at none before', () => {
    const hour = 3_600_000;
    const stretch = fc
      .tuple(fc.integer({ min: -48, max: 400 }), fc.integer({ min: 1, max: 200 }))
      .map(([from, long]) => ({ fromMs: MONDAY + from * hour, toMs: MONDAY + (from + long) * hour }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 5 }), fc.integer({ min: 0, max: 200 }), (absences, hours) => {
        const one = worker({ absences });
        const nowMs = MONDAY + hours * hour;
        const { now, backAtMs } = availabilityOf(one, nowMs);
        if (now === 'AT_WORK') return;
        expect(availabilityOf(one, backAtMs!).now).toBe('AT_WORK');
        for (let atMs = nowMs; atMs < backAtMs!; atMs += hour)
          expect(availabilityOf(one, atMs).now).not.toBe('AT_WORK');
      }),
      { numRuns: 100 },
    );
  });

  it('is asked for a deadline', () => {
    expect(isBackAfter({ now: 'AT_WORK', backAtMs: null }, 5)).toBe(false);
    expect(isBackAfter({ now: 'OFF_SHIFT', backAtMs: 5 }, 5)).toBe(false);
    expect(isBackAfter({ now: 'OFF_SHIFT', backAtMs: 6 }, 5)).toBe(true);
    expect(isBackAfter({ now: 'AWAY', backAtMs: null }, 5)).toBe(true);
  });
});
