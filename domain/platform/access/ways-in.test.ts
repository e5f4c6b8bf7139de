import { describe, expect, it } from 'vitest';
import { SIGNED_IN_BY } from './sessions.js';
import { DEFAULT_SIGN_IN_RULES } from './sign-in-rules.js';
import { mayComeIn, maySignInBy, requirementProblem } from './ways-in.js';

const REQUIRED = { singleSignOnOnly: true, singleSignOnActive: true, breakGlassId: 'keeper' };
const WAYS = SIGNED_IN_BY.filter((by) => by !== 'SINGLE_SIGN_ON' && by !== 'SETUP');

describe('who may come in', () => {
  it('by any way, where single sign-on is not required, or cannot be used', () => {
    for (const by of SIGNED_IN_BY) {
      expect(mayComeIn(by, 'ana', { ...REQUIRED, singleSignOnOnly: false })).toBe(true);
      expect(mayComeIn(by, 'ana', { ...REQUIRED, singleSignOnActive: false })).toBe(true);
    }
  });

  it('by single sign-on only, where it is; but for the one who keeps the other ways', () => {
    for (const by of WAYS) {
      expect(mayComeIn(by, 'ana', REQUIRED), by).toBe(false);
      expect(mayComeIn(by, 'keeper', REQUIRED), by).toBe(true);
      expect(mayComeIn(by, 'ana', { ...REQUIRED, breakGlassId: null }), by).toBe(false);
    }
    expect(mayComeIn('SINGLE_SIGN_ON', 'ana', REQUIRED)).toBe(true);
    expect(mayComeIn('SETUP', 'ana', REQUIRED)).toBe(true);
  });
});

it('is required only when it is on and somebody keeps another way', () => {
  const keeper = { role: 'ADMIN', status: 'ACTIVE', invited: false };
  expect(requirementProblem({ active: true, keeper })).toBeNull();
  expect(requirementProblem({ active: false, keeper })).toContain('on first');
  expect(requirementProblem({ active: true, keeper: null })).toContain('Name the administrator');
  expect(requirementProblem({ active: true, keeper: { ...keeper, role: 'MANAGER' } })).toContain('no active');
  expect(requirementProblem({ active: true, keeper: { ...keeper, status: 'INACTIVE' } })).toContain('no active');
  expect(requirementProblem({ active: true, keeper: { ...keeper, invited: true } })).toContain('no password');
});

it('lets links in where the org has their kind, and nothing but its provider counts for somebody else', () => {
  const open = { ...REQUIRED, singleSignOnOnly: false };
  expect(maySignInBy('MAGIC_LINK', 'ana', DEFAULT_SIGN_IN_RULES, open)).toBe(true);
  expect(maySignInBy('MAGIC_LINK', 'ana', { ...DEFAULT_SIGN_IN_RULES, magicLink: false }, open)).toBe(false);
  expect(maySignInBy('RESET', 'ana', { ...DEFAULT_SIGN_IN_RULES, password: false }, open)).toBe(false);
  expect(maySignInBy('RESET', 'ana', DEFAULT_SIGN_IN_RULES, REQUIRED)).toBe(false);
  expect(maySignInBy('RESET', 'keeper', DEFAULT_SIGN_IN_RULES, REQUIRED)).toBe(true);
});
