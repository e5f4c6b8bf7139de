import { describe, expect, it } from 'vitest';
import {
  admissionOf,
  domainNameOf,
  domainOf,
  isEverybodys,
  issuerOf,
  issuerProblem,
  signOnRulesProblems,
  valuesOf,
  type KnownPerson,
  type SignOnRules,
} from './sign-on.js';

const RULES: SignOnRules = {
  domains: ['acme.example'],
  trustsEmail: false,
  justInTime: true,
  defaultRole: 'REP',
  roleClaim: null,
  roles: [],
  adminByClaim: false,
  teamClaim: null,
  teams: [],
};
const ANA = { sub: '1', email: 'Ana@Acme.example', email_verified: true, name: 'Ana Pop' };
const person = (more: Partial<KnownPerson> = {}): KnownPerson & { taken: boolean } => ({
  id: 'ana',
  role: 'REP',
  status: 'ACTIVE',
  teamIds: [],
  staysAdmin: false,
  taken: false,
  ...more,
});
const out = (reason: string) => ({ kind: 'OUT', reason });

describe('whom single sign-on lets in', () => {
  it('makes who is new, as the default role, by the name that the provider has', () => {
    expect(admissionOf(RULES, ANA, null, null)).toEqual({
      kind: 'NEW',
      email: 'Ana@Acme.example',
      name: 'Ana Pop',
      role: 'REP',
      teamIds: [],
    });
    expect(admissionOf(RULES, { ...ANA, name: ' ' }, null, null)).toMatchObject({ name: 'Ana' });
    expect(
      admissionOf(RULES, { ...ANA, name: undefined, given_name: 'Ana', family_name: 'Pop' }, null, null),
    ).toMatchObject({ name: 'Ana Pop' });
    expect(admissionOf({ ...RULES, justInTime: false }, ANA, null, null)).toEqual(out('NOT_INVITED'));
    expect(admissionOf({ ...RULES, defaultRole: null }, ANA, null, null)).toEqual(out('NO_ROLE'));
  });

  it('links who has the e-mail here, if the provider verified it and its domain is the org’s', () => {
    expect(admissionOf(RULES, ANA, null, person())).toEqual({ kind: 'KNOWN', id: 'ana', link: true, change: {} });
    for (const claims of [
      { ...ANA, email_verified: false },
      { ...ANA, email_verified: undefined },
      { ...ANA, email_verified: 1 },
    ])
      expect(admissionOf(RULES, claims, null, person())).toEqual(out('EMAIL_NOT_VERIFIED'));
    expect(admissionOf(RULES, { ...ANA, email: 'ana@acme.example.evil.example' }, null, person())).toEqual(
      out('DOMAIN'),
    );
    expect(admissionOf(RULES, { ...ANA, email: '"ana@acme.example"@evil.example' }, null, person())).toEqual(
      out('DOMAIN'),
    );
    expect(admissionOf(RULES, { sub: '1' }, null, person())).toEqual(out('EMAIL_MISSING'));
    expect(admissionOf(RULES, ANA, null, person({ status: 'INACTIVE' }))).toEqual(out('INACTIVE'));
  });

  it('takes silence for verified only where the org says so, and a no never', () => {
    const trusting = { ...RULES, trustsEmail: true };
    expect(admissionOf(trusting, { ...ANA, email_verified: undefined }, null, person())).toMatchObject({
      kind: 'KNOWN',
    });
    expect(admissionOf(trusting, { ...ANA, email_verified: false }, null, person())).toEqual(out('EMAIL_NOT_VERIFIED'));
  });

  it('knows a person again whatever their e-mail became, and does not give a reused e-mail somebody else’s account', () => {
    const moved = { sub: '1', email: 'ana@elsewhere.example', email_verified: false };
    expect(admissionOf(RULES, moved, person(), null)).toEqual({ kind: 'KNOWN', id: 'ana', link: false, change: {} });
    expect(admissionOf(RULES, { ...ANA, sub: '2' }, null, { ...person(), taken: true })).toEqual(out('OTHER_IDENTITY'));
    expect(admissionOf(RULES, moved, person({ status: 'INACTIVE' }), null)).toEqual(out('INACTIVE'));
  });
});

