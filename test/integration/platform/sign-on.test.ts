import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Response } from 'supertest';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSecretBox } from '../../../db/platform/secret-box.js';
import { resealSignOns, signOnPlace } from '../../../db/platform/sign-on-secret.js';
import { apiOptions } from '../../support/api-options.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { OidcProvider } from '../../support/oidc.js';
import { expectProblem, pathsOf } from '../../support/problems.js';

const REDIRECT = `${apiOptions.publicUrl}/sso`;
let provider: OidcProvider;
let api: AdminApi;
let orgId: string;
let admin: Person;
let revision = 0;

const SETTINGS = {
  active: true,
  domains: ['acme.example'],
  trustsEmail: false,
  justInTime: true,
  defaultRole: 'REP' as string | null,
  roleClaim: null as string | null,
  roles: [] as { value: string; role: string }[],
  adminByClaim: false,
  teamClaim: null as string | null,
  teams: [] as { value: string; teamId: string }[],
  required: false,
  breakGlassId: null as string | null,
};

beforeAll(async () => {
  provider = await OidcProvider.start(REDIRECT);
  api = await AdminApi.start('sign_on');
  orgId = await api.addOrg('Acme');
  admin = await api.addPerson(orgId, 'ADMIN', { email: 'chief@acme.example' });
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
});
beforeEach(async () => {
  api.now = null;
  provider.accounts.clear();
  await setUp();
});

const put = (body: object, by = admin, ifMatch: string | null = `"${revision}"`) => {
  const call = api.call('put', '/api/single-sign-on', by.token);
  return (ifMatch === null ? call : call.set('If-Match', ifMatch)).send(body);
};
const bodyOf = (
  more: Partial<typeof SETTINGS> & { issuer?: string; clientId?: string; clientSecret?: string | undefined } = {},
) => ({
  issuer: provider.issuer,
  clientId: provider.clientId,
  clientSecret: provider.clientSecret,
  ...SETTINGS,
  ...more,
});
async function setUp(more: Parameters<typeof bodyOf>[0] = {}): Promise<void> {
  const response = await put(bodyOf(more), admin, revision === 0 ? null : `"${revision}"`);
  expect(response.status, JSON.stringify(response.body)).toBe(200);
  revision = (response.body as { settings: { revision: number } }).settings.revision;
}

interface Begun {
  url: URL;
  cookie: string;
}
async function begin(asking: object = { email: 'ana@acme.example' }): Promise<Begun> {
  const response = await api.call('post', '/api/auth/sso/start').send(asking).expect(200);
  const [cookie] = response.get('Set-Cookie')!;
  expect(cookie).toMatch(/; Path=\/api\/auth\/sso; Max-Age=600; HttpOnly; SameSite=Strict$/);
  return { url: new URL((response.body as { url: string }).url), cookie: cookie!.split(';')[0]! };
}
const finish = (cameBack: URL, cookie: string, more: object = {}) =>
  api
    .call('post', '/api/auth/sso/finish')
    .set('Cookie', cookie)
    .send({
      ...Object.fromEntries([...cameBack.searchParams].filter(([name]) => name !== 'error_description')),
      ...more,
    });

/** A person at the provider signs in, from the first click to the answer. */
async function signIn(login: string, asking?: object): Promise<Response> {
  const { url, cookie } = await begin(asking);
  return finish(await provider.signIn(url.href, login), cookie);
}
async function whoIs(response: Response) {
  expect(response.status, JSON.stringify(response.body)).toBe(200);
  const { accessToken } = response.body as { accessToken: string };
  const me = await api.call('get', '/api/auth/me', accessToken).expect(200);
  return me.body as { id: string; email: string; name: string; role: string; orgId: string };
}
const reasonOf = (response: Response): unknown =>
  (expectProblem(response, 403).error.details as { reason?: string }).reason;
