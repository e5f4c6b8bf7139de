import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileCalendar } from './calendar.js';
import { ZONES_VERSION, zonesAreOld, zonesReleasedAt } from './zone-data.js';
import { zoneOf } from './zone.js';

/** Seconds since 1970 from which on an offset holds, and the offset in seconds. */
type Change = [atSeconds: number, offsetSeconds: number];

/** Made by Python's zoneinfo (expected.py beside it), which shares neither data nor code with us. */
const expected = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/zones/expected.json', import.meta.url), 'utf8'),
) as { version: string; alike: { zones: string[]; spans: Change[][] }[] };

/** Their clocks change by the moon, by a table that ends in 2037: no rule goes on from there. */
const BY_THE_MOON = ['Asia/Gaza', 'Asia/Hebron'];
const END_OF_TABLES = Date.UTC(2038, 0) / 1_000;

describe('the data of the zones', () => {
  it('is what the law says, in every zone, also in the years for which there are only rules', () => {
    let asked = 0;
    const wrong: string[] = [];
    const check = (name: string, atSeconds: number, offsetSeconds: number): void => {
      if (BY_THE_MOON.includes(name) && atSeconds >= END_OF_TABLES) return;
      asked += 1;
      const got = zoneOf(name).offsetAt(atSeconds * 1_000) / 1_000;
      if (got !== offsetSeconds) wrong.push(`${name} ${new Date(atSeconds * 1_000).toISOString()}: ${got}`);
    };
    for (const { zones, spans } of expected.alike) {
      for (const name of zones) {
        expect(zoneOf(name).id).toBe(name);
        for (const span of spans) {
          for (const [index, [at, offset]] of span.entries()) {
            check(name, at, offset);
            if (index > 0) check(name, at - 1, span[index - 1]![1]);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(5_000);
  });

  it.each([
    ['America/Vancouver', '2026-11-30T16:15'],
    ['America/Edmonton', '2026-11-30T15:15'],
    ['America/Winnipeg', '2026-11-30T14:15'],
    ['Africa/Casablanca', '2026-11-30T09:15'],
    ['America/Havana', '2026-11-30T13:15'],
    ['Europe/Bucharest', '2026-11-30T07:15'],
  ])('makes a deadline of Monday 09:15 in %s', (timeZone, due) => {
    const calendar = compileCalendar({
      timeZone,
      weekly: [{ day: 'MON', from: '09:00', to: '17:00' }],
      holidays: [],
      specialDates: [],
    });
    expect(calendar.add(Date.UTC(2026, 10, 29, 12), 15 * 60_000)).toBe(Date.parse(`${due}Z`));
  });

  it('is not led astray by an instant that there is not', () => {
    const zone = zoneOf('America/Chicago');
    for (const ms of [NaN, Infinity, -Infinity]) zone.offsetAt(ms);
    expect(zone.offsetAt(Date.UTC(2045, 6, 1))).toBe(-5 * 3_600_000);
  });

  it('tells the stretches of one offset, the first from where it is asked', () => {
    const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)];
    expect(zoneOf('Europe/Bucharest').offsetsIn(from, to)).toEqual([
      { fromMs: from, offsetMs: 7_200_000 },
      { fromMs: Date.UTC(2026, 2, 29, 1), offsetMs: 10_800_000 },
      { fromMs: Date.UTC(2026, 9, 25, 1), offsetMs: 7_200_000 },
    ]);
    expect(zoneOf('UTC').offsetsIn(to, to)).toEqual([]);
  });
});

describe('the version of the data', () => {
  it('is the one whose release date and expected clocks are written down', () => {
    // Renewed? docs/runbooks/time-zones.md: two files go with it.
    expect(expected.version).toBe(ZONES_VERSION);
    expect(zonesReleasedAt()).not.toBe(zonesReleasedAt(`${ZONES_VERSION} of an unknown day`));
  });

  it('is old a year after its release', () => {
    const day = 86_400_000;
    expect(zonesAreOld(zonesReleasedAt() + 364 * day)).toBe(false);
    expect(zonesAreOld(zonesReleasedAt() + 367 * day)).toBe(true);
  });

  it('is never called old too early where its day is not known', () => {
    expect(zonesAreOld(Date.UTC(2026, 11, 30), '2025c')).toBe(false);
    expect(zonesAreOld(Date.UTC(2027, 0, 3), '2025c')).toBe(true);
  });
});
