import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { officeHours, openWithEverybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';
import { flowDefinition } from '../../support/world.js';

let api: AdminApi;
let admin: Person;

beforeAll(async () => {
  const { create, ...everybody } = await openWithEverybody('lists');
  ({ api, admin } = everybody);
  for (const name of ['one', 'two', 'three']) {
    const team = await create('/api/teams', { name });
    await create('/api/calendars', { ...officeHours, name });
    await create('/api/endpoints', { name, source: 'web', adapter: 'standard' });
    await create('/api/flows', { key: name, name, definition: flowDefinition(team.id) });
    await create('/api/api-keys', { name, scopes: ['leads:read'] });
  }
});
afterAll(() => api.stop());

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
