import { describe, expect, it } from 'vitest';
import { SIGNED_IN_BY } from './sessions.js';
import { mayComeIn, requirementProblem } from './ways-in.js';

const REQUIRED = {
  password: true,
  magicLink: true,
  singleSignOnOnly: true,
  singleSignOnActive: true,
  breakGlassId: 'keeper',
};
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

it('by the ways that the org has, where it has more than its provider', () => {
  const open = { ...REQUIRED, singleSignOnOnly: false };
  expect(mayComeIn('MAGIC_LINK', 'ana', { ...open, magicLink: false })).toBe(false);
  for (const by of ['PASSWORD', 'RESET', 'INVITATION'] as const)
    expect(mayComeIn(by, 'ana', { ...open, password: false }), by).toBe(false);
  expect(mayComeIn('PASSKEY', 'ana', { ...open, password: false, magicLink: false })).toBe(true);
});

it('is required only when it is on, works, and somebody keeps another way', () => {
  const keeper = { role: 'ADMIN', status: 'ACTIVE', invited: false };
  const good = { active: true, used: true, keeper };
  expect(requirementProblem(good)).toBeNull();
  expect(requirementProblem({ ...good, active: false })).toContain('on first');
  expect(requirementProblem({ ...good, used: false })).toContain('Sign in by it once');
  expect(requirementProblem({ ...good, keeper: null })).toContain('Name the administrator');
  expect(requirementProblem({ ...good, keeper: { ...keeper, role: 'MANAGER' } })).toContain('no active');
  expect(requirementProblem({ ...good, keeper: { ...keeper, status: 'INACTIVE' } })).toContain('no active');
  expect(requirementProblem({ ...good, keeper: { ...keeper, invited: true } })).toContain('no password');
});
