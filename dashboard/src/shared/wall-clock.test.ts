import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill/implementation';
import { describe, expect, it } from 'vitest';
import { instantOf, wallClockOf } from './wall-clock';

const ZONES = [
  'Europe/Bucharest',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
  'UTC',
];
const minutes = fc.integer({ min: Date.UTC(1990, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 });

describe('times of a zone', () => {
  it('are the instants that Temporal finds', () => {
    fc.assert(
      fc.property(minutes, fc.constantFrom(...ZONES), (minute, zone) => {
        const local = new Date(minute * 60_000).toISOString().slice(0, 16);
        const expected = Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
        expect(instantOf(local, zone)).toBe(new Date(expected).toISOString());
      }),
      { numRuns: 2000 },
    );
  });

  it('are found around each change of the clocks', () => {
    for (const [day, zone] of [
      ['2026-03-29', 'Europe/Bucharest'],
      ['2026-10-25', 'Europe/Bucharest'],
      ['2026-10-04', 'Australia/Lord_Howe'],
      ['2026-04-05', 'Australia/Lord_Howe'],
      ['2011-12-30', 'Pacific/Apia'],
    ] as const)
      for (let minute = 0; minute < 24 * 60; minute += 5) {
        const local = new Date(Date.parse(`${day}T00:00Z`) + minute * 60_000).toISOString().slice(0, 16);
        const expected = Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
        expect(instantOf(local, zone), `${local} ${zone}`).toBe(new Date(expected).toISOString());
      }
  });

  it('come back from an instant', () => {
    fc.assert(
      fc.property(minutes, fc.constantFrom(...ZONES), (minute, zone) => {
        const shown = Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(zone);
        const local = wallClockOf(new Date(minute * 60_000).toISOString(), zone);
        expect(local).toBe(shown.toPlainDateTime().toString({ smallestUnit: 'minute' }));
      }),
    );
  });

  it('are none where nothing sensible was given', () => {
    expect(instantOf('', 'UTC')).toBe('');
    expect(instantOf('2026-13-40T10:00', 'UTC')).toBe('');
    expect(wallClockOf('yesterday', 'UTC')).toBe('');
  });
});
