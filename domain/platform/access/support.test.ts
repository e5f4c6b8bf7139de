import { describe, expect, it } from 'vitest';
import { ROLES } from './roles.js';
import { roleMay, supportMay } from './grants.js';
import { PERMISSIONS } from './permissions.js';
import { supportEndsAt, supportState, SUPPORT_LEVELS } from './support.js';

const AT = new Date('2026-11-30T10:00:00Z');
const ENDS = supportEndsAt(AT, 4);
const later = (minutes: number): Date => new Date(AT.getTime() + minutes * 60_000);

describe('a grant of support', () => {
  it.each([
    [{ endsAt: ENDS, endedAt: null, enteredAt: null }, later(1), 'GRANTED'],
    [{ endsAt: ENDS, endedAt: null, enteredAt: later(1) }, later(2), 'ENTERED'],
    [{ endsAt: ENDS, endedAt: null, enteredAt: later(1) }, later(240), 'EXPIRED'],
    [{ endsAt: ENDS, endedAt: later(3), enteredAt: null }, later(4), 'ENDED'],
    // A grant that is over is closed when the next is made.
    [{ endsAt: ENDS, endedAt: ENDS, enteredAt: null }, later(300), 'EXPIRED'],
  ] as const)('%j at %s is %s', (grant, now, state) => {
    expect(supportState(grant, now)).toBe(state);
  });
});

describe('what an operator may do in a support session', () => {
  const may = (level: (typeof SUPPORT_LEVELS)[number]) =>
    PERMISSIONS.filter((permission) => supportMay(level, permission));
  const NOT_THEIRS = ['profile.own', 'factors.own', 'notices.own'];

  it('is, with READ, what an auditor may, but for what is one’s own; and leaving', () => {
    const auditors = PERMISSIONS.filter((permission) => roleMay('AUDITOR', permission));
    expect(may('READ').sort()).toEqual(
      [...auditors.filter((permission) => !NOT_THEIRS.includes(permission)), 'support.leave'].sort(),
    );
  });

  it('is, with ACT, what a manager may besides, but for what is one’s own', () => {
    const managers = PERMISSIONS.filter((permission) => roleMay('MANAGER', permission));
    const own = [...NOT_THEIRS, 'views.save', 'views.share', 'offers.answer'];
    const wanted = new Set([...may('READ'), ...managers.filter((permission) => !own.includes(permission))]);
    expect(may('ACT').sort()).toEqual([...wanted].sort());
  });

  it('makes no keys, people, secrets or other grants, and sees no organisation but this one', () => {
    for (const level of SUPPORT_LEVELS)
      for (const permission of PERMISSIONS.filter((one) => /\.administer$|^tenants\.|^support\.grant$/.test(one)))
        expect(supportMay(level, permission), permission).toBe(false);
    expect(ROLES.filter((role) => roleMay(role, 'support.grant'))).toEqual(['ADMIN']);
  });
});
