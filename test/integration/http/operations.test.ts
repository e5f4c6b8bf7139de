import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZONES_VERSION } from '../../../domain/engine/calendars/zone-data.js';
import { startApi } from '../../../api/server.js';
import { loadConfig } from '../../../config.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';
import { waitFor } from '../../support/wait.js';

let api: AdminApi;
let admin: Person;
let manager: Person;

beforeAll(async () => {
  ({ api, admin, manager } = await openWithEverybody('operations'));
});
afterAll(() => api.stop());

describe('operations', () => {
  it('tell what is up, and what is down, each by name', async () => {
    await api.call('get', '/healthz').expect(200, { status: 'alive' });
    await api.call('get', '/readyz').expect(200, {
      status: 'ready',
      checks: { postgres: 'up', temporal: 'up' },
      timeZones: ZONES_VERSION,
    });
  });

  it('serve without Temporal, and tell since when it is away and who keeps the deadlines', async () => {
    const value = async (name: string) =>
      Number(new RegExp(`^${name} (.*)$`, 'm').exec((await api.call('get', '/metrics')).text)?.[1]);
    const summary = async () => {
      const answer = await api.call('get', '/api/control-tower/summary', manager.token).expect(200);
      return (answer.body as { temporal: unknown }).temporal;
    };
    expect([await value('workers_seen'), await value('temporal_away_seconds')]).toEqual([0, 0]);
    const awaySince = new Date(Date.now() - 90_000);
    const since = awaySince.toISOString();
    await api.sql.query(
      `INSERT INTO workers VALUES (gen_random_uuid(), now(), $1), (gen_random_uuid(), now(), $2),
         (gen_random_uuid(), now() - interval '16 s', NULL)`,
      [new Date(awaySince.getTime() - 500), awaySince],
    );
    api.temporalUp = false;
    try {
      await waitFor('the API has looked', async () => {
        const { temporal } = (await api.call('get', '/readyz').expect(200)).body as { temporal?: string };
        return temporal?.startsWith('away since');
      });
      expect((await api.call('get', '/readyz').expect(200)).body).toMatchObject({
        status: 'ready',
        checks: { postgres: 'up', temporal: 'down' },
        temporal: `away since ${since}; deadlines are kept by the understudy`,
      });
      expect(await value('workers_seen')).toBe(2);
      expect(await value('temporal_away_seconds')).toBeGreaterThanOrEqual(90);
      expect(await summary()).toEqual({ awaySince: since, backAt: null });
      // One of them reaches it.
      const backAt = new Date().toISOString();
      await api.sql.query('UPDATE workers SET temporal_back_at = $2 WHERE temporal_away_since = $1', [since, backAt]);
      await waitFor('it is back', async () => isDeepStrictEqual(await summary(), { awaySince: since, backAt }));
      expect(await value('temporal_away_seconds')).toBe(0);
    } finally {
      api.temporalUp = true;
      await api.sql.query('DELETE FROM workers');
    }
  });

  it('count requests by template, and show the rows of counters', async () => {
    await api.sql.query("INSERT INTO counters VALUES ('leads_received_total', 3)");
    await api.sql.query(`INSERT INTO counter_deltas (amounts) VALUES ('{"leads_received_total": 2}')`);
    await api.call('get', `/api/teams/${newId()}`, admin.token).expect(404);
    const { text, headers } = await api.call('get', '/metrics').expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain/);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{route="\/api\/teams\/\{id\}",method="GET",status="404"\} \d/,
    );
    expect(text).toContain('\n# TYPE leads_received_total counter\nleads_received_total 5\n');
    expect(text).toContain('\nsweep_errors_total 0\n');
    expect(text).toContain(`pinggo_time_zones_released_seconds{version="${ZONES_VERSION}"} 17`);
  });

  it('tell how much waits and since when, over all organisations', async () => {
    const waiting = async () => {
      const { text } = await api.call('get', '/metrics').expect(200);
      return (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
    };
    const before = await waiting();
    expect([before('outbox_depth'), before('outbox_oldest_age_seconds')]).toEqual([0, 0]);
    await api.sql.query(
      `INSERT INTO outbox (org_id, topic, created_at, delivered_at, dead_at) VALUES
         ($1, 'NOTIFICATION', now() - interval '90 s', NULL, NULL), ($1, 'NOTIFICATION', now(), NULL, NULL),
         ($1, 'NOTIFICATION', now() - interval '1 day', now(), NULL), ($1, 'NOTIFICATION', now() - interval '1 day', NULL, now())`,
      [admin.orgId],
    );
    await api.sql.query(
      `INSERT INTO dead_letters (org_id, id, outbox_id, topic, error, attempts, created_at, requeued_at) VALUES
         ($1, gen_random_uuid(), 1, 'NOTIFICATION', 'x', 5, now(), NULL),
         ($1, gen_random_uuid(), 2, 'NOTIFICATION', 'x', 5, now(), now())`,
      [admin.orgId],
    );
    const after = await waiting();
    expect([after('outbox_depth'), after('outbox_dead_letters'), after('intake_dead_letters')]).toEqual([2, 1, 0]);
    expect(after('outbox_oldest_age_seconds')).toBeGreaterThanOrEqual(90);
    expect(after('outbox_oldest_age_seconds')).toBeLessThan(600);
    await api.sql.query('DELETE FROM outbox');
  });

  it('serve the document and its page offline', async () => {
    const body: unknown = (await api.call('get', '/openapi.json').expect(200)).body;
    expect(Object.keys((body as { paths: object }).paths)).toContain('/api/flows/{id}/publish');
    const page = await api.call('get', '/docs/reference').expect(200);
    expect(page.text).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    await api.call('get', '/docs/swagger-ui-bundle.js').expect(200);
    expect((await api.call('get', '/docs/swagger-ui-init.js').expect(200)).text).toContain('"validatorUrl": null');
  });

  it('are told to nobody but those who operate it, where that is set apart', async () => {
    const apart = await AdminApi.start('operations_apart', { operationsApart: true });
    try {
      await apart.call('get', '/readyz').expect(200, { status: 'ready' });
      await apart.call('get', '/healthz').expect(200, { status: 'alive' });
      apart.temporalUp = false;
      await apart.call('get', '/readyz').expect(200, { status: 'ready' });
      await apart.postgres.cut();
      const problem = expectProblem(await apart.call('get', '/readyz'), 503);
      await apart.postgres.restore();
      expect(JSON.stringify(problem)).not.toMatch(/temporal|postgres|checks|timeZones/i);
      for (const path of ['/metrics', '/docs', '/docs/', '/docs/reference', '/docs/swagger-ui-bundle.js', '/llms.txt'])
        expectProblem(await apart.call('get', path).set('Accept', 'text/html'), 404);
    } finally {
      await apart.stop();
    }
  });

  it('have a port of their own in production, and are not at the API’s', async () => {
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    const config = loadConfig({
      NODE_ENV: 'production',
      LOG_LEVEL: 'silent',
      DATABASE_URL: api.database.appUrl,
      PORT: '0',
      OPS_PORT: '0',
      PINGGO_SIGNING_KEY: JSON.stringify(jwk),
      PINGGO_SECRETS_KEY: randomBytes(32).toString('base64'),
    });
    const running = await startApi(config);
    try {
      const get = (port: number, path: string) => fetch(`http://127.0.0.1:${port}${path}`);
      expect((await get(running.port, '/healthz')).status).toBe(200);
      expect(running.opsPort).not.toBeNull();
      for (const path of ['/metrics', '/docs/']) {
        expect((await get(running.port, path)).status).toBe(404);
        expect((await get(running.opsPort!, path)).status).toBe(200);
      }
      // Nobody reaches a lead by it, with whatever token.
      expect((await get(running.opsPort!, '/api/leads')).status).toBe(404);
      expect(await (await get(running.opsPort!, '/readyz')).text()).toContain('checks');
    } finally {
      await running.stop();
    }
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
