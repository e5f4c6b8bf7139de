import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill/implementation';
import { describe, expect, it } from 'vitest';
import { zoneDataOf } from './zone-data.js';
import { DAY_MS, Zone, zoneOf } from './zone.js';

describe('Zone', () => {
  it('has the new offset from the instant of the change on, whichever side is asked first', () => {
    const change = Date.parse('2026-10-25T01:00:00Z');
    for (const order of [
      [change, change - 1],
      [change - 1, change],
    ]) {
      const zone = new Zone(zoneDataOf('Europe/Bucharest')!);
      const offsets = new Map(order.map((ms) => [ms, zone.offsetAt(ms)]));
      expect(offsets.get(change)).toBe(2 * 3_600_000);
      expect(offsets.get(change - 1)).toBe(3 * 3_600_000);
    }
  });

  // Of zones whose law has not changed since the oldest Node that we run on: its data is not ours.
  it('agrees with Temporal on offsets, local dates and `compatible` wall-clock times', () => {
    const names = [
      'Europe/Bucharest',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Nuuk', // its clocks change on the day before the others'
      'America/St_Johns',
      'Asia/Tokyo',
      'UTC',
    ];
    const minute = fc.integer({ min: Date.UTC(1990, 0) / 60_000, max: Date.UTC(2060, 0) / 60_000 });
    fc.assert(
      fc.property(fc.constantFrom(...names), minute, (name, at) => {
        const zone = zoneOf(name);
        const expected = Temporal.Instant.fromEpochMilliseconds(at * 60_000).toZonedDateTimeISO(name);
        expect(zone.offsetAt(at * 60_000)).toBe(expected.offsetNanoseconds / 1e6);
        expect(new Date(zone.dayOf(at * 60_000) * DAY_MS).toISOString().slice(0, 10)).toBe(
          expected.toPlainDate().toString(),
        );
        const wall = Temporal.PlainDateTime.from(new Date(at * 60_000).toISOString().slice(0, 19));
        expect(zone.instantOf(at * 60_000)).toBe(wall.toZonedDateTime(name).epochMilliseconds);
      }),
      { numRuns: 400 },
    );
  });

  it('finds every skipped and repeated minute around a change', () => {
    const zone = zoneOf('Australia/Lord_Howe');
    for (const day of ['2026-04-05', '2026-10-04']) {
      for (let minute = 0; minute < 240; minute++) {
        const wall = Temporal.PlainDateTime.from(`${day}T00:00`).add({ minutes: minute });
        expect(zone.instantOf(Date.parse(`${wall.toString()}Z`))).toBe(wall.toZonedDateTime(zone.id).epochMilliseconds);
      }
    }
  });

  it('refuses unknown names and bare offsets', () => {
    for (const name of ['', 'Mars/Olympus', '+02:00', 'Europe_Bucharest', 'constructor', '__proto__'])
      expect(() => zoneOf(name)).toThrow(RangeError);
    expect(zoneOf('utc')).toBe(zoneOf('UTC'));
  });
});
