import { describe, expect, it } from 'vitest';
import type { Scope } from '../../domain/platform/access/grants.js';
import type { Role } from '../../domain/platform/access/roles.js';
import { may, mayCall, mayDo, maySee, permissionsOf, PUBLIC, sightOf, type Caller } from './access.js';

const common = { orgId: 'an org', name: 'Somebody' };
const person = (role: Role): Caller => ({ ...common, kind: 'user', userId: 'somebody', role, scopes: [] });
const key = (...scopes: Scope[]): Caller => ({
  ...common,
  kind: 'api_key',
  keyId: 'a key',
  role: 'INTEGRATION',
  scopes,
});

describe('a caller', () => {
  it('may do what their role has', () => {
    expect(mayDo(person('MANAGER'), 'flows.publish')).toBe(true);
    expect(mayDo(person('REP'), 'flows.publish')).toBe(false);
    expect(mayDo(person('AUDITOR'), 'flows.read')).toBe(true);
    expect(permissionsOf(person('OPERATOR'))).toEqual([
      'profile.own',
      'factors.own',
      'notices.own',
      'support.leave',
      'tenants.read',
      'tenants.administer',
    ]);
  });

  it('who must set up a second factor may do that, and nothing else', () => {
    const admin: Caller = { ...common, kind: 'user', userId: 'somebody', role: 'ADMIN', scopes: [], mustSetUp: true };
    expect(permissionsOf(admin)).toEqual(['factors.own']);
  });

  it('that is an API key may do what any of its scopes has, each once', () => {
    expect(permissionsOf(key())).toEqual([]);
    expect(permissionsOf(key('leads:write', 'leads:read', 'tower:read'))).toEqual([
      'leads.read.all',
      'leads.write',
      'leads.assign',
      'leads.merge',
      'leads.acknowledge',
      'clocks.cancel',
      'offers.answer',
      'live.read',
      'tower.read',
    ]);
  });

  it('may do nothing by a scope that does not exist (any more)', () => {
    expect(permissionsOf(key('leads:delete' as Scope, 'constructor' as Scope))).toEqual([]);
  });

  it('may call a route with one of its permissions', () => {
    const access = may('flows.read', 'audit.read');
    expect(mayCall(access, person('AUDITOR'))).toBe(true);
    expect(mayCall(access, person('REP'))).toBe(false);
    expect(mayCall(PUBLIC, person('OPERATOR'))).toBe(true);
    expect(mayCall(maySee('leads'), person('REP'))).toBe(true);
    expect(mayCall(maySee('leads'), person('MANAGER'))).toBe(true);
    expect(mayCall(maySee('leads'), person('OPERATOR'))).toBe(false);
  });

  it('sees their own, or everybody’s', () => {
    expect(sightOf(person('REP'), 'leads')).toBe('somebody');
    expect(sightOf(person('REP'), 'time_off')).toBe('somebody');
    for (const role of ['MANAGER', 'ADMIN', 'AUDITOR'] as const) {
      expect(sightOf(person(role), 'leads'), role).toBeNull();
      expect(sightOf(person(role), 'time_off'), role).toBeNull();
    }
    expect(sightOf(key('leads:read'), 'leads')).toBeNull();
    // A key owns nothing: without the permission it sees nothing.
    expect(sightOf(key('tower:read'), 'leads')).toBe('a key');
  });
});
