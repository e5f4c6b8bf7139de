import { describe, expect, it } from 'vitest';
import { mayWhileSuspended, roleMay, rolesWith, SCOPES, scopesWith } from './grants.js';
import { PERMISSIONS } from './permissions.js';
import { MANAGING_ROLES, ORG_ROLES, ROLES, ROUTED_ROLES } from './roles.js';

/** What reads and changes nothing of the org; one's own notices are marked as read. */
const READS = /\.read(\.(own|all))?$|^leads\.search$|^(profile|factors|notices)\.own$/;

describe('what roles and keys may do', () => {
  it('has somebody for each permission', () => {
    expect(PERMISSIONS.filter((permission) => rolesWith([permission]).length === 0)).toEqual([]);
    expect(new Set(PERMISSIONS).size).toBe(PERMISSIONS.length);
  });

  it('has an administrator do all that can be done in an org, but for what is of own things only', () => {
    expect(PERMISSIONS.filter((permission) => !roleMay('ADMIN', permission))).toEqual([
      'leads.read.own',
      'time_off.read.own',
      'time_off.plan.own',
      'support.leave',
      'tenants.read',
      'tenants.administer',
    ]);
  });

  it('has an auditor read whatever an administrator reads, and nothing else', () => {
    const read = PERMISSIONS.filter((permission) => roleMay('ADMIN', permission) && READS.test(permission));
    expect(PERMISSIONS.filter((permission) => roleMay('AUDITOR', permission))).toEqual(read);
  });

  it('keeps an operator out of all data of orgs', () => {
    expect(PERMISSIONS.filter((permission) => roleMay('OPERATOR', permission))).toEqual([
      'profile.own',
      'factors.own',
      'notices.own',
      'support.leave',
      'tenants.read',
      'tenants.administer',
    ]);
    expect(ORG_ROLES).not.toContain('OPERATOR');
  });

  it('lets people of a suspended org read whatever they could, and change nothing', () => {
    const read = PERMISSIONS.filter((permission) => READS.test(permission) && !permission.startsWith('tenants.'));
    expect(PERMISSIONS.filter(mayWhileSuspended)).toEqual(read);
  });

  it('gives no key what no person of an org has, and none the people, flows, keys and log', () => {
    for (const permission of PERMISSIONS)
      if (scopesWith([permission]).length > 0) expect(rolesWith([permission]), permission).not.toEqual([]);
    expect(scopesWith(PERMISSIONS)).toEqual([...SCOPES]);
    expect(scopesWith(['people.read', 'flows.read', 'keys.read', 'audit.read', 'leads.search'])).toEqual([]);
  });

  it('routes to, and alerts, only who can do something about it', () => {
    for (const role of [...ROUTED_ROLES, ...MANAGING_ROLES]) expect(roleMay(role, 'leads.write'), role).toBe(true);
    expect(ROLES.filter((role) => !roleMay(role, 'leads.write'))).toEqual(['AUDITOR', 'OPERATOR']);
  });
});
