import { describe, expect, it } from 'vitest';
import { judgeKey, KEY_LEASE_MS, KEY_LIFE_MS, type KnownKey } from './judge.js';

const BEGUN = 1_000_000;
const known = (more: Partial<KnownKey> = {}): KnownKey => ({
  createdAtMs: BEGUN,
  leaseUntilMs: BEGUN + KEY_LEASE_MS,
  committed: false,
  answered: false,
  ...more,
});
const [SOON, LATER] = [BEGUN + 1, BEGUN + KEY_LEASE_MS];

describe('a request whose key was sent before', () => {
  it.each([
    ['is told what was answered', known({ committed: true, answered: true }), true, LATER, 'ANSWERED'],
    ['is refused where it is another one', known({ committed: true, answered: true }), false, LATER, 'OTHER_REQUEST'],
    ['waits while the first is under way', known(), true, SOON, 'UNDER_WAY'],
    ['waits while the first is under way and has committed', known({ committed: true }), true, SOON, 'UNDER_WAY'],
    ['is refused as another one while the first is under way', known(), false, SOON, 'OTHER_REQUEST'],
    ['is done where the first came to nothing', known(), true, LATER, 'FREE'],
    ['is done, though it is another one, where the first came to nothing', known(), false, LATER, 'FREE'],
    ['is not done a second time where nobody knows the answer', known({ committed: true }), true, LATER, 'UNKNOWN'],
    ['is another one there, too', known({ committed: true }), false, LATER, 'OTHER_REQUEST'],
  ] as const)('%s', (_, key, isSame, nowMs, verdict) => {
    expect(judgeKey(key, isSame, nowMs)).toBe(verdict);
  });

  it('is the first again after a day, whatever became of that one', () => {
    for (const answered of [true, false])
      for (const isSame of [true, false]) {
        const key = known({ committed: true, answered, leaseUntilMs: BEGUN + 2 * KEY_LIFE_MS });
        expect(judgeKey(key, isSame, BEGUN + KEY_LIFE_MS - 1)).not.toBe('FREE');
        expect(judgeKey(key, isSame, BEGUN + KEY_LIFE_MS)).toBe('FREE');
      }
  });
});
