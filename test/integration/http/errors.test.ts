import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../api/http/contract.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;

beforeAll(async () => {
  ({ api, admin } = await openWithEverybody('errors'));
});
afterAll(() => api.stop());

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
