import { describe, expect, it } from 'vitest';
import { signInFaults } from './sign-in-guards.js';
import { DEFAULT_SIGN_IN_RULES, type SignInRules } from './sign-in-rules.js';

const fieldsOf = (change: Partial<SignInRules>, { singleSignOn = false, mail = true } = {}): string[] =>
  signInFaults(
    { ...DEFAULT_SIGN_IN_RULES, ...change },
    { singleSignOn, cannotBeRequired: singleSignOn ? null : 'Switch it on.', mail },
  ).map(({ field }) => field);

describe('rules of signing in', () => {
  it.each([
    [{}, []],
    [{ factorForAdmins: true }, []],
    [{ password: false }, []],
    [{ magicLink: false }, []],
    [{ password: false, magicLink: false }, ['password']],
    [{ singleSignOnOnly: true }, ['singleSignOnOnly']],
    [{ password: false, magicLink: false, singleSignOnOnly: true }, ['singleSignOnOnly', 'password']],
    [{ sessionIdleDays: 30, sessionLifeDays: 30 }, []],
    [{ sessionIdleDays: 31, sessionLifeDays: 30 }, ['sessionIdleDays']],
  ] as [Partial<SignInRules>, string[]][])('%j leave somebody out: %j', (change, fields) => {
    expect(fieldsOf(change)).toEqual(fields);
  });

  it('may do without passwords and links where people come in by single sign-on', () => {
    expect(fieldsOf({ password: false, magicLink: false, singleSignOnOnly: true }, { singleSignOn: true })).toEqual([]);
  });

  it('count on no mailed link where no mail is set up', () => {
    expect(fieldsOf({ password: false }, { mail: false })).toEqual(['password']);
    expect(fieldsOf({}, { mail: false })).toEqual([]);
    expect(fieldsOf({ password: false }, { mail: false, singleSignOn: true })).toEqual([]);
  });
});
