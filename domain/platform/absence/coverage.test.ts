import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateIn,
  FIRST_ASKED,
  MINUTE,
  openMinutes,
  WINDOW_MINUTES,
  windowWithCalendar,
} from '../../../test/support/minute-oracle.js';
import { compileCalendar } from '../../engine/calendars/calendar.js';
import { coverage, endOfDays, openHours, type CoverageMember } from './coverage.js';
import type { CalendarDefinition } from '../../engine/calendars/types.js';

const office: CalendarDefinition = {
  timeZone: 'Europe/Bucharest',
  weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '09:00', to: '18:00' })),
  holidays: [],
  specialDates: [],
};
const early: CalendarDefinition = {
  ...office,
  weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '08:00', to: '14:00' })),
};
const team = compileCalendar(office);
const HOUR = 60 * MINUTE;
/** Monday, 10:00 in Bucharest. */
const MONDAY = Date.parse('2026-11-23T08:00:00Z');
const member = (name: string, change: Partial<CoverageMember> = {}): CoverageMember => ({
  name,
  calendar: team,
  away: null,
  absences: [],
  ...change,
});
const window = (days: number) => ({ fromMs: MONDAY, toMs: endOfDays(team.zone, MONDAY, days) });

describe('a forecast', () => {
  it('begins now, ends with the last day, and has the hours that nobody covers', () => {
    const [today, tomorrow, ...rest] = coverage(team, [member('Dan', { calendar: compileCalendar(early) })], window(7));
    expect(today).toEqual({
      date: '2026-11-23',
      businessMs: 8 * HOUR,
      uncoveredMs: 4 * HOUR,
      uncovered: [{ fromMs: MONDAY + 4 * HOUR, toMs: MONDAY + 8 * HOUR, why: 'Dan: not at work' }],
    });
    expect(tomorrow).toMatchObject({ date: '2026-11-24', businessMs: 9 * HOUR, uncoveredMs: 4 * HOUR });
    expect(rest.map(({ businessMs }) => businessMs / HOUR)).toEqual([9, 9, 9, 0, 0]);
  });

  it('has the hours that should be covered, each within one local day', () => {
    const hours = openHours(team, window(2));
    expect(hours).toEqual([
      { fromMs: MONDAY, toMs: MONDAY + 8 * HOUR },
      { fromMs: MONDAY + 23 * HOUR, toMs: MONDAY + 32 * HOUR },
    ]);
  });

  it('says who is missing, and cuts where that changes', () => {
    const noon = MONDAY + 2 * HOUR;
    const members = [
      member('Dan', { away: 'away' }),
      member('Eva', { calendar: compileCalendar(early), absences: [{ fromMs: noon, toMs: noon + HOUR }] }),
      member('Ana', { calendar: null, absences: [{ fromMs: MONDAY, toMs: null }] }),
    ];
    expect(coverage(team, members, window(1))[0]!.uncovered).toEqual([
      {
        fromMs: noon,
        toMs: noon + HOUR,
        why: `Eva: time off until ${new Date(noon + HOUR).toISOString()}; Ana: deactivated; Dan: away`,
      },
      { fromMs: MONDAY + 4 * HOUR, toMs: MONDAY + 8 * HOUR, why: 'Ana: deactivated; Dan: away; Eva: not at work' },
    ]);
  });

  it('is empty where somebody without a calendar is there, and whole in an empty team', () => {
    expect(coverage(team, [member('Ana', { calendar: null })], window(3)).map(({ uncovered }) => uncovered)).toEqual([
      [],
      [],
      [],
    ]);
    const nobody = coverage(team, [], window(1))[0]!;
    expect(nobody.uncoveredMs).toBe(nobody.businessMs);
    expect(nobody.uncovered[0]!.why).toBe('nobody is in the team');
    const crowd = Array.from({ length: 11 }, (_, index) => member(`P${index}`, { away: 'away' }));
    expect(coverage(team, crowd, window(1))[0]!.uncovered[0]!.why).toMatch(/P7: away; and 3 more$/);
  });

  const asked = fc.integer({ min: FIRST_ASKED, max: WINDOW_MINUTES - 2 * 1_440 });
  const span = fc
    .tuple(fc.integer({ min: 0, max: WINDOW_MINUTES }), fc.option(fc.integer({ min: 1, max: 6_000 })))
    .map(([from, length]) => ({ from, to: length === null ? null : from + length }));
  const person = fc.record({
    calendar: fc.option(windowWithCalendar.map(({ definition }) => definition)),
    away: fc.constantFrom(null, null, null, 'away'),
    spans: fc.array(span, { maxLength: 3 }),
  });

  it('agrees with the oracle, minute by minute', () => {
    fc.assert(
      fc.property(
        windowWithCalendar,
        fc.array(person, { maxLength: 3 }),
        asked,
        fc.integer({ min: 1, max: 6 }),
        ({ window: table, definition }, people, start, days) => {
          const ms = (minute: number) => table.beginMs + minute * MINUTE;
          const teamCalendar = compileCalendar(definition);
          const toMs = Math.min(endOfDays(teamCalendar.zone, ms(start), days), ms(WINDOW_MINUTES));
          const definitions = people.map(({ calendar }) => calendar && { ...calendar, timeZone: table.zone });
          const members = people.map(({ away, spans }, index): CoverageMember => ({
            name: `P${index}`,
            calendar: definitions[index] ? compileCalendar(definitions[index]) : null,
            away,
            absences: spans.map(({ from, to }) => ({ fromMs: ms(from), toMs: to === null ? null : ms(to) })),
          }));
          const found = coverage(teamCalendar, members, { fromMs: ms(start), toMs });

          const business = openMinutes(table, definition);
          const open = definitions.map((one) => one && openMinutes(table, one));
          const absent = (who: number, minute: number) =>
            people[who]!.spans.some(({ from, to }) => from <= minute && (to === null || minute < to));
          const expected = new Map<string, { business: number; uncovered: number }>();
          const missing: number[] = [];
          for (let minute = start; ms(minute) < toMs; minute++) {
            const day = expected.get(dateIn(table, minute)) ?? { business: 0, uncovered: 0 };
            expected.set(dateIn(table, minute), day);
            if (business[minute] !== 1) continue;
            day.business += 1;
            const covered = people.some(
              ({ away }, who) => away === null && !absent(who, minute) && (open[who]?.[minute] ?? 1) === 1,
            );
            if (covered) continue;
            day.uncovered += 1;
            missing.push(minute);
          }
          expect(found.map((day) => [day.date, day.businessMs / MINUTE, day.uncoveredMs / MINUTE])).toEqual(
            [...expected].map(([date, day]) => [date, day.business, day.uncovered]),
          );

          const told: number[] = [];
          for (const { fromMs, toMs: endMs, why } of found.flatMap(({ uncovered }) => uncovered)) {
            for (let minute = (fromMs - table.beginMs) / MINUTE; ms(minute) < endMs; minute++) {
              told.push(minute);
              for (const [who, { away }] of people.entries()) {
                const words = absent(who, minute) ? /deactivated|time off until/ : new RegExp(away ?? 'not at work');
                const said = why.split('; ').find((text) => text.startsWith(`P${who}: `));
                expect(said).toMatch(words);
              }
            }
          }
          expect(told).toEqual(missing);
        },
      ),
      { numRuns: 100 },
    );
  });
});
