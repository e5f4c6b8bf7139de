import { expect, it } from 'vitest';
import { judgeOccurrence } from './occurrence.js';

const MINUTE = 60_000;

it.each([
  [-1, 'BEFORE_LEAD'],
  [0, 'POSSIBLE'],
  [15 * MINUTE, 'POSSIBLE'],
  [15 * MINUTE + 1, 'IN_FUTURE'],
])('a contact %i ms after the lead, told ten minutes after it: %s', (occurredAtMs, verdict) => {
  expect(judgeOccurrence(occurredAtMs, 0, 10 * MINUTE)).toBe(verdict);
});
