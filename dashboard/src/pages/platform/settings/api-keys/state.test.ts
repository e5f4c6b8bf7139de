import { expect, it } from 'vitest';
import { stateOf } from './state';

const now = Date.parse('2026-12-01T00:00:00.000Z');
it.each([
  ['ACTIVE', null, null],
  ['ACTIVE', '2026-12-16T00:00:00.000Z', null],
  ['SOON', '2026-12-15T00:00:00.000Z', null],
  ['EXPIRED', '2026-12-01T00:00:00.000Z', null],
  ['REVOKED', '2027-12-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
] as const)('a key is %s', (state, expireAt, revokedAt) => expect(stateOf({ expireAt, revokedAt }, now)).toBe(state));
