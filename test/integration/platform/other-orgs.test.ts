import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../api/routes.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { officeHours, openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, type Problem } from '../../support/problems.js';
import { flowDefinition } from '../../support/world.js';

let api: AdminApi;
let admin: Person;
let stranger: Person;
let create: Everybody['create'];

beforeAll(async () => {
  ({ api, admin, stranger, create } = await openWithEverybody('other_orgs'));
});
afterAll(() => api.stop());

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
      '/api/flows/{id}/try': { lead: { email: 'try@example.com' } },
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
