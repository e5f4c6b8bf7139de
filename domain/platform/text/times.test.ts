import { expect, it } from 'vitest';
import { withTimesIn } from './times.js';

it.each([
  ['Europe/Bucharest', 'is due 2026-11-23T07:05:00.000Z: why', 'is due Mon 23 Nov 2026 09:05: why'],
  ['America/New_York', 'until 2027-01-01T02:30:15.459Z.', 'until Thu 31 Dec 2026 21:30:15.'],
  // The hour that the clocks skip in spring.
  ['Europe/Bucharest', '2026-03-29T00:59Z, 2026-03-29T01:00Z', 'Sun 29 Mar 2026 02:59, Sun 29 Mar 2026 04:00'],
  [
    'Asia/Kathmandu',
    'two: 2026-06-01T00:00:00Z and 2026-06-01T00:00:01Z',
    'two: Mon 1 Jun 2026 05:45 and Mon 1 Jun 2026 05:45:01',
  ],
  ['UTC', 'no instant: 2026-11-23, 07:05, 2026-99-99T00:00:00Z', 'no instant: 2026-11-23, 07:05, 2026-99-99T00:00:00Z'],
  ['Mars/Olympus', 'no zone: 2026-11-23T07:05:00.000Z', 'no zone: 2026-11-23T07:05:00.000Z'],
  [undefined, 'not known: 2026-11-23T07:05:00.000Z', 'not known: 2026-11-23T07:05:00.000Z'],
])('in %s %s: %s becomes %s', (timeZone, sentence, told) => {
  expect(withTimesIn(timeZone)(sentence)).toBe(told);
});
