import { createHmac } from 'node:crypto';
import type { Response } from 'supertest';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ORG, SCOPES } from '../../../api/http/access.js';
import { problem } from '../../../api/http/contract.js';
import { routes } from '../../../api/routes.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { flowDefinition } from '../../support/world.js';

interface Problem {
  status: number;
  instance: string;
  error: { code: string; details: { trace_id: string; issues: { path: string; message: string }[] } };
}

let api: AdminApi;
let admin: Person;
let manager: Person;
let rep: Person;
let operator: Person;
let stranger: Person;

beforeAll(async () => {
  api = await AdminApi.start('admin_api');
  const org = await api.addOrg('Here');
  const there = await api.addOrg('There');
  await api.addOrg('Platform', PLATFORM_ORG);
  admin = await api.addPerson(org, 'ADMIN');
  manager = await api.addPerson(org, 'MANAGER');
  rep = await api.addPerson(org, 'REP');
  operator = await api.addPerson(PLATFORM_ORG, 'OPERATOR');
  stranger = await api.addPerson(there, 'ADMIN');
});
afterAll(() => api.stop());

/** Checks the one error contract, and gives the problem back. */
function expectProblem(response: Response, status: number): Problem {
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(response.headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
  const body = problem.parse(response.body) as Problem;
  expect(body.status).toBe(status);
  expect(body.error.details.trace_id).toBe(response.headers['x-trace-id']);
  return body;
}

const pathsOf = (body: Problem): string[] => body.error.details.issues.map((issue) => issue.path);

const create = async <T extends object>(
  path: string,
  body: object,
  by: Person = admin,
): Promise<T & { id: string }> => {
  const response = await api.call('post', path, by.token).send(body);
  expect(response.status, JSON.stringify(response.body)).toBe(201);
  return response.body as T & { id: string };
};

const officeHours = {
  name: 'Office',
  timeZone: 'Europe/Bucharest',
  weekly: [{ day: 'MON', from: '09:00', to: '18:00' }],
  holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
  specialDates: [],
};

describe('log-in', () => {
  it('gives tokens that work, and says who is signed in', async () => {
    const body: unknown = (await api.login(manager.email.toUpperCase(), manager.password).expect(200)).body;
    const session = body as { accessToken: string; expiresIn: number };
    expect(session.expiresIn).toBe(900);
    const me = await api.call('get', '/api/auth/me', session.accessToken).expect(200);
    expect(me.body).toMatchObject({ id: manager.id, role: 'MANAGER', orgId: manager.orgId, org: { name: 'Here' } });
    const boss = await api.call('get', '/api/auth/me', operator.token).expect(200);
    expect(boss.body).toMatchObject({ role: 'OPERATOR', orgId: null, org: null });
  });

  it('refuses a wrong password, an unknown person, an open invitation and an inactive person alike', async () => {
    const invited = await api.addPerson(admin.orgId, 'REP', { password: null });
    const inactive = await api.addPerson(admin.orgId, 'REP', { status: 'INACTIVE' });
    const answers = [
      await api.login(manager.email, 'wrong'),
      await api.login('nobody@example.com', 'wrong'),
      await api.login(invited.email, 'correct horse'),
      await api.login(inactive.email, inactive.password),
    ].map((response) => {
      const { error, ...rest } = expectProblem(response, 401);
      return { ...rest, code: error.code, issues: error.details.issues };
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('takes about as long for an unknown e-mail as for a wrong password', async () => {
    const median = async (email: string): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 7; round++) {
        const start = performance.now();
        await api.login(email, 'wrong').expect(401);
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[3]!;
    };
    const [known, unknown] = [await median(manager.email), await median('nobody@example.com')];
    // Without the dummy hash the unknown one would be some ten times as fast.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('finds the org by the password when an e-mail is in two', async () => {
    const email = 'both@example.com';
    const here = await api.addPerson(admin.orgId, 'REP', { email, password: 'password here' });
    const there = await api.addPerson(stranger.orgId, 'REP', { email: 'BOTH@example.com', password: 'password there' });
    for (const person of [here, there]) {
      const body: unknown = (await api.login(email, person.password).expect(200)).body;
      const me = await api.call('get', '/api/auth/me', (body as { accessToken: string }).accessToken).expect(200);
      expect(me.body).toMatchObject({ id: person.id, orgId: person.orgId });
    }
  });

  it('is limited per address and e-mail, with the headers of the contract', async () => {
    const strict = await AdminApi.start('login_limit', { loginLimitPerMinute: 2 });
    try {
      for (let round = 0; round < 2; round++) await strict.login('a@example.com', 'x').expect(401);
      const response = await strict.login('A@example.com', 'x');
      expectProblem(response, 429);
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
      expect(response.headers['ratelimit']).toContain('r=0');
      await strict.login('b@example.com', 'x').expect(401);
    } finally {
      await strict.stop();
    }
  });
});

describe('refresh', () => {
  const refresh = (refreshToken: string) => api.call('post', '/api/auth/refresh').send({ refreshToken });
  const newSession = async (person: Person): Promise<string> =>
    ((await api.login(person.email, person.password).expect(200)).body as { refreshToken: string }).refreshToken;

  it('rotates; a reused token revokes its whole family, and that is committed', async () => {
    const first = await newSession(rep);
    const body: unknown = (await refresh(first).expect(200)).body;
    const second = (body as { refreshToken: string }).refreshToken;
    expect(second).not.toBe(first);
    const other = await newSession(rep);

    expectProblem(await refresh(first), 401);
    expectProblem(await refresh(second), 401);
    await refresh(other).expect(200);
    const { rows } = await api.sql.query("SELECT actor_id FROM audit WHERE action = 'auth.refresh_token_reused'");
    expect(rows).toContainEqual({ actor_id: rep.id });
  });

  it('lets one of two uses at the same instant through, and then none', async () => {
    const token = await newSession(rep);
    const answers = await Promise.all([refresh(token), refresh(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const winner = answers.find(({ status }) => status === 200)!.body as { refreshToken: string };
    await refresh(winner.refreshToken).expect(401);
  });

  describe('with an Idempotency-Key', () => {
    const exchange = async (token: string, key: string): Promise<{ status: number; token: string }> => {
      const answer = await refresh(token).set('Idempotency-Key', key);
      return { status: answer.status, token: (answer.body as { refreshToken?: string }).refreshToken ?? '' };
    };

    it('answers again who lost the answers, as often as it takes', async () => {
      const first = await newSession(rep);
      for (let time = 1; time <= 2; time++) expect(await exchange(first, 'mine')).toMatchObject({ status: 200 });
      const heard = await exchange(first, 'mine');
      const next = await exchange(heard.token, 'next');
      expect(next.status).toBe(200);
      await refresh(next.token).expect(200);
    });

    it('ends the family when both answers are used: one of them is not where it belongs', async () => {
      const first = await newSession(rep);
      const [lost, heard] = [await exchange(first, 'mine'), await exchange(first, 'mine')];
      await refresh(lost.token).expect(401);
      await refresh(heard.token).expect(401);
    });

    it('ends it also when the answer was used already, and when the key is another or none', async () => {
      const first = await newSession(rep);
      const { token: second } = await exchange(first, 'mine');
      const { token: third } = await exchange(second, 'mine');
      expect(await exchange(first, 'mine')).toMatchObject({ status: 401 });
      await refresh(third).expect(401);
      for (const again of [(token: string) => exchange(token, 'other'), (token: string) => refresh(token)]) {
        const token = await newSession(rep);
        const answer = await exchange(token, 'mine');
        expect(await again(token)).toMatchObject({ status: 401 });
        await refresh(answer.token).expect(401);
      }
    });

    it('does not bring back what was signed out', async () => {
      const first = await newSession(rep);
      await exchange(first, 'mine');
      await api.call('post', '/api/auth/logout').send({ refreshToken: first }).expect(204);
      expect(await exchange(first, 'mine')).toMatchObject({ status: 401 });
    });
  });

  it('refuses unknown and expired tokens, and those of a person who was deactivated', async () => {
    expectProblem(await refresh('unknown'), 401);
    const token = await newSession(rep);
    api.now = new Date(Date.now() + 31 * 24 * 3_600_000);
    expectProblem(await refresh(token), 401);
    api.now = null;
    const leaver = await api.addPerson(admin.orgId, 'REP');
    const theirs = await newSession(leaver);
    await api.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [leaver.id]);
    expectProblem(await refresh(theirs), 401);
  });

  it('ends with a log-out, which answers alike for unknown tokens', async () => {
    const token = await newSession(rep);
    await api.call('post', '/api/auth/logout').send({ refreshToken: token }).expect(204);
    expectProblem(await refresh(token), 401);
    await api.call('post', '/api/auth/logout').send({ refreshToken: 'unknown' }).expect(204);
  });

  it('keeps neither tokens nor passwords readable', async () => {
    const token = await newSession(rep);
    const { rows } = await api.sql.query<{ all: string }>(
      'SELECT (SELECT json_agg(t)::text FROM refresh_tokens t) || (SELECT json_agg(u)::text FROM users u) AS all',
    );
    expect(rows[0]!.all).not.toContain(token);
    expect(rows[0]!.all).not.toContain(rep.password);
    expect(rows[0]!.all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});

describe('who may call what', () => {
  const guarded = routes.map(({ contract }) => contract).filter(({ access }) => access.kind === 'roles');
  const concrete = (path: string): string => path.replaceAll(/\{\w+\}/g, () => newId());
  const call = (method: (typeof guarded)[number]['method'], path: string, token?: string) =>
    api
      .call(method, concrete(path), token)
      .set('Content-Type', 'application/json')
      .send(method === 'get' ? undefined : '{}');

  it.each(guarded)('$method $path needs credentials', async ({ method, path }) => {
    const response = await call(method, path);
    expectProblem(response, 401);
    expect(response.headers['www-authenticate']).toMatch(/^Bearer/);
    for (const token of ['nonsense', 'pk_nonsense', `${rep.token.slice(0, -4)}AAAA`]) {
      expectProblem(await call(method, path, token), 401);
    }
  });

  it.each(guarded)(
    '$method $path lets in whom its contract names, and nobody else',
    async ({ method, path, access }) => {
      for (const person of [rep, manager, admin, operator]) {
        const named = access.kind === 'roles' && access.roles.includes(person.role);
        // The live stream never ends by itself; its own tests say who is let in.
        if (named && path.includes('stream')) continue;
        const response = await call(method, path, person.token);
        if (named) expect([401, 403], person.role).not.toContain(response.status);
        else expectProblem(response, 403);
      }
    },
  );

  it('lets API keys in by scope only', async () => {
    for (const scope of SCOPES) {
      const key = await api.addKey(admin, [scope]);
      for (const { method, path, access } of guarded) {
        const allowed = access.kind === 'roles' && (access.scopes ?? []).includes(scope);
        // The live stream never ends by itself.
        if (allowed && path.includes('stream')) continue;
        const response = await call(method, path, key);
        if (allowed) expect([401, 403], `${scope} ${path}`).not.toContain(response.status);
        else expectProblem(response, 403);
      }
    }
  });

  it('shows an API key once, keeps its hash, and stops it when revoked or expired', async () => {
    const made = await create<{ key: string; prefix: string }>('/api/api-keys', {
      name: 'CRM',
      scopes: ['leads:read'],
    });
    expect(made.key).toMatch(/^pk_[\w-]{43}$/);
    const listed = await api.call('get', '/api/api-keys?limit=200', admin.token).expect(200);
    expect(JSON.stringify(listed.body)).not.toContain(made.key);
    expect(JSON.stringify(listed.body)).toContain(made.prefix);
    await api.call('get', '/api/leads', made.key).expect(200);
    await api.call('delete', `/api/api-keys/${made.id}`, admin.token).expect(204);
    await api.call('delete', `/api/api-keys/${made.id}`, admin.token).expect(204);
    expectProblem(await api.call('get', '/api/leads', made.key), 401);

    const past = await api
      .call('post', '/api/api-keys', admin.token)
      .send({ name: 'x', scopes: ['leads:read'], expireAt: '2020-01-01T00:00:00Z' });
    expect(pathsOf(expectProblem(past, 400))).toEqual(['expireAt']);
    const short = await create<{ key: string }>('/api/api-keys', {
      name: 's',
      scopes: ['leads:read'],
      expireAt: '2999-01-01T00:00:00Z',
    });
    await api.sql.query("UPDATE api_keys SET expire_at = now() - interval '1 s' WHERE id = $1", [short.id]);
    expectProblem(await api.call('get', '/api/leads', short.key), 401);
  });
});

describe('another org', () => {
  it('is answered like nothing at all, on every route that names a thing', async () => {
    const calendar = await create('/api/calendars', officeHours);
    const team = await create('/api/teams', { name: 'Secret team' });
    const user = await create('/api/users', { email: 'secret@example.com', name: 'Secret', role: 'REP' });
    const endpoint = await create('/api/endpoints', { name: 'Secret', source: 'web', adapter: 'standard' });
    const flow = await create('/api/flows', { key: 'secret', name: 'Secret', definition: flowDefinition(team.id) });
    const key = await create('/api/api-keys', { name: 'Secret', scopes: ['leads:read'] });
    const ids: Record<string, string> = {
      calendars: calendar.id,
      teams: team.id,
      users: user.id,
      endpoints: endpoint.id,
      flows: flow.id,
      'api-keys': key.id,
    };
    const bare = ({ instance: _instance, error, ...rest }: Problem) => ({
      ...rest,
      error: { ...error, details: error.details.issues },
    });
    /** Of routes that do not take an empty one. */
    const bodies: Record<string, object> = {
      '/api/flows/{id}/rollback': { version: 1 },
      '/api/users/{id}/time-off': { from: '2026-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' },
    };
    let asked = 0;
    for (const { contract } of routes) {
      const id = ids[contract.path.split('/')[2] ?? ''];
      if (id === undefined || !contract.params) continue;
      const body = bodies[contract.path] ?? (contract.method === 'patch' ? { name: 'Mine' } : {});
      const ask = async (value: string) => {
        const path = contract.path.replace('{id}', value).replaceAll(/\{\w+\}/g, newId());
        const test = api.call(contract.method, path, stranger.token);
        return bare(expectProblem(await (contract.method === 'get' ? test : test.send(body)), 404));
      };
      const foreign = await ask(id);
      expect(foreign, contract.path).toEqual(await ask(newId()));
      expect(foreign, contract.path).toEqual(await ask('not-an-id'));
      asked++;
    }
    expect(asked).toBeGreaterThan(12);
    const { rows } = await api.sql.query('SELECT name FROM flows WHERE id = $1', [flow.id]);
    expect(rows).toEqual([{ name: 'Secret' }]);
  });

  it('cannot be listed', async () => {
    for (const path of ['calendars', 'teams', 'users', 'endpoints', 'flows', 'api-keys', 'audit', 'work-items']) {
      const body: unknown = (await api.call('get', `/api/${path}?limit=200`, stranger.token).expect(200)).body;
      expect(JSON.stringify(body)).not.toMatch(/Secret|secret/);
    }
  });

  it('cannot be referred to', async () => {
    const theirs = await create('/api/teams', { name: 'Theirs' }, stranger);
    const calendar = await create('/api/calendars', officeHours, stranger);
    const response = await api.call('post', '/api/users', admin.token).send({
      email: 'x@example.com',
      name: 'X',
      role: 'REP',
      teamIds: [theirs.id],
      calendarId: calendar.id,
    });
    expect(expectProblem(response, 400).error.details.issues).toEqual([
      { path: 'teamIds.0', message: 'There is no such team.' },
      { path: 'calendarId', message: 'There is no such calendar.' },
    ]);
  });
});

describe('people, teams, calendars', () => {
  it('come back as they were made', async () => {
    const calendar = await create('/api/calendars', officeHours);
    expect(calendar).toMatchObject(officeHours);
    expect((await api.call('get', `/api/calendars/${calendar.id}`, manager.token).expect(200)).body).toEqual(calendar);

    const team = await create('/api/teams', { name: 'Sales', managerId: manager.id, calendarId: calendar.id });
    const person = {
      email: 'Ana.Pop@example.com',
      name: 'Ana Pop',
      role: 'REP',
      teamIds: [team.id],
      skills: ['en', 'ro'],
      capacity: 7,
      calendarId: calendar.id,
      status: 'AWAY',
    };
    const user = await create('/api/users', { ...person, password: 'a long password' });
    expect(user).toMatchObject({ ...person, invited: false });
    expect((await api.call('get', `/api/users/${user.id}`, manager.token).expect(200)).body).toEqual(user);
    const found = await api.call('get', `/api/teams/${team.id}`, manager.token).expect(200);
    expect(found.body).toEqual({ ...team, memberCount: 1 });
    await api.login('ana.pop@EXAMPLE.com', 'a long password').expect(200);

    const invited = await create('/api/users', { email: 'bo@example.com', name: 'Bo', role: 'MANAGER' });
    expect(invited).toMatchObject({
      invited: true,
      teamIds: [],
      skills: [],
      capacity: 20,
      calendarId: null,
      status: 'ACTIVE',
    });
  });

  it('have names and e-mails of their own in an org, and may share them between orgs', async () => {
    await create('/api/teams', { name: 'Twice' });
    expectProblem(await api.call('post', '/api/teams', admin.token).send({ name: 'Twice' }), 409);
    await create('/api/teams', { name: 'Twice' }, stranger);
    const user = { email: 'twice@example.com', name: 'T', role: 'REP' };
    await create('/api/users', user);
    const again = { ...user, email: 'TWICE@example.com' };
    expectProblem(await api.call('post', '/api/users', admin.token).send(again), 409);
    await create('/api/users', user, stranger);
  });

  it.each([
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ weekly: [{ day: 'MON', from: '9:00', to: '18:00' }] }, 'weekly.0.from'],
    [{ holidays: [{ date: '2026-02-30', name: 'x' }] }, 'holidays.0.date'],
    [
      {
        specialDates: [
          { date: '2026-12-24', intervals: [] },
          { date: '2026-12-24', intervals: [] },
        ],
      },
      'specialDates.1.date',
    ],
    [{ color: 'red' }, 'color'],
  ])('refuses a calendar with %j at %s', async (change, path) => {
    const response = await api.call('post', '/api/calendars', admin.token).send({ ...officeHours, ...change });
    expect(pathsOf(expectProblem(response, 400))).toEqual([path]);
  });

  it.each([
    [{ role: 'OPERATOR' }, 'role'],
    [{ email: 'not an address' }, 'email'],
    [{ password: 'short' }, 'password'],
    [{ capacity: -1 }, 'capacity'],
    [{ teamIds: ['x'] }, 'teamIds.0'],
    [{ orgId: newId() }, 'orgId'],
    [{ id: newId() }, 'id'],
  ])('refuses a person with %j at %s', async (change, path) => {
    const body = { email: `${newId()}@example.com`, name: 'X', role: 'REP', ...change };
    expect(pathsOf(expectProblem(await api.call('post', '/api/users', admin.token).send(body), 400))).toEqual([path]);
  });

  it('are audited, without secrets and contact data', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const body: unknown = (
      await api
        .call('post', '/api/users', admin.token)
        .set('traceparent', traceparent)
        .send({ email: 'audited@example.com', name: 'Audited', role: 'REP', password: 'a long password' })
        .expect(201)
    ).body;
    const { id } = body as { id: string };
    const audit = await api.call('get', `/api/audit?entityType=user&entityId=${id}`, manager.token).expect(200);
    const { items } = audit.body as { items: unknown[] };
    expect(items).toEqual([
      expect.objectContaining({
        action: 'user.created',
        actor: { type: 'user', id: admin.id, name: 'ADMIN person' },
        entity: { type: 'user', id, name: 'Audited' },
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      }),
    ]);
    expect(JSON.stringify(items)).not.toMatch(/audited@|long password|argon2/);
    for (const filter of [
      'action=team.created',
      `actorId=${manager.id}`,
      'from=2999-01-01T00:00:00Z',
      'to=2000-01-01T00:00:00Z',
    ]) {
      const none = await api.call('get', `/api/audit?entityId=${id}&${filter}`, manager.token).expect(200);
      expect(none.body).toEqual({ items: [], nextCursor: null });
    }
  });
});

describe('lists', () => {
  it.each(['calendars', 'teams', 'users', 'endpoints', 'flows', 'api-keys', 'audit'])(
    '%s gives every row once, page by page',
    async (name) => {
      const all = (await api.call('get', `/api/${name}?limit=200`, admin.token).expect(200)).body as Page;
      expect(all.items.length).toBeGreaterThan(0);
      const seen: unknown[] = [];
      let cursor: string | null = null;
      do {
        const query = cursor === null ? '' : `&cursor=${cursor}`;
        const page = (await api.call('get', `/api/${name}?limit=1${query}`, admin.token).expect(200)).body as Page;
        seen.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null && seen.length <= all.items.length);
      expect(seen).toEqual(all.items);
    },
  );

  it.each(['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'cursor=nonsense', 'other=1'])(
    'refuses ?%s',
    async (query) => {
      expectProblem(await api.call('get', `/api/teams?${query}`, admin.token), 400);
    },
  );

  interface Page {
    items: unknown[];
    nextCursor: string | null;
  }
});

describe('endpoints', () => {
  it('rotate their secrets with an overlap, and revoke them at once', async () => {
    const endpoint = await create<{ secret: string }>('/api/endpoints', {
      name: 'Form',
      source: 'web',
      adapter: 'standard',
    });
    expect(endpoint.secret).toMatch(/^whsec_/);
    expect(Buffer.from(endpoint.secret.slice(6), 'base64')).toHaveLength(32);

    /** Whether a delivery signed with the secret is let in; the body is refused either way. */
    const works = async (secret: string): Promise<boolean> => {
      const [id, at] = [newId(), Math.floor(Date.now() / 1000)];
      const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(`${id}.${at}.{}`)
        .digest('base64');
      const response = await api
        .call('post', `/api/intake/webhook/${endpoint.id}`)
        .set({
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': `${at}`,
          'webhook-signature': `v1,${mac}`,
        })
        .send('{}');
      return response.status !== 401;
    };
    expect(await works(endpoint.secret)).toBe(true);

    const path = `/api/endpoints/${endpoint.id}/secrets`;
    const rotated = await api.call('post', path, admin.token).send({ overlap: 'PT1H' }).expect(201);
    const second = rotated.body as { id: string; secret: string; previousExpireAt: string };
    const overlap = Date.parse(second.previousExpireAt) - Date.now();
    expect(overlap).toBeGreaterThan(3_500_000);
    expect(overlap).toBeLessThanOrEqual(3_600_000);
    expect([await works(endpoint.secret), await works(second.secret)]).toEqual([true, true]);

    const third = (await api.call('post', path, admin.token).send({ overlap: 'PT0S' }).expect(201))
      .body as typeof second;
    expect([await works(endpoint.secret), await works(second.secret), await works(third.secret)]).toEqual([
      false,
      false,
      true,
    ]);
    await api.call('delete', `${path}/${third.id}`, admin.token).expect(204);
    expect(await works(third.secret)).toBe(false);

    const listed = await api.call('get', path, admin.token).expect(200);
    const { items } = listed.body as { items: { active: boolean }[] };
    expect(items.map((item) => item.active)).toEqual([false, false, false]);
    expect(JSON.stringify(items)).not.toMatch(/whsec_|v1\./);

    for (const wrong of ['P31D', '-PT1H', 'soon']) {
      expect(pathsOf(expectProblem(await api.call('post', path, admin.token).send({ overlap: wrong }), 400))).toEqual([
        'overlap',
      ]);
    }
    const day = (await api.call('post', path, admin.token).expect(201)).body as typeof second;
    expect(day.previousExpireAt).toBeNull();
  });

  it('keep their secrets encrypted', async () => {
    const endpoint = await create<{ secret: string }>('/api/endpoints', {
      name: 'E',
      source: 'web',
      adapter: 'standard',
    });
    const { rows } = await api.sql.query<{ ciphertext: string }>(
      'SELECT ciphertext FROM endpoint_secrets WHERE endpoint_id = $1',
      [endpoint.id],
    );
    expect(rows[0]!.ciphertext).not.toContain(endpoint.secret.slice(6, 20));
    expect(api.secrets.decrypt(rows[0]!.ciphertext)).toBe(endpoint.secret);
  });
});

describe('a flow', () => {
  interface Flow {
    id: string;
    revision: number;
    active: boolean;
    publishedVersion: number | null;
    draftChanged: boolean;
  }

  it('lives from draft to versions', async () => {
    const team = await create('/api/teams', { name: 'Flow team' });
    const definition = flowDefinition(team.id);
    const made = await api
      .call('post', '/api/flows', manager.token)
      .send({ key: 'main', name: 'Main', definition })
      .expect(201);
    expect(made.headers['etag']).toBe('"1"');
    const flow = made.body as Flow;
    expect(flow).toMatchObject({
      revision: 1,
      active: false,
      publishedVersion: null,
      draftChanged: true,
      draft: definition,
    });
    const at = (path = '') => `/api/flows/${flow.id}${path}`;

    // Nobody is in the team yet: valid in structure, not in sense.
    const verdict = await api.call('post', at('/validate'), manager.token).expect(200);
    expect(verdict.body).toMatchObject({ valid: false, issues: [{ path: 'routing.rules.0.teamId' }] });
    const refused = expectProblem(await api.call('post', at('/publish'), manager.token), 400);
    expect(refused.error.code).toBe('VALIDATION_FAILED');
    expect(pathsOf(refused)).toEqual(['routing.rules.0.teamId']);
    expectProblem(await api.call('post', at('/activate'), manager.token), 409);

    await create('/api/users', { email: `${newId()}@example.com`, name: 'Rep', role: 'REP', teamIds: [team.id] });
    expect((await api.call('post', at('/validate'), manager.token).send({}).expect(200)).body).toEqual({
      valid: true,
      issues: [],
    });
    const wrong = { definition: { ...definition, clocks: [{ ...definition.clocks[0]!, atRisk: 2 }] } };
    expect((await api.call('post', at('/validate'), manager.token).send(wrong).expect(200)).body).toMatchObject({
      issues: [{ path: 'clocks.0.atRisk' }],
    });

    const published = await api.call('post', at('/publish'), manager.token).expect(200);
    expect(published.body).toMatchObject({ publishedVersion: 1, draftChanged: false });
    expectProblem(await api.call('post', at('/publish'), manager.token), 409);
    expect((await api.call('post', at('/activate'), manager.token).expect(200)).body).toMatchObject({ active: true });
    await api.call('post', at('/activate'), manager.token).expect(200);

    const change = { definition: { ...definition, priority: 20 } };
    const stale = await api.call('patch', at(), manager.token).set('If-Match', '"7"').send(change);
    expectProblem(stale, 412);
    const patched = await api.call('patch', at(), manager.token).set('If-Match', '"1"').send(change).expect(200);
    expect(patched.headers['etag']).toBe('"2"');
    expect(patched.body).toMatchObject({ revision: 2, publishedVersion: 1, draftChanged: true, active: true });
    await api.call('patch', at(), manager.token).send({ name: 'Renamed' }).expect(200);
    await api.call('post', at('/publish'), manager.token).expect(200);

    const versions = await api.call('get', at('/versions'), manager.token).expect(200);
    expect(versions.body).toMatchObject({
      items: [
        { version: 2, definition: { priority: 20 }, publishedBy: manager.id },
        { version: 1, definition: { priority: 10 } },
      ],
    });
    expect((await api.call('post', at('/deactivate'), manager.token).expect(200)).body).toMatchObject({
      active: false,
    });
    const audit = await api.call('get', `/api/audit?entityId=${flow.id}`, manager.token).expect(200);
    expect((audit.body as { items: { action: string }[] }).items.map((item) => item.action)).toEqual([
      'flow.deactivated',
      'flow.published',
      'flow.draft_changed',
      'flow.draft_changed',
      'flow.activated',
      'flow.published',
      'flow.created',
    ]);
    await expect(api.sql.query('SET ROLE pinggo_app; UPDATE flow_versions SET version = 9')).rejects.toThrow(
      /permission denied/,
    );
  });

  it('publishes once when two people press at the same time', async () => {
    const team = await create('/api/teams', { name: 'Race team' });
    await create('/api/users', { email: `${newId()}@example.com`, name: 'Rep', role: 'REP', teamIds: [team.id] });
    const flow = await create<Flow>('/api/flows', { key: 'race', name: 'Race', definition: flowDefinition(team.id) });
    const answers = await Promise.all(
      [1, 2, 3].map(() => api.call('post', `/api/flows/${flow.id}/publish`, manager.token)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it.each([
    [{ match: { some: [] } }, 'definition.match'],
    [{ surprise: 1 }, 'definition.surprise'],
    [{ routing: undefined }, 'definition.routing'],
    [{ clocks: [{ key: 'a:b' }] }, 'definition.clocks.0.key'],
  ])('is refused as a draft with %j', async (change, path) => {
    const definition = { ...flowDefinition(newId()), ...change };
    const response = await api.call('post', '/api/flows', admin.token).send({ key: 'bad', name: 'Bad', definition });
    expect(pathsOf(expectProblem(response, 400))).toContain(path);
  });

  it('has a key of its own', async () => {
    expectProblem(
      await api
        .call('post', '/api/flows', admin.token)
        .send({ key: 'race', name: 'R', definition: flowDefinition(newId()) }),
      409,
    );
  });
});

describe('work items and notifications', () => {
  it('are filtered, resolved once, and audited', async () => {
    const [open, done] = [newId(), newId()];
    for (const [id, resolved] of [
      [open, null],
      [done, new Date()],
    ] as const) {
      await api.sql.query(
        `INSERT INTO work_items (org_id, id, kind, summary, dedupe_key, created_at, resolved_at)
         VALUES ($1, $2::uuid, 'UNROUTED', 'Nobody could take it', ($2::uuid)::text, now(), $3)`,
        [admin.orgId, id, resolved],
      );
    }
    const idsOf = async (query: string): Promise<string[]> => {
      const body: unknown = (await api.call('get', `/api/work-items?${query}`, manager.token).expect(200)).body;
      return (body as { items: { id: string }[] }).items.map((item) => item.id);
    };
    expect(await idsOf('status=open')).toEqual([open]);
    expect(await idsOf('status=resolved&kind=UNROUTED')).toEqual([done]);
    expect(await idsOf('kind=DEAD_LETTER')).toEqual([]);
    expect((await idsOf('limit=200')).sort()).toEqual([open, done].sort());

    const path = `/api/work-items/${open}/resolve`;
    expectProblem(await api.call('post', path, stranger.token), 404);
    const resolved = await api.call('post', path, manager.token).send({ resolution: 'Assigned by hand' }).expect(200);
    expect(resolved.body).toMatchObject({ resolvedBy: manager.id, resolution: 'Assigned by hand' });
    expectProblem(await api.call('post', path, manager.token), 409);
    const audit = await api
      .call('get', `/api/audit?action=work_item.resolved&entityId=${open}`, manager.token)
      .expect(200);
    expect((audit.body as { items: unknown[] }).items).toHaveLength(1);
  });

  it('are shown to the person they were for', async () => {
    const mine = newId();
    await api.sql.query(
      `INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at)
       VALUES ($1, $2, $3, 'REMINDER', 'Call Ana', 'Five minutes left', 'x', 'NONE', now())`,
      [rep.orgId, mine, rep.id],
    );
    const idsOf = async (person: Person, query = ''): Promise<string[]> => {
      const body: unknown = (await api.call('get', `/api/notifications${query}`, person.token).expect(200)).body;
      return (body as { items: { id: string }[] }).items.map((item) => item.id);
    };
    expect(await idsOf(rep, '?unread=true')).toEqual([mine]);
    expect(await idsOf(manager)).toEqual([]);
    expectProblem(await api.call('post', `/api/notifications/${mine}/read`, manager.token), 404);
    const first = await api.call('post', `/api/notifications/${mine}/read`, rep.token).expect(200);
    const again = await api.call('post', `/api/notifications/${mine}/read`, rep.token).expect(200);
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({ mail: 'NONE', sentAt: null });
    const { createdAt, deliveries } = first.body as { createdAt: string; deliveries: unknown };
    expect(deliveries).toEqual([{ channel: 'in_app', status: 'SENT', at: createdAt }]);
    expect(await idsOf(rep, '?unread=true')).toEqual([]);
    expect(await idsOf(rep, '?unread=false')).toEqual([mine]);
  });
});

describe('the error contract', () => {
  const post = (path = '/api/teams') => api.call('post', path, admin.token);

  it('holds for paths that are not there, also broken ones', async () => {
    expectProblem(await api.call('get', '/nothing/here'), 404);
    expectProblem(await api.call('get', '/api/teams/%E0%A4%A', admin.token), 400);
    expectProblem(await api.call('get', '/api/teams/%00', admin.token), 400);
  });

  it('holds for methods that a path does not take, with Allow', async () => {
    const response = await api.call('put', '/api/teams', admin.token);
    expectProblem(response, 405);
    expect(response.headers['allow']).toBe('GET, HEAD, POST');
  });

  it('refuses bodies of more than 256 KiB', async () => {
    expectProblem(await post().send({ name: 'x'.repeat(256 * 1024) }), 413);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'refuses the content type %s',
    async (type) => {
      expectProblem(await post().set('Content-Type', type).send('{"name":"x"}'), 415);
    },
  );

  it('refuses an unknown content encoding', async () => {
    expectProblem(await post().set({ 'Content-Type': 'application/json', 'Content-Encoding': 'zip' }).send('{}'), 415);
  });

  it.each(['{"name":', '[1', 'null', '"text"', '[]', ''])('refuses the body %j', async (text) => {
    expectProblem(await post().set('Content-Type', 'application/json').send(text), 400);
  });

  it('refuses bad UTF-8', async () => {
    const { port } = await new Promise<{ port: number; close: () => void }>((resolve) => {
      const server = api.app.listen(0, () =>
        resolve({ port: (server.address() as { port: number }).port, close: () => server.close() }),
      );
      closers.push(() => server.close());
    });
    const response = await fetch(`http://127.0.0.1:${port}/api/teams`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.token}` },
      body: Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    });
    expect(response.status).toBe(400);
    expect(problem.safeParse(await response.json()).success).toBe(true);
  });

  it('refuses NUL characters, naming where', async () => {
    expect(pathsOf(expectProblem(await post().send({ name: 'a\u0000b' }), 400))).toEqual(['name']);
    expect(pathsOf(expectProblem(await api.call('get', '/api/audit?action=a%00b', admin.token), 400))).toEqual([
      'action',
    ]);
  });

  it('names every unknown field', async () => {
    expect(pathsOf(expectProblem(await post().send({ name: 'x', a: 1, b: 2 }), 400))).toEqual(['a', 'b']);
  });

  it('holds for too many requests', async () => {
    const strict = await AdminApi.start('rate_limit', { rateLimitPerMinute: 1 });
    try {
      await strict.call('get', '/openapi.json').expect(200);
      const response = await strict.call('get', '/openapi.json');
      expectProblem(response, 429);
      expect(response.headers['retry-after']).toMatch(/^\d+$/);
      await strict.call('get', '/healthz').expect(200);
    } finally {
      await strict.stop();
    }
  });

  const closers: (() => void)[] = [];
  afterAll(() => closers.forEach((close) => close()));
});

describe('operations', () => {
  it('tell what is up, and what is down, each by name', async () => {
    await api.call('get', '/healthz').expect(200, { status: 'alive' });
    await api.call('get', '/readyz').expect(200, { status: 'ready', checks: { postgres: 'up', temporal: 'up' } });
    api.temporalUp = false;
    const response = await api.call('get', '/readyz');
    api.temporalUp = true;
    expect(pathsOf(expectProblem(response, 503))).toEqual(['temporal']);
    expect(response.headers['retry-after']).toBe('5');
  });

  it('count requests by template, and show the rows of counters', async () => {
    await api.sql.query("INSERT INTO counters VALUES ('leads_processed_total', 3)");
    await api.call('get', `/api/teams/${newId()}`, admin.token).expect(404);
    const { text, headers } = await api.call('get', '/metrics').expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{route="\/api\/teams\/\{id\}",method="GET",status="404"\} \d/,
    );
    expect(text).toContain('\nleads_processed_total 3\n');
    expect(text).toContain('\nsweep_errors_total 0\n');
  });

  it('serve the document and its page offline', async () => {
    const body: unknown = (await api.call('get', '/openapi.json').expect(200)).body;
    expect(Object.keys((body as { paths: object }).paths)).toContain('/api/flows/{id}/publish');
    const page = await api.call('get', '/docs/').expect(200);
    expect(page.text).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    await api.call('get', '/docs/swagger-ui-bundle.js').expect(200);
    expect((await api.call('get', '/docs/swagger-ui-init.js').expect(200)).text).toContain('"validatorUrl": null');
  });

  it('log one line a request, without personal data', async () => {
    api.logged.length = 0;
    await api.call('get', '/api/audit?actorId=ana%40example.com', manager.token).expect(200);
    await api.login('ana@example.com', 'a secret').expect(401);
    expect(api.logged).toHaveLength(2);
    expect(JSON.parse(api.logged[0]!)).toMatchObject({ route: '/api/audit', status: 200, orgId: manager.orgId });
    expect(api.logged.join('')).not.toMatch(/ana|secret|Bearer/);
  });

  it('answer 503 while Postgres is away, and recover', async () => {
    await api.call('get', '/api/teams', admin.token).expect(200);
    await api.postgres.cut();
    try {
      // The first may meet the connection that was cut, the second a refused new one.
      for (let round = 0; round < 2; round++) {
        const response = await api.call('get', '/api/teams', admin.token);
        expectProblem(response, 503);
        expect(response.headers['retry-after']).toBe('5');
      }
      expectProblem(await api.login(manager.email, manager.password), 503);
      expect(pathsOf(expectProblem(await api.call('get', '/readyz'), 503))).toEqual(['postgres']);
      expect((await api.call('get', '/metrics').expect(200)).text).toContain('pinggo_postgres_up 0');
      await api.call('get', '/healthz').expect(200);
    } finally {
      await api.postgres.restore();
    }
    await api.call('get', '/api/teams', admin.token).expect(200);
  });
});

describe('without log-in', () => {
  it('everybody is the demo manager, under a loopback name only', async () => {
    const demo = await AdminApi.start('bypass', { bypassAuth: true });
    try {
      await demo.call('get', '/api/flows').expect(200);
      expectProblem(await demo.call('post', '/api/teams').send({ name: 'x' }), 403);
      expectProblem(await demo.call('get', '/api/flows').set('Host', 'evil.example'), 403);
    } finally {
      await demo.stop();
    }
  });
});
