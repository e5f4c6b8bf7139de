import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Response } from 'supertest';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { v7 as newId } from 'uuid';
import { admit } from '../../../api/platform/admit.js';
import type { PlatformDeps } from '../../../api/platform/deps.js';
import { factorPlace, resealFactors } from '../../../db/platform/factor-secrets.js';
import { createSecretBox } from '../../../db/platform/secret-box.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { Authenticator } from '../../support/authenticator.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';

const DAY_MS = 24 * 60 * 60_000;
const ORIGIN = 'http://localhost:3000';
const OWN_PAGE = { 'X-Pinggo-Session': 'cookie', Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' };
const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

let api: AdminApi;
let admin: Person;
let manager: Person;
let rep: Person;
let stranger: Person;

beforeAll(async () => {
  ({ api, admin, manager, rep, stranger } = await openWithEverybody('sessions'));
});
afterEach(() => {
  api.now = null;
});
afterAll(() => api.stop());

const pass = (ms: number): void => void (api.now = new Date((api.now?.getTime() ?? Date.now()) + ms));
const auditOf = async (action: string, userId: string): Promise<unknown[]> =>
  (
    await api.sql.query<{ after: unknown }>(
      `SELECT after FROM audit WHERE action = $1 AND (entity_id = $2 OR after->>'userId' = $2 OR before->>'userId' = $2 OR actor_id = $2) ORDER BY id`,
      [action, userId],
    )
  ).rows;
const rules = (person: Person, signIn: object) =>
  api.sql.query('UPDATE orgs SET sign_in = $2 WHERE id = $1', [person.orgId, JSON.stringify(signIn)]);

describe('a session in a cookie', () => {
  const cookieOf = (response: Response): string => {
    const found = [response.headers['set-cookie'] ?? []].flat().find((one) => one.startsWith('pinggo_session='));
    return found?.split(';')[0] ?? '';
  };
  const logIn = (person: Person, headers: Record<string, string> = OWN_PAGE) =>
    api.login(person.email, person.password).set(headers);
  const refresh = (cookie: string, headers: Record<string, string> = OWN_PAGE) =>
    api.call('post', '/api/auth/refresh').set(headers).set('Cookie', cookie).send({});
  const logOut = (cookie: string, headers: Record<string, string> = OWN_PAGE) =>
    api.call('post', '/api/auth/logout').set(headers).set('Cookie', cookie).send({});

  it('is not in the answer, and no script and no other site has it', async () => {
    const response = await logIn(rep).expect(200);
    expect(Object.keys(response.body as object).sort()).toEqual(['accessToken', 'expiresIn']);
    const set = [response.headers['set-cookie'] ?? []].flat().find((one) => one.startsWith('pinggo_session='));
    expect(set).toMatch(/^pinggo_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    const next = await refresh(cookieOf(response)).expect(200);
    expect(next.body).not.toHaveProperty('refreshToken');
    expect(cookieOf(next)).not.toBe(cookieOf(response));
    const { accessToken } = next.body as { accessToken: string };
    await api.call('get', '/api/auth/me', accessToken).expect(200);
    const out = await logOut(cookieOf(next)).expect(204);
    expect([out.headers['set-cookie']].flat()[0]).toMatch(/^pinggo_session=; Path=\/; Max-Age=0/);
    expectProblem(await api.call('get', '/api/auth/me', accessToken), 401);
    expectProblem(await refresh(cookieOf(next)), 401);
  });

  it.each([
    ['a page of another site', { 'X-Pinggo-Session': 'cookie', Origin: 'https://evil.example' }],
    [
      'one that an older browser shows',
      { ...OWN_PAGE, Origin: 'https://localhost.evil.example', 'Sec-Fetch-Site': 'cross-site' },
    ],
    ['another host of the same site', { ...OWN_PAGE, 'Sec-Fetch-Site': 'same-site' }],
    ['an address that somebody typed', { 'X-Pinggo-Session': 'cookie', 'Sec-Fetch-Site': 'none' }],
    ['a document without an origin', { 'X-Pinggo-Session': 'cookie', Origin: 'null' }],
    ['nobody who says where from', { 'X-Pinggo-Session': 'cookie' }],
  ])('is neither begun, renewed nor ended by %s', async (_who, headers) => {
    const cookie = cookieOf(await logIn(rep).expect(200));
    expectProblem(await refresh(cookie, headers), 403);
    expectProblem(await logOut(cookie, headers), 403);
    expectProblem(await logIn(rep, headers), 403);
    await refresh(cookie).expect(200);
  });

  it('is not taken from a form, which can set no header', async () => {
    const cookie = cookieOf(await logIn(rep).expect(200));
    const form = { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' };
    expect(pathsOf(expectProblem(await refresh(cookie, form), 400))).toEqual(['refreshToken']);
    expect(pathsOf(expectProblem(await logOut(cookie, form), 400))).toEqual(['refreshToken']);
    const sent = api.call('post', '/api/auth/logout').set(OWN_PAGE).set('Cookie', cookie).type('form').send('a=b');
    expectProblem(await sent, 415);
    await refresh(cookie).expect(200);
  });

  it('goes on where the answer was lost, and ends where a used one comes again', async () => {
    const cookie = cookieOf(await logIn(rep).expect(200));
    const exchange = { ...OWN_PAGE, 'Idempotency-Key': newId() };
    await refresh(cookie, exchange).expect(200);
    const heard = cookieOf(await refresh(cookie, exchange).expect(200));
    await refresh(heard).expect(200);
    expectProblem(await refresh(heard), 401);
  });

  it('takes up the token that a page of the version before kept itself', async () => {
    const { refreshToken } = await api.session(rep);
    const moved = await api.call('post', '/api/auth/refresh').set(OWN_PAGE).send({ refreshToken }).expect(200);
    expect(moved.body).not.toHaveProperty('refreshToken');
    await refresh(cookieOf(moved)).expect(200);
  });

  it('takes the place of the one that the browser had', async () => {
    const first = cookieOf(await logIn(rep).expect(200));
    await logIn(manager, { ...OWN_PAGE, Cookie: first }).expect(200);
    expectProblem(await refresh(first), 401);
  });
});

describe('where somebody is signed in', () => {
  interface Shown {
    id: string;
    isThis: boolean;
    browser: string | null;
    system: string | null;
    address: string | null;
    signedInBy: string | null;
    endsAt: string;
  }
  const sessionsOf = async (token: string): Promise<Shown[]> =>
    ((await api.call('get', '/api/me/sessions', token).expect(200)).body as { items: Shown[] }).items;

  it('is told with device, place and end, and ends one by one or all at once', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP');
    const here = await api.session(ana);
    await api.login(ana.email, ana.password).set('User-Agent', PHONE).expect(200);
    const others = [await api.session(ana), await api.session(ana)];
    const shown = await sessionsOf(here.token);
    expect(shown).toHaveLength(4);
    const phone = shown.find(({ system }) => system === 'Android')!;
    expect(phone).toMatchObject({ browser: 'Chrome', isThis: false, signedInBy: 'PASSWORD' });
    expect(phone.address).toMatch(/127\.0\.0\.1|::1/);
    expect(Date.parse(phone.endsAt) - Date.now()).toBeGreaterThan(89 * DAY_MS);
    expect(shown.filter(({ isThis }) => isThis)).toHaveLength(1);

    await api.call('delete', `/api/me/sessions/${phone.id}`, here.token).expect(204);
    await api.call('delete', `/api/me/sessions/${phone.id}`, here.token).expect(204);
    expect(await auditOf('session.ended', ana.id)).toHaveLength(1);
    expect((await sessionsOf(here.token)).map(({ id }) => id)).not.toContain(phone.id);
    const ended = await api.call('delete', '/api/me/sessions', here.token).expect(200);
    expect(ended.body).toEqual({ ended: 2 });
    for (const { token, refreshToken } of others) {
      expectProblem(await api.call('get', '/api/auth/me', token), 401);
      expectProblem(await api.call('post', '/api/auth/refresh').send({ refreshToken }), 401);
    }
    await api.call('get', '/api/auth/me', here.token).expect(200);
    expect(api.logged.join('\n')).not.toMatch(/Pixel 8/);
  });

  it('is nobody else’s to see or end', async () => {
    const theirs = await api.session(rep);
    const [shown] = await sessionsOf(theirs.token);
    const { token } = await api.session(manager);
    const foreign = await api.session(stranger);
    for (const one of [token, foreign.token])
      expectProblem(await api.call('delete', `/api/me/sessions/${shown!.id}`, one), 404);
    await api.call('get', '/api/auth/me', theirs.token).expect(200);
  });

  it('is ended by an administrator, who sees no address', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP');
    const { token } = await api.session(ana);
    const seen = await api.call('get', `/api/users/${ana.id}/sign-in`, admin.token).expect(200);
    expect(seen.body).toMatchObject({ factors: { totp: false, passkeys: 0 }, sessions: [{ signedInBy: 'PASSWORD' }] });
    expect(JSON.stringify(seen.body)).not.toMatch(/address/);
    const ended = await api.call('delete', `/api/users/${ana.id}/sessions`, admin.token).expect(200);
    expect(ended.body).toEqual({ ended: 1 });
    expectProblem(await api.call('get', '/api/auth/me', token), 401);
    expect(await auditOf('session.all_ended', ana.id)).toHaveLength(1);
  });

  it('ends when it was not used for so long, and when its life is over, as the org says', async () => {
    const ana = await api.addPerson(stranger.orgId, 'REP');
    const refresh = async (refreshToken: string) => {
      const response = await api.call('post', '/api/auth/refresh').send({ refreshToken });
      return { status: response.status, token: (response.body as { refreshToken?: string }).refreshToken ?? '' };
    };
    const idle = await api.session(ana);
    pass(30 * DAY_MS);
    expect(await refresh(idle.refreshToken)).toMatchObject({ status: 401 });

    api.now = null;
    let { token: used } = await refresh((await api.session(ana)).refreshToken);
    for (const _ of [1, 2, 3, 4]) {
      pass(20 * DAY_MS);
      const next = await refresh(used);
      expect(next.status).toBe(200);
      used = next.token;
    }
    pass(10 * DAY_MS);
    expect(await refresh(used)).toMatchObject({ status: 401 });

    api.now = null;
    await rules(ana, { sessionLifeDays: 2, sessionIdleDays: 1 });
    const short = await api.session(ana);
    // The access token of the last quarter of an hour ends with it.
    pass(2 * DAY_MS - 60_000);
    const { rows } = await api.sql.query<{ id: string }>(
      'SELECT id FROM sessions WHERE user_id = $1 ORDER BY created_at DESC LIMIT 1',
      [ana.id],
    );
    const last = await api.tokens.sign({ sub: ana.id, org: ana.orgId, role: 'REP', name: 'x', sid: rows[0]!.id });
    await api.call('get', '/api/auth/me', last).expect(200);
    pass(120_000);
    expectProblem(await api.call('get', '/api/auth/me', last), 401);
    expect(await refresh(short.refreshToken)).toMatchObject({ status: 401 });
    await rules(ana, {});
  });

  it('goes on where the version before began it', async () => {
    const { token, refreshToken } = await api.session(rep);
    await api.sql.query('DELETE FROM sessions WHERE user_id = $1', [rep.id]);
    await api.call('get', '/api/auth/me', token).expect(200);
    await api.call('post', '/api/auth/refresh').send({ refreshToken }).expect(200);
    const [shown] = await sessionsOf(token);
    expect(shown).toMatchObject({ isThis: true, signedInBy: null });
  });
});

/** Somebody with an app that makes codes. */
class Phone {
  constructor(private readonly secret: string) {}
  /** @param steps of half a minute from now */
  code(steps = 0): string {
    const now = (api.now ?? new Date()).getTime() + steps * 30_000;
    return new TOTP({ secret: Secret.fromBase32(this.secret) }).generate({ timestamp: now });
  }
}

interface Asked {
  challenge: string;
  ways: string[];
  passkey: { challenge: string } | null;
}

const post = (path: string, token: string, body: object = {}) => api.call('post', path, token).send(body);
const factor = (body: object) => api.call('post', '/api/auth/factor').send(body);
const half = async (person: Person): Promise<Asked> =>
  (await api.login(person.email, person.password).expect(200)).body as Asked;

/** Lets somebody sign in and set up an app for codes. */
async function withTotp(orgId: string, role: Person['role'] = 'REP') {
  const person = await api.addPerson(orgId, role);
  const { token } = await api.session(person);
  const setup = (await post('/api/me/factors/totp', token).expect(200)).body as { secret: string; uri: string };
  const phone = new Phone(setup.secret);
  const confirmed = await post('/api/me/factors/totp/confirm', token, { code: phone.code() }).expect(200);
  const { recoveryCodes } = confirmed.body as { recoveryCodes: string[] };
  // A step counts once: the next is another's.
  pass(60_000);
  return { person, token, phone, setup, recoveryCodes };
}

/** Gives somebody a passkey. */
async function addPasskey(token: string, device: Authenticator, name = 'My laptop') {
  const begun = (await post('/api/me/factors/passkeys/options', token).expect(200)).body as {
    challenge: string;
    options: { challenge: string };
  };
  return post('/api/me/factors/passkeys', token, {
    challenge: begun.challenge,
    name,
    passkey: device.make(begun.options),
  });
}

describe('an app that makes codes', () => {
  it('counts once it is confirmed, and is kept sealed', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP');
    const { token } = await api.session(ana);
    const { secret, uri } = (await post('/api/me/factors/totp', token).expect(200)).body as Record<string, string>;
    expect(uri).toMatch(/^otpauth:\/\/totp\/Pinggo%20Here:rep-.*secret=/);
    expect(await api.login(ana.email, ana.password)).toMatchObject({
      body: { accessToken: expect.anything() as string },
    });
    const wrong = await post('/api/me/factors/totp/confirm', token, { code: '000000' });
    expect(pathsOf(expectProblem(wrong, 400))).toEqual(['code']);
    await post('/api/me/factors/totp/confirm', token, { code: new Phone(secret!).code() }).expect(200);
    const { ways } = await half(ana);
    expect(ways).toEqual(['TOTP', 'RECOVERY_CODE']);
    const { rows } = await api.sql.query<{ all: string }>(
      'SELECT (SELECT json_agg(f)::text FROM factors f) || (SELECT json_agg(r)::text FROM recovery_codes r) AS all',
    );
    expect(rows[0]!.all).not.toContain(secret);
    expect(await auditOf('factor.added', ana.id)).toEqual([{ after: { kind: 'TOTP', name: '', userId: ana.id } }]);
    expectProblem(await post('/api/me/factors/totp', token), 409);
  });

  it('opens the second step of a log-in, by each code once, also at the same instant', async () => {
    const { person, phone } = await withTotp(admin.orgId);
    const [first, second] = [await half(person), await half(person)];
    const code = phone.code();
    const answers = await Promise.all([
      factor({ challenge: first.challenge, code }),
      factor({ challenge: second.challenge, code }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    // Nor one of a step before.
    expect(
      expectProblem(await factor({ challenge: (await half(person)).challenge, code: phone.code(-1) }), 401).error.code,
    ).toBe('FACTOR_REFUSED');
    pass(30_000);
    const third = await half(person);
    const inAt = await factor({ challenge: third.challenge, code: phone.code() }).expect(200);
    const { accessToken } = inAt.body as { accessToken: string };
    const shown = await api.call('get', '/api/me/sessions', accessToken).expect(200);
    expect((shown.body as { items: object[] }).items[0]).toMatchObject({ signedInBy: 'PASSWORD', factor: 'TOTP' });
    // What was answered is answered.
    pass(30_000);
    expect(expectProblem(await factor({ challenge: third.challenge, code: phone.code() }), 401).error.code).toBe(
      'SIGN_IN_ENDED',
    );
  });

  it('takes a code of a clock that is wrong by half a minute, and of no other', async () => {
    const { person, phone } = await withTotp(admin.orgId);
    pass(10 * 60_000);
    for (const steps of [-3, 3])
      expectProblem(await factor({ challenge: (await half(person)).challenge, code: phone.code(steps) }), 401);
    await factor({ challenge: (await half(person)).challenge, code: phone.code(-1) }).expect(200);
    await factor({ challenge: (await half(person)).challenge, code: phone.code(1) }).expect(200);
  });

  it('ends a half sign-in after five wrong answers, or five minutes, and is no session before', async () => {
    const { person, phone } = await withTotp(admin.orgId);
    const tried = await half(person);
    for (const _ of [1, 2, 3, 4, 5]) expectProblem(await factor({ challenge: tried.challenge, code: '000000' }), 401);
    expect(expectProblem(await factor({ challenge: tried.challenge, code: phone.code() }), 401).error.code).toBe(
      'SIGN_IN_ENDED',
    );
    expect(await auditOf('auth.factor_failed', person.id)).toHaveLength(5);
    const late = await half(person);
    expectProblem(await api.call('get', '/api/auth/me', late.challenge), 401);
    pass(5 * 60_000);
    expectProblem(await factor({ challenge: late.challenge, code: phone.code() }), 401);
    for (const challenge of ['x', `${stranger.orgId}.${late.challenge.split('.')[1]}`, `${late.challenge}.x`])
      expectProblem(await factor({ challenge, code: phone.code() }), 401);
    expectProblem(await factor({ challenge: late.challenge }), 400);
    expectProblem(await factor({ challenge: late.challenge, code: '123456', recoveryCode: 'x' }), 400);
  });

  it('is asked for whichever way somebody came', async () => {
    const { person } = await withTotp(admin.orgId);
    for (const by of ['MAGIC_LINK', 'SINGLE_SIGN_ON', 'RESET', 'INVITATION'] as const) {
      const deps = { db: api.db, clock: () => api.now ?? new Date(), options: { publicUrl: ORIGIN } } as PlatformDeps;
      const req = { get: () => undefined } as unknown as Parameters<typeof admit>[3]['req'];
      const admitted = await admit(deps, { ...person, name: 'x' }, by, { req, traceId: 'a'.repeat(32) });
      expect(admitted?.body, by).toHaveProperty('challenge');
    }
  });

  it('goes on when the key that seals its secret is changed', async () => {
    const { person, phone } = await withTotp(admin.orgId);
    const { rows } = await api.sql.query<{ orgId: string; id: string; secret: string }>(
      `SELECT org_id AS "orgId", id, secret FROM factors WHERE user_id = $1`,
      [person.id],
    );
    const [factorRow] = rows as [{ orgId: string; id: string; secret: string }];
    const place = factorPlace(factorRow.orgId, factorRow.id);
    // Sealed by an old key, as it was before the change.
    const [old, now] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    const sealed = createSecretBox(old).encrypt(api.secrets.decrypt(factorRow.secret, place), place);
    await api.sql.query('UPDATE factors SET secret = $2 WHERE id = $1', [factorRow.id, sealed]);
    await resealFactors(api.db, createSecretBox(`${now},${old}`));
    const after = await api.sql.query<{ secret: string }>('SELECT secret FROM factors WHERE id = $1', [factorRow.id]);
    expect(createSecretBox(now).decrypt(after.rows[0]!.secret, place)).toBe(
      api.secrets.decrypt(factorRow.secret, place),
    );
    expect(() => createSecretBox(now).decrypt(after.rows[0]!.secret, 'another place')).toThrow();
    await api.sql.query('UPDATE factors SET secret = $2 WHERE id = $1', [factorRow.id, factorRow.secret]);
    await factor({ challenge: (await half(person)).challenge, code: phone.code() }).expect(200);
  });

  it('has the secrets of its person only', async () => {
    const { person } = await withTotp(admin.orgId);
    const { phone: another } = await withTotp(admin.orgId);
    expectProblem(await factor({ challenge: (await half(person)).challenge, code: another.code() }), 401);
  });
});

describe('a recovery code', () => {
  it('counts once, also at the same instant, however it is typed, and for nobody else', async () => {
    const { person, recoveryCodes } = await withTotp(admin.orgId);
    const { person: other } = await withTotp(admin.orgId);
    expect(new Set(recoveryCodes).size).toBe(10);
    const [code, next] = recoveryCodes as [string, string];
    expectProblem(await factor({ challenge: (await half(other)).challenge, recoveryCode: code }), 401);
    const [one, two] = [await half(person), await half(person)];
    const answers = await Promise.all(
      [one, two].map(({ challenge }) => factor({ challenge, recoveryCode: code.toLowerCase().replaceAll('-', ' ') })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(await auditOf('auth.recovery_code_used', person.id)).toHaveLength(1);
    await factor({ challenge: (await half(person)).challenge, recoveryCode: next }).expect(200);
  });

  it('is made anew, and the ones before count for nothing then', async () => {
    const { person, token, recoveryCodes } = await withTotp(admin.orgId);
    const made = await post('/api/me/factors/recovery-codes', token).expect(200);
    expect((made.body as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10);
    expectProblem(await factor({ challenge: (await half(person)).challenge, recoveryCode: recoveryCodes[0]! }), 401);
    const left = await api.call('get', '/api/me/factors', token).expect(200);
    expect(left.body).toMatchObject({ recoveryCodesLeft: 10, passkeys: [], hasPassword: true, mustHaveOne: false });
  });
});

describe('a passkey', () => {
  it('signs in by itself, and is a second factor beside a password', async () => {
    const ana = await api.addPerson(admin.orgId, 'MANAGER');
    const { token } = await api.session(ana);
    const device = new Authenticator(ORIGIN);
    const added = await addPasskey(token, device);
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({ passkey: { name: 'My laptop' }, recoveryCodes: expect.any(Array) as string[] });

    const begun = (await api.call('post', '/api/auth/passkey/options').expect(200)).body as {
      challenge: string;
      options: { challenge: string };
    };
    const answer = { challenge: begun.challenge, passkey: device.use(begun.options) };
    const signedIn = await api.call('post', '/api/auth/passkey').send(answer).expect(200);
    const { accessToken } = signedIn.body as { accessToken: string };
    expect((await api.call('get', '/api/auth/me', accessToken).expect(200)).body).toMatchObject({ id: ana.id });
    expectProblem(await api.call('post', '/api/auth/passkey').send(answer), 401);

    const asked = await half(ana);
    expect(asked.ways).toEqual(['PASSKEY', 'RECOVERY_CODE']);
    await factor({ challenge: asked.challenge, passkey: device.use(asked.passkey!) }).expect(200);
  });

  it('is no copy, no answer to something else, no other page’s and none that nobody unlocked', async () => {
    const ana = await api.addPerson(admin.orgId, 'MANAGER');
    const { token } = await api.session(ana);
    const device = new Authenticator(ORIGIN);
    await addPasskey(token, device).then(({ status }) => expect(status).toBe(201));
    device.counter = 40;
    const first = await half(ana);
    await factor({ challenge: first.challenge, passkey: device.use(first.passkey!) }).expect(200);
    device.counter = 12;
    const copied = await half(ana);
    expectProblem(await factor({ challenge: copied.challenge, passkey: device.use(copied.passkey!) }), 401);
    device.counter = 60;
    const other = await half(ana);
    expectProblem(await factor({ challenge: other.challenge, passkey: device.use(first.passkey!) }), 401);
    for (const bad of [new Authenticator('https://evil.example'), new Authenticator(ORIGIN, 0b1)])
      expectProblem(await addPasskey(token, bad), 400);
    // The same one again, as if it were another person's.
    const thief = await api.session(rep);
    expectProblem(await addPasskey(thief.token, device), 409);
  });

  it('is named, and taken away', async () => {
    const ana = await api.addPerson(admin.orgId, 'MANAGER');
    const { token } = await api.session(ana);
    const added: unknown = (await addPasskey(token, new Authenticator(ORIGIN))).body;
    const { id } = (added as { passkey: { id: string } }).passkey;
    expectProblem(await api.call('patch', `/api/me/factors/passkeys/${id}`, rep.token).send({ name: 'Mine' }), 404);
    await api.call('patch', `/api/me/factors/passkeys/${id}`, token).send({ name: 'Phone' }).expect(204);
    expect(await auditOf('factor.renamed', ana.id)).toHaveLength(1);
    const { token: theirs } = await api.session(rep);
    expectProblem(await api.call('delete', `/api/me/factors/passkeys/${id}`, theirs), 404);
    await api.call('delete', `/api/me/factors/passkeys/${id}`, token).expect(204);
    // With the last factor the recovery codes go.
    const left = await api.call('get', '/api/me/factors', token).expect(200);
    expect(left.body).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 });
    expect(await api.login(ana.email, ana.password)).toHaveProperty('body.accessToken');
  });
});

describe('showing once more who one is', () => {
  it('is asked five minutes after the sign-in, before a factor is changed', async () => {
    const { person, token, phone } = await withTotp(admin.orgId);
    pass(5 * 60_000);
    const refused = (response: Response): void => expect(expectProblem(response, 409).error.code).toBe('PROOF_NEEDED');
    refused(await api.call('delete', '/api/me/factors/totp', token));
    refused(await post('/api/me/factors/recovery-codes', token));
    refused(await post('/api/me/factors/passkeys/options', token));
    expectProblem(await post('/api/me/proof', token, { password: 'wrong' }), 401);
    expectProblem(await post('/api/me/proof', token, {}), 400);
    refused(await api.call('delete', '/api/me/factors/totp', token));
    await post('/api/me/proof', token, { code: phone.code() }).expect(200);
    await post('/api/me/factors/recovery-codes', token).expect(200);
    pass(5 * 60_000);
    await post('/api/me/proof', token, { password: person.password }).expect(200);
    await api.call('delete', '/api/me/factors/totp', token).expect(204);
    // Of an access token that names no session nobody knows when.
    refused(await post('/api/me/factors/totp', person.token));
  });

  it('can be done by a passkey', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP');
    const { token } = await api.session(ana);
    expectProblem(await post('/api/me/proof/options', token), 409);
    const device = new Authenticator(ORIGIN);
    await addPasskey(token, device);
    pass(5 * 60_000);
    const asked = (await post('/api/me/proof/options', token).expect(200)).body as {
      challenge: string;
      options: { challenge: string };
    };
    const answer = { challenge: asked.challenge, passkey: device.use(asked.options) };
    await post('/api/me/proof', token, answer).expect(200);
    expectProblem(await post('/api/me/proof', token, answer), 401);
  });
});

describe('an org that asks for a second factor of who administers', () => {
  it('lets an admin set one up, and do nothing else before', async () => {
    const org = await api.addOrg('Careful');
    const boss = await api.addPerson(org, 'ADMIN');
    await rules(boss, { factorForAdmins: true });
    const { token, refreshToken } = await api.session(boss);
    const me = await api.call('get', '/api/auth/me', token).expect(200);
    expect(me.body).toMatchObject({ mustSetUpFactor: true, permissions: ['factors.own'] });
    for (const path of ['/api/leads', '/api/users', '/api/me/sessions', '/api/notifications'])
      expectProblem(await api.call('get', path, token), 403);
    expectProblem(await api.call('patch', '/api/me', token).send({ name: 'x' }), 403);
    const refreshed = await api.call('post', '/api/auth/refresh').send({ refreshToken }).expect(200);
    expectProblem(await api.call('get', '/api/users', (refreshed.body as { accessToken: string }).accessToken), 403);

    const { secret } = (await post('/api/me/factors/totp', token).expect(200)).body as { secret: string };
    await post('/api/me/factors/totp/confirm', token, { code: new Phone(secret).code() }).expect(200);
    await api.call('get', '/api/users', token).expect(200);
    expectProblem(await api.call('delete', '/api/me/factors/totp', token), 409);
    // Who administers nothing is asked for nothing.
    const ana = await api.addPerson(org, 'REP');
    const mine = await api.session(ana);
    expect((await api.call('get', '/api/auth/me', mine.token)).body).toMatchObject({ mustSetUpFactor: false });
  });

  it('resets a factor that was lost: all sessions end, the person is told by mail, and it is written down', async () => {
    const { person, token, phone } = await withTotp(admin.orgId);
    const boss = await api.session(admin);
    pass(5 * 60_000);
    expect(expectProblem(await api.call('delete', `/api/users/${person.id}/factors`, boss.token), 409).error.code).toBe(
      'PROOF_NEEDED',
    );
    await post('/api/me/proof', boss.token, { password: admin.password }).expect(200);
    expectProblem(await api.call('delete', `/api/users/${admin.id}/factors`, boss.token), 409);
    await api.call('delete', `/api/users/${person.id}/factors`, boss.token).expect(204);
    expectProblem(await api.call('get', '/api/auth/me', token), 401);
    expect(await api.login(person.email, person.password)).toHaveProperty('body.accessToken');
    expectProblem(await factor({ challenge: 'x', code: phone.code() }), 401);
    expect(await auditOf('factor.reset', person.id)).toHaveLength(1);
    const { rows: mails } = await api.sql.query('SELECT kind, asked_by FROM access_mails WHERE user_id = $1', [
      person.id,
    ]);
    expect(mails).toEqual([{ kind: 'FACTOR_RESET', asked_by: admin.id }]);
    const told = await api.call('get', '/api/audit?action=factor.reset', admin.token).expect(200);
    expect(JSON.stringify(told.body)).toContain('reset the second factor of REP person');
  });
});

describe('codes that fail', () => {
  it('are held up as log-ins are, and the right password makes them no fewer', async () => {
    const limits = { freePerAccount: 3, freePerAddress: 50, firstWaitMs: 60_000, longestWaitMs: 600_000 };
    const strict = await AdminApi.start('factor_limits', { loginLimits: limits });
    try {
      const org = await strict.addOrg('Here');
      const ana = await strict.addPerson(org, 'REP');
      strict.now = new Date();
      const { token } = await strict.session(ana);
      const begun = await strict.call('post', '/api/me/factors/totp', token).expect(200);
      const { secret } = begun.body as { secret: string };
      const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: strict.now!.getTime() });
      await strict.call('post', '/api/me/factors/totp/confirm', token).send({ code: code() }).expect(200);
      const answer = async (given: string): Promise<Response> => {
        const { challenge } = (await strict.login(ana.email, ana.password).expect(200)).body as Asked;
        return strict.call('post', '/api/auth/factor').send({ challenge, code: given });
      };
      for (const _ of [1, 2, 3]) expectProblem(await answer('000000'), 401);
      strict.now = new Date(strict.now.getTime() + 30_000);
      expect(
        Number(expectProblem(await answer(code()), 429) && (await answer(code())).headers['retry-after']),
      ).toBeGreaterThan(0);
      strict.now = new Date(strict.now.getTime() + 120_000);
      expect((await answer(code())).status).toBe(200);
    } finally {
      await strict.stop();
    }
  });
});

describe('one’s own page', () => {
  it('changes how one is called, spoken to and told times, and is written down', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP');
    const change = (body: object) => api.call('patch', '/api/me', ana.token).send(body);
    const changed = await change({ name: ' Ana  Pop ', language: 'ro', timeZone: 'America/New_York' }).expect(200);
    expect(changed.body).toMatchObject({
      name: 'Ana Pop',
      language: 'ro',
      timeZone: 'America/New_York',
      org: { timeZone: 'Europe/Bucharest', language: 'en' },
    });
    await change({ language: 'ro' }).expect(200);
    expect(await auditOf('user.changed', ana.id)).toEqual([
      { after: { name: 'Ana Pop', language: 'ro', timeZone: 'America/New_York' } },
    ]);
    await change({ timeZone: null }).expect(200);
    for (const [body, path] of [
      [{ name: ' ' }, 'name'],
      [{ language: 'xx' }, 'language'],
      [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
      [{ timeZone: '+02:00' }, 'timeZone'],
      [{ role: 'ADMIN' }, 'role'],
    ] as const)
      expect(pathsOf(expectProblem(await change(body), 400))).toEqual([path]);
  });
});