describe('what a claim makes of somebody', () => {
  const mapped: SignOnRules = {
    ...RULES,
    roleClaim: 'groups',
    roles: [
      { value: 'chiefs', role: 'ADMIN' },
      { value: 'leads', role: 'MANAGER' },
    ],
    adminByClaim: true,
    teamClaim: 'groups',
    teams: [
      { value: 'north', teamId: 'team-n' },
      { value: 'south', teamId: 'team-s' },
    ],
  };
  const change = (rules: SignOnRules, groups: unknown, who: Partial<KnownPerson>) => {
    const admission = admissionOf(rules, { ...ANA, groups }, person(who), null);
    return admission.kind === 'KNOWN' ? admission.change : admission;
  };

  it('is the first that fits in the org’s order, else the default, at each sign-in', () => {
    expect(change(mapped, ['leads', 'chiefs'], {})).toEqual({ role: 'ADMIN' });
    expect(change(mapped, 'leads', {})).toEqual({ role: 'MANAGER' });
    expect(change(mapped, [], { role: 'MANAGER' })).toEqual({ role: 'REP' });
    expect(change(mapped, undefined, { role: 'MANAGER' })).toEqual({ role: 'REP' });
    expect(change({ ...mapped, defaultRole: null }, [], { role: 'MANAGER' })).toEqual(out('NO_ROLE'));
    expect(change(RULES, ['leads'], { role: 'MANAGER' })).toEqual({});
  });

  it('makes and unmakes admins only where the org lets it, and never the one who must stay', () => {
    const careful = { ...mapped, adminByClaim: false };
    expect(change(careful, ['chiefs'], {})).toEqual({});
    expect(change(careful, [], { role: 'ADMIN' })).toEqual({});
    expect(change(mapped, [], { role: 'ADMIN' })).toEqual({ role: 'REP' });
    expect(change(mapped, [], { role: 'ADMIN', staysAdmin: true })).toEqual({});
    expect(change({ ...mapped, defaultRole: null }, [], { role: 'ADMIN', staysAdmin: true })).toEqual({});
  });

  it('moves people among the teams that the mapping names, and leaves all others', () => {
    expect(change(mapped, ['north', 'leads'], { role: 'MANAGER', teamIds: ['own', 'team-s'] })).toEqual({
      teamIds: ['own', 'team-n'],
    });
    expect(change(mapped, ['south', 'leads'], { role: 'MANAGER', teamIds: ['team-s'] })).toEqual({});
  });

  it('is found by its name or its place, in whatever shape; nothing else of an object is one', () => {
    expect(valuesOf({ 'https://acme.example/roles': ['a', 1, null, {}] }, 'https://acme.example/roles')).toEqual([
      'a',
      '1',
    ]);
    expect(valuesOf({ realm_access: { roles: ['a'] } }, 'realm_access.roles')).toEqual(['a']);
    expect(valuesOf({ groups: 'a' }, 'groups')).toEqual(['a']);
    for (const name of ['constructor', '__proto__', 'toString.name', 'groups.length', ''])
      expect(valuesOf({ groups: ['a'] }, name)).toEqual([]);
  });
});

describe('domains', () => {
  it.each([
    ['Ana@ACME.example', 'acme.example'],
    ['ana@münchen.example', 'xn--mnchen-3ya.example'],
    ['a@b@acme.example', 'acme.example'],
    ['@acme.example', null],
    ['ana', null],
    ['ana@localhost', null],
    ['ana@10.0.0.1', null],
    ['ana@acme.example:80', null],
    ['ana@acme.example/x', null],
  ])('of %s is %s', (email, domain) => {
    expect(domainOf(email)).toBe(domain);
  });

  it('are typed with or without @, and where anybody gets an address none is a company’s', () => {
    expect(domainNameOf(' @Acme.Example. ')).toBe('acme.example');
    expect(domainNameOf('acme')).toBeNull();
    expect(isEverybodys('gmail.com')).toBe(true);
    expect(isEverybodys('acme.example')).toBe(false);
  });
});

describe('an issuer', () => {
  it.each([
    ['https://login.acme.example', false, null],
    ['https://login.microsoftonline.com/0d4f/v2.0', false, null],
    ['http://127.0.0.1:4000', true, null],
    ['http://login.acme.example', false, 'https://'],
    ['ftp://login.acme.example', true, 'https://'],
    ['https://user:pass@login.acme.example', false, 'user name'],
    ['https://login.acme.example?x=1', false, '?'],
    ['https://login.microsoftonline.com/common/v2.0', false, 'any organisation'],
    ['login', false, 'address'],
  ])('%s (plain: %s): %s', (issuer, plain, words) => {
    const problem = issuerProblem(issuer, plain);
    if (words === null) expect(problem).toBeNull();
    else expect(problem).toContain(words);
  });

  it('is kept without the place of its metadata', () => {
    expect(issuerOf(' https://a.example/realms/x/.well-known/openid-configuration ')).toBe(
      'https://a.example/realms/x',
    );
    expect(issuerOf('https://a.example/')).toBe('https://a.example/');
  });
});

it('says what is wrong with rules, each at its field', () => {
  const wrong: SignOnRules = {
    ...RULES,
    defaultRole: 'ADMIN',
    roles: [
      { value: 'a', role: 'ADMIN' },
      { value: 'a', role: 'REP' },
    ],
    teams: [
      { value: 'a', teamId: 't' },
      { value: 'a', teamId: 't' },
    ],
  };
  expect(signOnRulesProblems(wrong).map(({ path }) => path)).toEqual([
    'defaultRole',
    'roleClaim',
    'teamClaim',
    'roles.0.role',
    'roles.1.value',
    'teams.1.value',
  ]);
  expect(signOnRulesProblems(RULES)).toEqual([]);
});
