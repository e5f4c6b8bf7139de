import { describe, expect, it } from 'vitest';
import { wallWords } from './words.js';
import { zoneOf } from './zone.js';

const bucharest = zoneOf('Europe/Bucharest');
const now = Date.UTC(2026, 11, 8, 7, 30);

describe('an instant in words', () => {
  it.each([
    ['2026-12-08T08:14:59.999Z', '10:14'],
    ['2026-12-08T21:59:00Z', '23:59'],
    // The day of the zone, not of UTC.
    ['2026-12-08T22:00:00Z', 'Wed 9 Dec 00:00'],
    ['2026-12-07T21:59:00Z', 'Mon 7 Dec 23:59'],
    ['2027-01-01T07:00:00Z', 'Fri 1 Jan 2027 09:00'],
    // Summer time.
    ['2026-07-01T07:00:00Z', 'Wed 1 Jul 10:00'],
  ])('%s is %s on the walls of Bucharest', (iso, words) => {
    expect(wallWords(bucharest, Date.parse(iso), now)).toBe(words);
  });
});
