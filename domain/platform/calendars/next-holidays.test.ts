import { describe, expect, it } from 'vitest';
import { yearWithoutHolidays } from './next-holidays.js';

const holidays = (...years: number[]) => ({
  holidays: years.map((year) => ({ date: `${year}-12-25`, name: 'Christmas' })),
});
const at = (instant: string): number => Date.parse(instant);

describe('the year whose holidays a calendar misses', () => {
  it.each([
    ['not before November', '2026-10-31T21:00:00Z', holidays(2026), null],
    ['from November on the one that comes', '2026-11-01T12:00:00Z', holidays(2026), 2027],
    ['none when they are there', '2026-11-01T12:00:00Z', holidays(2026, 2027), null],
    ['the one that has come, when nobody saw to it', '2027-01-02T12:00:00Z', holidays(2026), 2027],
    ['none of a calendar without any', '2026-12-01T12:00:00Z', holidays(), null],
    ['none of a calendar that begins later', '2026-12-01T12:00:00Z', holidays(2028), null],
  ])('%s', (_, instant, definition, year) => {
    expect(yearWithoutHolidays(definition, at(instant), 'Europe/Bucharest')).toBe(year);
  });

  it('is asked in the zone of the org', () => {
    const evening = at('2026-10-31T22:30:00Z');
    expect(yearWithoutHolidays(holidays(2026), evening, 'Europe/Bucharest')).toBe(2027);
    expect(yearWithoutHolidays(holidays(2026), evening, 'America/New_York')).toBeNull();
  });
});