const wrongIn = (response: Response): string[] => pathsOf(expectProblem(response, 400));
const auditOf = async (action: string) =>
  (
    await api.sql.query<{ entity_id: string; after: Record<string, unknown> }>(
      'SELECT entity_id, after FROM audit WHERE org_id = $1 AND action = $2 ORDER BY id DESC LIMIT 5',
      [orgId, action],
    )
  ).rows;
const account = (login: string, more: object = {}): void =>
  void provider.accounts.set(login, {
    email: `${login}@acme.example`,
    email_verified: true,
    name: `${login} by name`,
    ...more,
  });

describe('single sign-on', () => {
  it('makes who is new, and knows them again whatever their e-mail became', async () => {
    account('ana');
    const ana = await whoIs(await signIn('ana'));
    expect(ana).toMatchObject({ email: 'ana@acme.example', name: 'ana by name', role: 'REP', orgId });
    expect((await auditOf('user.created'))[0]).toMatchObject({ entity_id: ana.id, after: { by: 'single sign-on' } });

    account('ana', { email: 'ana.pop@elsewhere.example', email_verified: false });
    expect(await whoIs(await signIn('ana'))).toMatchObject({ id: ana.id, email: 'ana@acme.example' });
    // Without a password, and no invitation that is open.
    expect((await api.call('get', `/api/users/${ana.id}`, admin.token)).body).toMatchObject({ state: 'ACTIVE' });
    const shown = await api.call('get', '/api/single-sign-on', admin.token).expect(200);
    expect(shown.body).toMatchObject({ people: [{ id: ana.id }], settings: { problem: null } });
  });

  it('binds who is there already by a verified e-mail of the organisation, and nobody by another', async () => {
    const dan = await api.addPerson(orgId, 'MANAGER', { email: 'Dan@Acme.example' });
    account('dan', { email_verified: false });
    expect(reasonOf(await signIn('dan'))).toBe('EMAIL_NOT_VERIFIED');
    account('dan', { email_verified: undefined });
    expect(reasonOf(await signIn('dan'))).toBe('EMAIL_NOT_VERIFIED');
    account('dan');
    expect(await whoIs(await signIn('dan'))).toMatchObject({ id: dan.id, role: 'MANAGER' });

    // Somebody else gets the address that was his: at the provider they are another.
    account('dan2', { email: 'dan@acme.example' });
    expect(reasonOf(await signIn('dan2'))).toBe('OTHER_IDENTITY');
    await api.call('delete', `/api/single-sign-on/people/${dan.id}`, admin.token).expect(204);
    expectProblem(await api.call('delete', `/api/single-sign-on/people/${dan.id}`, admin.token), 404);
    expect(await whoIs(await signIn('dan2'))).toMatchObject({ id: dan.id });

    account('eve', { email: 'eve@evil.example' });
    expect(reasonOf(await signIn('eve'))).toBe('DOMAIN');
    expect((await auditOf('auth.sign_on_refused'))[0]).toMatchObject({
      entity_id: orgId,
      after: { reason: 'DOMAIN', domain: 'evil.example' },
    });
    await setUp({ trustsEmail: true });
    account('fay', { email_verified: undefined });
    expect(await whoIs(await signIn('fay'))).toMatchObject({ email: 'fay@acme.example' });
  });

  it('keeps out who was not invited, where nobody is made, and who was deactivated', async () => {
    await setUp({ justInTime: false });
    account('gil');
    expect(reasonOf(await signIn('gil'))).toBe('NOT_INVITED');
    const gil = await api.addPerson(orgId, 'REP', { email: 'gil@acme.example', password: null });
    expect(await whoIs(await signIn('gil'))).toMatchObject({ id: gil.id });
    await api.call('patch', `/api/users/${gil.id}`, admin.token).send({ status: 'INACTIVE' }).expect(200);
    expect(reasonOf(await signIn('gil'))).toBe('INACTIVE');
  });

  it('is one use, in the browser that began it, for ten minutes', async () => {
    account('hal');
    const { url, cookie } = await begin();
    const other = await begin();
    const cameBack = await provider.signIn(url.href, 'hal');
    expectProblem(await finish(cameBack, ''), 401);
    expectProblem(await finish(cameBack, other.cookie), 401);
    expectProblem(await finish(cameBack, cookie, { state: 'another' }), 401);
    // What another browser tried used nothing up; of two at once one gets in.
    const answers = await Promise.all([finish(cameBack, cookie), finish(cameBack, cookie)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expectProblem(await finish(cameBack, cookie), 401);

    const late = await begin();
    const cameLate = await provider.signIn(late.url.href, 'hal');
    api.now = new Date(Date.now() + 11 * 60_000);
    expectProblem(await finish(cameLate, late.cookie), 401);
  });

  it('takes a code once, and none that was meant for another sign-in', async () => {
    account('ivo');
    const first = await begin();
    const cameBack = await provider.signIn(first.url.href, 'ivo');
    await finish(cameBack, first.cookie).expect(200);
    const second = await begin();
    const state = second.url.searchParams.get('state')!;
    expectProblem(await finish(cameBack, second.cookie, { state }), 401);

    // A token with the nonce of another sign-in.
    const third = await begin();
    third.url.searchParams.set('nonce', 'another');
    const withOther = await provider.signIn(third.url.href, 'ivo');
    expect(reasonOf(await finish(withOther, third.cookie))).toBe('TOKEN_NOT_VALID');
    // And with what another browser made of PKCE.
    const fourth = await begin();
    fourth.url.searchParams.set('code_challenge', first.url.searchParams.get('code_challenge')!);
    expectProblem(await finish(await provider.signIn(fourth.url.href, 'ivo'), fourth.cookie), 401);
    // Another provider's answer (RFC 9207).
    const fifth = await begin();
    const mixed = await provider.signIn(fifth.url.href, 'ivo');
    mixed.searchParams.set('iss', 'https://evil.example');
    expect(reasonOf(await finish(mixed, fifth.cookie))).toBe('TOKEN_NOT_VALID');
  });

  it('makes of people what the provider says, and tells it', async () => {
    const team = await api.call('post', '/api/teams', admin.token).send({ name: 'North' }).expect(201);
    const teamId = (team.body as { id: string }).id;
    await setUp({
      roleClaim: 'groups',
      roles: [
        { value: 'chiefs', role: 'ADMIN' },
        { value: 'leads', role: 'MANAGER' },
      ],
      adminByClaim: true,
      teamClaim: 'groups',
      teams: [{ value: 'north', teamId }],
    });
    account('jon', { groups: ['leads', 'north'] });
    const jon = await whoIs(await signIn('jon'));
    expect(jon.role).toBe('MANAGER');
    const teamsOf = async () =>
      ((await api.call('get', `/api/users/${jon.id}`, admin.token).expect(200)).body as { teamIds: string[] }).teamIds;
    expect(await teamsOf()).toEqual([teamId]);

    account('jon', { groups: [] });
    expect(await whoIs(await signIn('jon'))).toMatchObject({ role: 'REP' });
    expect(await teamsOf()).toEqual([]);
    expect((await auditOf('user.changed'))[0]).toMatchObject({
      entity_id: jon.id,
      after: { role: 'REP', teamIds: [], by: 'single sign-on' },
    });
    account('jon', { groups: ['chiefs'] });
    expect(await whoIs(await signIn('jon'))).toMatchObject({ role: 'ADMIN' });

    // The last admin who can sign in otherwise stays one, whatever the provider says.
    account('chief', { groups: [] });
    expect(await whoIs(await signIn('chief'))).toMatchObject({ id: admin.id, role: 'ADMIN' });
  });
});

describe('whose single sign-on it is', () => {
  it('says nothing of who is here: all that leads nowhere is answered alike', async () => {
    const other = await api.addOrg('Other');
    await setUp({ active: false });
    const answers = [
      { email: 'ana@acme.example' },
      { email: 'ana@nobody.example' },
      { email: 'not an e-mail' },
      { organisationId: orgId },
      { organisationId: other },
      { organisationId: newId() },
    ].map(async (asking) => {
      const { error, ...rest } = expectProblem(await api.call('post', '/api/auth/sso/start').send(asking), 404);
      return { ...rest, code: error.code, title: error.human_title };
    });
    for (const answer of await Promise.all(answers)) expect(answer).toEqual(await answers[0]);
    for (const body of [{}, { email: 'a@b.example', organisationId: orgId }, { email: 'a@b.example', next: '/' }])
      expectProblem(await api.call('post', '/api/auth/sso/start').send(body), 400);
    await api.sql.query('DELETE FROM orgs WHERE id = $1', [other]);
  });

  it('is nobody’s who merely types a domain, once there is more than one organisation', async () => {
    let dns: string[] = [];
    const shared = await AdminApi.start('sign_on_domains', {}, undefined, { txtRecords: () => Promise.resolve(dns) });
    try {
      const here = await shared.addOrg('Here');
      const thief = await shared.addOrg('Thief');
      const [chief, crook] = [await shared.addPerson(here, 'ADMIN'), await shared.addPerson(thief, 'ADMIN')];
      const setUpAs = (person: Person) =>
        shared.call('put', '/api/single-sign-on', person.token).send(bodyOf()).expect(200);
      const start = (asking: object) => shared.call('post', '/api/auth/sso/start').send(asking);
      const prove = (person: Person) =>
        shared.call('post', '/api/single-sign-on/prove-domain', person.token).send({ domain: 'Acme.example' });
      const leadsTo = async () => {
        const [cookie] = (await start({ email: 'ana@acme.example' }).expect(200)).get('Set-Cookie')!;
        return cookie!.split(/[=.]/)[1];
      };
      await setUpAs(crook);
      expectProblem(await start({ email: 'ana@acme.example' }), 404);
      await start({ organisationId: thief }).expect(200);
      await setUpAs(chief);
      const shown = await shared.call('get', '/api/single-sign-on', chief.token).expect(200);
      const { domainProof, provesDomains } = shown.body as { domainProof: string; provesDomains: boolean };
      expect({ domainProof, provesDomains }).toEqual({
        domainProof: `pinggo-organisation=${here}`,
        provesDomains: true,
      });

      dns = ['v=spf1 -all', domainProof];
      expect((await prove(crook).expect(200)).body).toEqual({ domain: 'acme.example', provedAt: null });
      expect((await prove(chief).expect(200)).body).toMatchObject({ provedAt: expect.any(String) as unknown });
      expect(await leadsTo()).toBe(here);
      // A domain that was sold: its DNS names the new one, who leads from then on.
      dns = [`pinggo-organisation=${thief}`];
      await prove(crook).expect(200);
      expect(await leadsTo()).toBe(thief);
      await prove(chief).expect(200);
      expect((await shared.call('get', '/api/single-sign-on', chief.token)).body).toMatchObject({
        settings: { domains: [{ domain: 'acme.example', provedAt: null }] },
      });
      expectProblem(
        await shared.call('post', '/api/single-sign-on/prove-domain', chief.token).send({ domain: 'other.example' }),
        404,
      );
    } finally {
      await shared.stop();
    }
  });

  it('knows by an identity nobody of another organisation', async () => {
    account('kim');
    const kim = await whoIs(await signIn('kim'));
    const there = await api.addOrg('There');
    const boss = await api.addPerson(there, 'ADMIN');
    await put(bodyOf({ justInTime: false }), boss, null).expect(200);
    expect(reasonOf(await signIn('kim', { organisationId: there }))).toBe('NOT_INVITED');
    expectProblem(await api.call('delete', `/api/single-sign-on/people/${kim.id}`, boss.token), 404);
    await api.sql.query(`DELETE FROM audit WHERE org_id = $1`, [there]);
    for (const table of ['sign_on_attempts', 'sign_on_domains', 'single_sign_on', 'users'])
      await api.sql.query(`DELETE FROM ${table} WHERE org_id = $1`, [there]);
    await api.sql.query('DELETE FROM orgs WHERE id = $1', [there]);
  });
});

describe('single sign-on that is required', () => {
  it('closes all other ways, but for the one who is named; and none while it is off', async () => {
    const lea = await api.addPerson(orgId, 'ADMIN', { email: 'lea@acme.example' });
    account('lea');
    await whoIs(await signIn('lea'));
    await setUp({ required: true, breakGlassId: admin.id });
    const refused = await api.login(lea.email, lea.password);
    expect(expectProblem(refused, 403).error.code).toBe('SINGLE_SIGN_ON_ONLY');
    expectProblem(await api.login(lea.email, 'wrong'), 401);
    await api.login(admin.email, admin.password).expect(200);
    expect(await whoIs(await signIn('lea'))).toMatchObject({ id: lea.id });

    // The one who keeps a password stays an admin for as long as it is required.
    expectProblem(await api.call('patch', `/api/users/${admin.id}`, lea.token).send({ role: 'REP' }), 409);
    expectProblem(await api.call('patch', `/api/users/${admin.id}`, lea.token).send({ status: 'INACTIVE' }), 409);

    await setUp();
    await api.login(lea.email, lea.password).expect(200);
    await api.call('patch', `/api/users/${lea.id}`, admin.token).send({ status: 'INACTIVE' }).expect(200);
  });

  it('needs to be on, and an admin with a password to be named', async () => {
    const invited = await api.addPerson(orgId, 'ADMIN', { email: 'mia@acme.example', password: null });
    const rep = await api.addPerson(orgId, 'REP');
    account('max');
    await whoIs(await signIn('max'));
    for (const [more, path] of [
      [{ active: false, breakGlassId: admin.id }, 'required'],
      [{ breakGlassId: null }, 'breakGlassId'],
      [{ breakGlassId: rep.id }, 'breakGlassId'],
      [{ breakGlassId: invited.id }, 'breakGlassId'],
      [{ breakGlassId: newId() }, 'breakGlassId'],
      // Nobody has come in by this one yet.
      [{ clientId: 'another', breakGlassId: admin.id }, 'required'],
    ] as const)
      expect(wrongIn(await put(bodyOf({ ...more, required: true }))), JSON.stringify(more)).toEqual([path]);
  });
});

describe('the settings', () => {
  it('never show the secret, and give it to no other provider than it was given for', async () => {
    const kept = await put(bodyOf({ clientSecret: undefined })).expect(200);
    revision = (kept.body as { settings: { revision: number } }).settings.revision;
    expect(JSON.stringify(kept.body)).not.toContain(provider.clientSecret);
    const rows = await api.sql.query<{ all: string }>('SELECT row_to_json(s)::text AS all FROM single_sign_on s');
    expect(rows.rows[0]!.all).not.toContain(provider.clientSecret);
    expect(JSON.stringify(await auditOf('single_sign_on.changed'))).not.toContain(provider.clientSecret);
    for (const more of [{ issuer: 'https://evil.example' }, { clientId: 'another' }])
      expect(wrongIn(await put({ ...bodyOf({ clientSecret: undefined }), ...more }))).toEqual(['clientSecret']);
    const seen: string[] = [];
    const evil = createServer((req, res) => {
      seen.push(JSON.stringify(req.headers));
      req.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
      const issuer = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
      res.setHeader('content-type', 'application/json');
      res.end(
        JSON.stringify({
          issuer,
          authorization_endpoint: issuer,
          token_endpoint: issuer,
          jwks_uri: issuer,
          keys: [{}],
        }),
      );
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
    const tried = await api
      .call('post', '/api/single-sign-on/try', admin.token)
      .send({ issuer, clientId: provider.clientId })
      .expect(200);
    await new Promise((resolve) => evil.close(resolve));
    expect((tried.body as { steps: object[] }).steps.at(-1)).toEqual({
      step: 'CLIENT',
      outcome: 'UNKNOWN',
      problem: null,
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.join()).not.toContain(encodeURIComponent(provider.clientSecret).replaceAll('%20', '+'));
  });

  it('are sealed anew by another key, at their place', async () => {
    const [old, fresh] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    const sealed = createSecretBox(old).encrypt('a secret', signOnPlace(orgId));
    await api.sql.query('UPDATE single_sign_on SET client_secret = $2 WHERE org_id = $1', [orgId, sealed]);
    expect(await resealSignOns(api.db, createSecretBox(fresh))).toEqual({
      resealed: 0,
      current: 0,
      unreadable: [orgId],
    });
    const both = createSecretBox(`${fresh},${old}`);
    expect(await resealSignOns(api.db, both)).toEqual({ resealed: 1, current: 0, unreadable: [] });
    expect(await resealSignOns(api.db, both)).toEqual({ resealed: 0, current: 1, unreadable: [] });
    const kept = await api.sql.query<{ secret: string }>('SELECT client_secret AS secret FROM single_sign_on');
    expect(createSecretBox(fresh).decrypt(kept.rows[0]!.secret, signOnPlace(orgId))).toBe('a secret');
  });

  it('say what is wrong at its field, and that somebody was faster', async () => {
    expect(
      wrongIn(
        await put(bodyOf({ domains: ['gmail.com', 'acme', 'acme.example'], roles: [{ value: '', role: 'KING' }] })),
      ).sort(),
    ).toEqual(['domains.0', 'domains.1', 'roles.0.role', 'roles.0.value']);
    expect(
      wrongIn(await put(bodyOf({ domains: [], defaultRole: 'ADMIN', teams: [{ value: 'a', teamId: newId() }] }))),
    ).toEqual(['domains', 'defaultRole', 'teamClaim']);
    expect(wrongIn(await put(bodyOf({ teamClaim: 'g', teams: [{ value: 'a', teamId: newId() }] })))).toEqual([
      'teams.0.teamId',
    ]);
    expect(wrongIn(await put(bodyOf({ issuer: 'https://login.microsoftonline.com/common/v2.0' })))).toEqual(['issuer']);
    expectProblem(await put(bodyOf(), admin, null), 428);
    expectProblem(await put(bodyOf(), admin, '"999"'), 412);
    const answers = await Promise.all([put(bodyOf()), put(bodyOf())]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    revision += 1;
  });

  it('end what was begun with other ones', async () => {
    account('ned');
    const { url, cookie } = await begin();
    const cameBack = await provider.signIn(url.href, 'ned');
    await setUp({ justInTime: false });
    expectProblem(await finish(cameBack, cookie), 401);
  });
});

describe('what a provider fails by', () => {
  const steps = async (more: object) => {
    const body = { issuer: provider.issuer, clientId: provider.clientId, ...more };
    const response = await api.call('post', '/api/single-sign-on/try', admin.token).send(body).expect(200);
    return (response.body as { steps: { step: string; outcome: string; problem: string | null }[] }).steps.map(
      ({ step, outcome, problem }) => `${step} ${problem ?? outcome}`,
    );
  };

  it('is tried step by step', async () => {
    const all = ['REACHED DONE', 'METADATA DONE', 'CLOCK DONE', 'KEYS DONE'];
    expect(await steps({})).toEqual([...all, 'CLIENT DONE']);
    expect(await steps({ clientSecret: 'wrong' })).toEqual([...all, 'CLIENT WRONG_CLIENT']);
    expect(await steps({ clientId: 'nobody', clientSecret: 'wrong' })).toEqual([...all, 'CLIENT WRONG_CLIENT']);
    const unknown = ['CLOCK UNKNOWN', 'KEYS UNKNOWN', 'CLIENT UNKNOWN'];
    expect(await steps({ issuer: `${provider.issuer}/another` })).toEqual([
      'REACHED DONE',
      'METADATA NOT_A_PROVIDER',
      ...unknown,
    ]);
    expect(await steps({ issuer: provider.issuer.replace('127.0.0.1', 'localhost') })).toEqual([
      'REACHED DONE',
      'METADATA ISSUER_DIFFERS',
      ...unknown,
    ]);
    await provider.whileDown(async () => {
      expect(await steps({})).toEqual(['REACHED UNREACHABLE', 'METADATA UNKNOWN', ...unknown]);
    });
  });

  it('is told to a person in plain words, to the admin by what it is; other ways go on', async () => {
    account('ola');
    const cancelled = await begin();
    const state = cancelled.url.searchParams.get('state')!;
    const said = await finish(new URL(REDIRECT), cancelled.cookie, {
      state,
      error: 'access_denied',
      iss: provider.issuer,
    });
    expect(reasonOf(said)).toBe('ACCESS_DENIED');
    const answered = await begin();
    const cameBack = await provider.signIn(answered.url.href, 'ola');
    await provider.whileDown(async () => {
      const down = await finish(cameBack, answered.cookie);
      expect(Number(down.headers['retry-after'])).toBeGreaterThan(0);
      expectProblem(down, 503);
      await api.login(admin.email, admin.password).expect(200);
      expect((await api.call('get', '/api/single-sign-on', admin.token)).body).toMatchObject({
        settings: { problem: 'UNREACHABLE', problemAt: expect.any(String) as unknown },
      });
    });
    await setUp({ clientSecret: 'wrong' });
    const refused = await signIn('ola');
    expect(reasonOf(refused)).toBe('WRONG_CLIENT');
    expect(JSON.stringify(refused.body)).not.toContain('invalid_client');
    expect((await api.call('get', '/api/single-sign-on', admin.token)).body).toMatchObject({
      settings: { problem: 'WRONG_CLIENT' },
    });
    await setUp();
    await whoIs(await signIn('ola'));
    expect((await api.call('get', '/api/single-sign-on', admin.token)).body).toMatchObject({
      settings: { problem: null },
    });
    expect(api.logged.join('')).not.toContain(provider.clientSecret);
  });
});

describe('where an admin’s address may lead', () => {
  it('is the internet only, whatever a name resolves to, and no further by redirects', async () => {
    const seen: string[] = [];
    const inner = createServer((req, res) => {
      seen.push(req.url!);
      res.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    });
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
    const { port } = inner.address() as AddressInfo;
    const guarded = await AdminApi.start('sign_on_guarded', {
      signOn: { innerHosts: ['inner.localhost'], local: false },
    });
    try {
      const org = await guarded.addOrg('Here');
      const chief = await guarded.addPerson(org, 'ADMIN');
      const attempt = (issuer: string) =>
        guarded.call('post', '/api/single-sign-on/try', chief.token).send({ issuer, clientId: 'c', clientSecret: 's' });
      const firstOf = async (issuer: string): Promise<unknown> =>
        ((await attempt(issuer).expect(200)).body as { steps: { problem: string | null }[] }).steps[0]!.problem;
      for (const issuer of [
        `https://127.0.0.1:${port}`,
        `https://localhost:${port}`,
        `https://2130706433:${port}`,
        `https://[::1]:${port}`,
        `https://[::ffff:127.0.0.1]:${port}`,
        `https://0.0.0.0:${port}`,
        'https://169.254.169.254',
        'https://10.0.0.1',
      ])
        expect(await firstOf(issuer), issuer).toBe('NOT_PUBLIC');
      for (const issuer of [`http://127.0.0.1:${port}`, 'file:///etc/passwd', 'http://example.com'])
        expect(wrongIn(await attempt(issuer)), issuer).toEqual(['issuer']);
      expect(seen).toEqual([]);
      // A host of the company's own network is reached, by TLS only.
      expect(await firstOf(`https://inner.localhost:${port}`)).not.toBe('NOT_PUBLIC');
    } finally {
      await guarded.stop();
    }
    // In development a provider may be here, and what it redirects to is not asked.
    const redirected = await api
      .call('post', '/api/single-sign-on/try', admin.token)
      .send({ issuer: `http://127.0.0.1:${port}`, clientId: 'c', clientSecret: 's' });
    expect((redirected.body as { steps: { problem: string }[] }).steps[1]!.problem).toBe('NOT_A_PROVIDER');
    expect(seen).toHaveLength(1);
    await new Promise((resolve) => inner.close(resolve));
  });
});
