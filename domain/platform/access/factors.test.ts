import { describe, expect, it } from 'vitest';
import { answersOf, askedOf, codeWords, foldCode, mayLose } from './factors.js';
import { SIGNED_IN_BY } from './sessions.js';

const NONE = { totp: false, passkeys: 0, recoveryCodes: 0 };
const APP = { totp: true, passkeys: 0, recoveryCodes: 10 };
const KEY = { totp: false, passkeys: 1, recoveryCodes: 0 };

describe('what is asked of somebody who has shown who they are', () => {
  const person = { role: 'REP', factorForAdmins: true } as const;

  it.each(SIGNED_IN_BY.filter((by) => by !== 'PASSKEY'))('by %s: their factor, where they have one', (by) => {
    expect(askedOf(by, APP, person)).toBe('FACTOR');
    expect(askedOf(by, KEY, person)).toBe('FACTOR');
    expect(askedOf(by, NONE, person)).toBe('NOTHING');
  });

  it('by a passkey: nothing, as it is two in one', () => {
    expect(askedOf('PASSKEY', APP, person)).toBe('NOTHING');
  });

  it('of an admin without one: to set one up, where the org says so', () => {
    expect(askedOf('PASSWORD', NONE, { role: 'ADMIN', factorForAdmins: true })).toBe('SET_UP');
    expect(askedOf('PASSWORD', NONE, { role: 'ADMIN', factorForAdmins: false })).toBe('NOTHING');
    expect(askedOf('PASSWORD', NONE, { role: 'OPERATOR', factorForAdmins: true })).toBe('SET_UP');
    expect(askedOf('PASSWORD', APP, { role: 'ADMIN', factorForAdmins: true })).toBe('FACTOR');
  });
});

describe('factors', () => {
  it('are answered by what there is', () => {
    expect(answersOf(NONE)).toEqual([]);
    expect(answersOf({ ...NONE, recoveryCodes: 3 })).toEqual([]);
    expect(answersOf(APP)).toEqual(['TOTP', 'RECOVERY_CODE']);
    expect(answersOf({ ...APP, passkeys: 2, recoveryCodes: 0 })).toEqual(['TOTP', 'PASSKEY']);
  });

  it('can all be taken away, but the last of somebody who must have one', () => {
    expect(mayLose('TOTP', APP, false)).toBe(true);
    expect(mayLose('TOTP', APP, true)).toBe(false);
    expect(mayLose('TOTP', { ...APP, passkeys: 1 }, true)).toBe(true);
    expect(mayLose('PASSKEY', KEY, true)).toBe(false);
    expect(mayLose('PASSKEY', { ...KEY, passkeys: 2 }, true)).toBe(true);
  });
});

describe('a recovery code', () => {
  it('is known however it is typed', () => {
    const code = '7K2M01ABCDEFGHJK';
    expect(codeWords(code)).toBe('7K2M-01AB-CDEF-GHJK');
    for (const typed of [code, codeWords(code), ' 7k2m oiab\tcdef-ghjk ', '7K2M-0LAB-CDEF-GHJK'])
      expect(foldCode(typed)).toBe(code);
  });

  it.each(['', '123456', '7K2M-01AB-CDEF-GHJ', '7K2M-01AB-CDEF-GHJKM', '7K2M-01AB-CDEF-GHJU'])('is not %j', (typed) => {
    expect(foldCode(typed)).toBeNull();
  });
});
