import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES } from '../../../api/http/access.js';
import { routes } from '../../../api/routes.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let rep: Person;
let operator: Person;
let create: Everybody['create'];

beforeAll(async () => {
  ({ api, admin, manager, rep, operator, create } = await openWithEverybody('access'));
});
afterAll(() => api.stop());

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
