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
const FREE = { ...REQUIRED, singleSignOnOnly: false, breakGlassId: null };
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

  it('by none that the org has closed', () => {
    const open = (ways: Partial<typeof FREE>) =>
      SIGNED_IN_BY.filter((by) => mayComeIn(by, 'ana', { ...FREE, ...ways }));
    expect(SIGNED_IN_BY.filter((by) => !open({ magicLink: false }).includes(by))).toEqual(['MAGIC_LINK']);
    expect(SIGNED_IN_BY.filter((by) => !open({ password: false }).includes(by))).toEqual([
      'PASSWORD',
      'INVITATION',
      'RESET',
    ]);
  });
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
