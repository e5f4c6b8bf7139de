import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeOccurrence } from './occurrence.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

it.each<[string, number | null, number, string]>([
  ['right then', null, 0, 'POSSIBLE'],
  ['by a clock that is a minute behind', null, -MINUTE, 'POSSIBLE'],
  ['by a rep who called first', null, -2 * 60 * MINUTE, 'POSSIBLE'],
  ['a day before', null, -DAY, 'POSSIBLE'],
  ['more than a day before', null, -DAY - 1, 'BEFORE_LEAD'],
  ['between asking and a late delivery', -120 * MINUTE, -60 * MINUTE, 'POSSIBLE'],
  ['five minutes before the person asked', -120 * MINUTE, -125 * MINUTE, 'POSSIBLE'],
  ['more than five minutes before the person asked', -120 * MINUTE, -125 * MINUTE - 1, 'BEFORE_LEAD'],
  ['before a lead whose sender’s clock is ahead', 60 * MINUTE, -5 * MINUTE, 'POSSIBLE'],
  ['long before a lead whose sender’s clock is ahead', 60 * MINUTE, -5 * MINUTE - 1, 'BEFORE_LEAD'],
  ['five minutes ahead', null, 15 * MINUTE, 'POSSIBLE'],
  ['more than five minutes ahead', null, 15 * MINUTE + 1, 'IN_FUTURE'],
])('a contact %s, told ten minutes after the lead', (_, leadOccurredAtMs, occurredAtMs, verdict) => {
  const lead = { occurredAtMs: leadOccurredAtMs, receivedAtMs: 0 };
  expect(judgeOccurrence(occurredAtMs, lead, 10 * MINUTE)).toBe(verdict);
});

it('is refused as too early only where it is more than five minutes before all that is known of the lead', () => {
  const instant = fc.integer({ min: -3 * DAY, max: DAY });
  fc.assert(
    fc.property(instant, fc.option(instant), (occurredAtMs, leadOccurredAtMs) => {
      const verdict = judgeOccurrence(occurredAtMs, { occurredAtMs: leadOccurredAtMs, receivedAtMs: 0 }, DAY);
      if (verdict === 'BEFORE_LEAD') expect(occurredAtMs).toBeLessThan(Math.min(leadOccurredAtMs ?? 0, 0) - 5 * MINUTE);
    }),
  );
});
