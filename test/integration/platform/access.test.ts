import type { Express } from 'express';
import request from 'supertest';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait.js';
import { rolesWith, SCOPES, scopesWith } from '../../../domain/platform/access/grants.js';
import { routes } from '../../../api/routes.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let rep: Person;
let auditor: Person;
let operator: Person;
let create: Everybody['create'];

beforeAll(async () => {
  ({ api, admin, manager, rep, auditor, operator, create } = await openWithEverybody('access'));
});
afterAll(() => api.stop());

describe('who may call what', () => {
  const guarded = routes.map(({ contract }) => contract).filter(({ access }) => access.kind === 'permission');
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
      for (const person of [rep, manager, admin, auditor, operator]) {
        const named = access.kind === 'permission' && rolesWith(access.anyOf).includes(person.role);
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
        const allowed = access.kind === 'permission' && scopesWith(access.anyOf).includes(scope);
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
    interface Shown {
      id: string;
      createdBy: unknown;
      lastUsedAt: string | null;
    }
    const shownOf = async (id: string): Promise<Shown> => {
      const { body } = (await api.call('get', '/api/api-keys?limit=200', admin.token).expect(200)) as {
        body: { items: Shown[] };
      };
      return body.items.find((key) => key.id === id)!;
    };
    expect(await shownOf(made.id)).toMatchObject({ createdBy: { id: admin.id }, lastUsedAt: null });
    await api.call('get', '/api/leads', made.key).expect(200);
    const used = await waitFor('its use is noted', async () => (await shownOf(made.id)).lastUsedAt);
    expect(Math.abs(Date.parse(used) - Date.now())).toBeLessThan(60_000);
    // Not at each use.
    for (let use = 0; use < 5; use += 1) await api.call('get', '/api/leads', made.key).expect(200);
    expect((await shownOf(made.id)).lastUsedAt).toBe(used);
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

describe('rights end when they end', () => {
  let elsewhere: Express;
  beforeAll(() => {
    elsewhere = api.replica();
  });
  const callElsewhere = (path: string, token: string) =>
    request(elsewhere).get(path).set('Authorization', `Bearer ${token}`);

  /** Works on both replicas; `end` is done at the first, and at once both answer `status`. */
  async function endsEverywhere(path: string, token: string, end: () => Promise<unknown>, status = 401): Promise<void> {
    for (let round = 0; round < 2; round++) {
      await api.call('get', path, token).expect(200);
      await callElsewhere(path, token).expect(200);
    }
    await end();
    const startedMs = performance.now();
    await api.call('get', path, token).expect(status);
    await waitFor('it ends there too', async () => (await callElsewhere(path, token)).status === status);
    // What is not told stays remembered while the listening lasts. A busy machine is no failure.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  }

  it('of a person who is deactivated, and who cannot undo it', async () => {
    const second = await api.addPerson(admin.orgId, 'ADMIN');
    const { token } = await api.session(second);
    // A token of the version before names no session.
    const tokens = [token, second.token];
    await callElsewhere('/api/users', token).expect(200);
    await endsEverywhere('/api/users', second.token, () =>
      api.call('patch', `/api/users/${second.id}`, admin.token).send({ status: 'INACTIVE' }).expect(200),
    );
    for (const one of tokens) {
      expectProblem(await callElsewhere('/api/users', one), 401);
      for (const [method, path, body] of [
        ['patch', `/api/users/${second.id}`, { status: 'ACTIVE' }],
        ['post', '/api/users', { email: 'more@example.com', name: 'More', role: 'ADMIN' }],
        ['post', '/api/api-keys', { name: 'for ever', scopes: ['leads:write'] }],
      ] as const)
        expectProblem(await api.call(method, path, one).send(body), 401);
    }
  });

  it('of a session that is signed out, also after it was exchanged, and of no other', async () => {
    const first = await api.session(manager);
    const other = await api.session(manager);
    const refreshed = await api
      .call('post', '/api/auth/refresh')
      .send({ refreshToken: first.refreshToken })
      .expect(200);
    const { accessToken, refreshToken } = refreshed.body as { accessToken: string; refreshToken: string };
    await endsEverywhere('/api/leads', accessToken, () =>
      api.call('post', '/api/auth/logout').send({ refreshToken }).expect(204),
    );
    expectProblem(await api.call('get', '/api/leads', first.token), 401);
    await api.call('get', '/api/leads', other.token).expect(200);
    await callElsewhere('/api/leads', other.token).expect(200);
  });

  it('of a session whose refresh token was used twice', async () => {
    const { token, refreshToken } = await api.session(manager);
    const refresh = () => api.call('post', '/api/auth/refresh').send({ refreshToken });
    await refresh().expect(200);
    await endsEverywhere('/api/leads', token, () => refresh().expect(401));
  });

  it('of a role that was taken away, by the API and by SQL', async () => {
    const demoted = await api.addPerson(admin.orgId, 'ADMIN');
    await endsEverywhere(
      '/api/api-keys',
      demoted.token,
      () => api.call('patch', `/api/users/${demoted.id}`, admin.token).send({ role: 'MANAGER' }).expect(200),
      403,
    );
    const me = await api.call('get', '/api/auth/me', demoted.token).expect(200);
    expect(me.body).toMatchObject({ role: 'MANAGER' });
    await api.sql.query("UPDATE users SET role = 'REP' WHERE id = $1", [demoted.id]);
    await waitFor('a rep', async () => (await api.call('get', '/api/teams', demoted.token)).status === 403);
  });

  it('of an API key that is revoked, or whose scopes change', async () => {
    const made = await create<{ key: string }>('/api/api-keys', { name: 'CRM', scopes: ['leads:read', 'tower:read'] });
    await endsEverywhere(
      '/api/control-tower/summary',
      made.key,
      async () => {
        await api.sql.query("UPDATE api_keys SET scopes = '{leads:read}' WHERE id = $1", [made.id]);
        await waitFor(
          'it is heard',
          async () => (await api.call('get', '/api/control-tower/summary', made.key)).status === 403,
        );
      },
      403,
    );
    await endsEverywhere('/api/leads', made.key, () =>
      api.call('delete', `/api/api-keys/${made.id}`, admin.token).expect(204),
    );
  });

  it('fails while the database cannot be asked', async () => {
    const { token } = await api.session(manager);
    await api.call('get', '/api/auth/me', token).expect(200);
    await api.postgres.cut();
    try {
      expectProblem(await api.call('get', '/api/leads', token), 503);
      expectProblem(await api.call('get', '/api/leads', 'pk_something'), 503);
    } finally {
      await api.postgres.restore();
    }
    await waitFor('it is back', async () => (await api.call('get', '/api/leads', token)).status === 200);
    const again = await api.session(manager);
    await endsEverywhere('/api/leads', again.token, () =>
      api.call('post', '/api/auth/logout').send({ refreshToken: again.refreshToken }).expect(204),
    );
  });

  /** Lets changes of an org's admins go on only when two of them wait: both were allowed then. */
  async function atOnce<T>(org: string, work: () => Promise<T>): Promise<T> {
    const holder = await api.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query("SELECT pg_advisory_xact_lock(hashtextextended('admins:' || $1, 0))", [org]);
      const working = work();
      await waitFor('both wait', async () => {
        const { rowCount } = await api.sql.query(
          `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
        return rowCount === 2;
      });
      await holder.query('COMMIT');
      return await working;
    } finally {
      holder.release();
    }
  }

  it('keeps an admin: of two who deactivate each other at once one stays', async () => {
    const org = await api.addOrg('Two admins');
    const [ana, dan] = [await api.addPerson(org, 'ADMIN'), await api.addPerson(org, 'ADMIN')];
    await api.addPerson(org, 'ADMIN', { password: null });
    const change = (whom: Person, by: Person, body: object) =>
      api.call('patch', `/api/users/${whom.id}`, by.token).send(body);
    const answers = await atOnce(org, () =>
      Promise.all([change(dan, ana, { status: 'INACTIVE' }), change(ana, dan, { status: 'INACTIVE' })]),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = expectProblem(
      answers.find(({ status }) => status === 409)!,
      409,
    );
    expect(refused.error.human_title).toContain('last active admin');
    const left = answers[0].status === 200 ? ana : dan;
    expectProblem(await change(left, left, { role: 'MANAGER' }), 409);
    await change(left, left, { name: 'Still here' }).expect(200);
  });
});
