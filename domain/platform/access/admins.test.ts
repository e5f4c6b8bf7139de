import { describe, expect, it } from 'vitest';
import { endsAdmin } from './admins.js';

const admin = { role: 'ADMIN', status: 'ACTIVE', invited: false } as const;

describe('what takes an admin from an org', () => {
  it.each([
    [admin, { status: 'INACTIVE' }, true],
    [admin, { role: 'MANAGER' }, true],
    [{ ...admin, status: 'AWAY' }, { status: 'INACTIVE' }, true],
    [admin, { status: 'AWAY' }, false],
    [admin, { role: 'ADMIN' }, false],
    [admin, {}, false],
    [{ ...admin, status: 'INACTIVE' }, { role: 'REP' }, false],
    [{ ...admin, invited: true }, { status: 'INACTIVE' }, false],
    [{ ...admin, role: 'MANAGER' }, { status: 'INACTIVE' }, false],
    [{ ...admin, role: 'MANAGER' }, { role: 'ADMIN' }, false],
  ] as const)('%j changed by %j: %s', (person, change, ends) => {
    expect(endsAdmin(person, change)).toBe(ends);
  });
});
