import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';

let api: AdminApi;
let manager: Person;
let rep: Person;
let stranger: Person;

beforeAll(async () => {
  ({ api, manager, rep, stranger } = await openWithEverybody('lead_fields'));
});
afterAll(() => api.stop());

describe('the fields of real leads', () => {
  const fields = async (): Promise<{ leads: number; items: { field: string; leads: number; samples: unknown[] }[] }> =>
    (await api.call('get', '/api/lead-fields', manager.token).expect(200)).body as never;

  it('are none without leads, then those of the latest, without what is personal', async () => {
    expect(await fields()).toEqual({ leads: 0, items: [] });
    for (const budget of ['12k', 5000]) {
      await api
        .call('post', '/api/leads', manager.token)
        .send({
          name: 'Ion Pop',
          email: 'ion@example.com',
          source: 'fair',
          tags: ['vip'],
          attributes: { budget, contact: { mobile: '0722 123 456' }, who: 'Ion', page: 'x'.repeat(20_000) },
        })
        .expect(202);
    }
    const { leads, items } = await fields();
    expect(leads).toBe(2);
    expect(items.find(({ field }) => field === 'source')).toEqual({ field: 'source', leads: 2, samples: ['fair'] });
    expect(items.find(({ field }) => field === 'tags')).toEqual({ field: 'tags', leads: 2, samples: ['vip'] });
    expect(JSON.stringify(items)).not.toMatch(/Ion|0722|example\.com|xxx/);
  });

  it('are nobody else’s', async () => {
    await api.call('get', '/api/lead-fields', rep.token).expect(403);
    expect((await api.call('get', '/api/lead-fields', stranger.token).expect(200)).body).toEqual({
      leads: 0,
      items: [],
    });
  });
});
