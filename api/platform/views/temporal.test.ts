import { expect, it } from 'vitest';
import { temporalWords } from './temporal.js';

const awaySince = new Date('2026-11-02T08:00:00Z');
const backAt = new Date('2026-11-02T08:10:00Z');
const never = { workers: 2, awaySince: null, backAt: null };

it.each([
  ['is there', true, never, undefined],
  ['is there again', true, { workers: 1, awaySince, backAt }, undefined],
  [
    'is away',
    false,
    { workers: 2, awaySince, backAt: null },
    /^away since 2026-11-02T08:00:00.000Z; deadlines are kept/,
  ],
  ['is back for this API first', true, { workers: 2, awaySince, backAt: null }, /^away since/],
  ['is away, and no worker runs', false, { workers: 0, awaySince: null, backAt: null }, /nobody keeps the deadlines/],
  ['is away for this API only', false, never, /the workers reach it/],
  ['is away with Postgres', false, null, undefined],
])('tells of a Temporal that %s', (_, answers, seen, words) => {
  const told = temporalWords(answers, seen);
  if (words === undefined) expect(told).toBeUndefined();
  else expect(told).toMatch(words);
});
