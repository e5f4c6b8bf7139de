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
