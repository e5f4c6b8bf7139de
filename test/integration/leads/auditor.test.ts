import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../api/routes.js';
import { openWithOneOfEach, type OneOfEach } from '../../support/one-of-each.js';

const EMAIL = 'audra@example.com';
const PASSWORD = 'nothing but looking';

const guarded = routes.map(({ contract }) => contract).filter(({ access }) => access.kind === 'permission');
/** The live stream never ends by itself; its own tests say who is let in. */
const reads = guarded.filter(
  // What would become of leads is for those who may plan it, or do it; what asks Temporal is not answered here; an operator's is his.
  ({ method, path }) =>
    method === 'get' &&
    !/\/(stream|handover|merge|unmerge|verification\/leads|verification\/workflows)$/.test(path) &&
    !/^\/api\/(tenants|tenant-certificates|operator-log|support-access)(\/|$)/.test(path),
);
const changes = guarded.filter(({ method }) => method !== 'get');

/** What a route needs to be asked something. */
const QUERIES: Readonly<Record<string, string>> = { '/api/search': '?q=an', '/api/holidays': '?country=RO&year=2027' };
/** What is everybody's own: an auditor's page, password, factors and notices. */
const OWN = /^\/api\/(me|auth\/password|notifications)(\/|$)/;

let { api, admin, manager, ana, leadId, ids, pathTo, send } = {} as OneOfEach;
let auditor: { id: string; token: string; refreshToken: string };

const get = (path: string, token: string) => api.call('get', path).set('authorization', token);

beforeAll(async () => {
  ({ api, admin, manager, ana, leadId, ids, pathTo, send } = await openWithOneOfEach('auditor'));
  const { body: made } = await send(
    'post',
    '/api/users',
    {
      email: EMAIL,
      name: 'Audra Look',
      role: 'AUDITOR',
      teamIds: [api.world.teamId],
      capacity: 1000,
      password: PASSWORD,
    },
    admin,
  ).expect(201);
  const { body } = await api.call('post', '/api/auth/login').send({ email: EMAIL, password: PASSWORD }).expect(200);
  const session = body as unknown as { accessToken: string; refreshToken: string };
  auditor = { id: made['id'] as string, token: `Bearer ${session.accessToken}`, refreshToken: session.refreshToken };
});
afterAll(() => api.close());

describe('an auditor', () => {
  it('is made by an administrator, signs in, and is told what they may do', async () => {
    const { body } = await get('/api/auth/me', auditor.token).expect(200);
    expect(body).toMatchObject({ id: auditor.id, role: 'AUDITOR', email: EMAIL });
    const permissions = body['permissions'] as string[];
    expect(permissions).toEqual(expect.arrayContaining(['leads.read.all', 'tower.read', 'audit.read', 'keys.read']));
    expect(permissions).not.toContain('leads.write');
    await send('patch', `/api/users/${auditor.id}`, { name: 'Audra Listen' }, admin).expect(200);
    const { body: people } = await get('/api/users', auditor.token).expect(200);
    expect(people.items).toContainEqual(expect.objectContaining({ name: 'Audra Listen', role: 'AUDITOR' }));
  });

  it.each(reads)('reads $path', async ({ path }) => {
    const { status, body } = await get(pathTo(path) + (QUERIES[path] ?? ''), auditor.token);
    expect([status, body.title]).toEqual([200, undefined]);
  });

  it.each(reads.filter(({ csv }) => csv))('reads $path as CSV', async ({ path }) => {
    const { headers } = await get(`${path}?format=csv`, auditor.token).expect(200);
    expect(headers['content-type']).toMatch(/^text\/csv/);
  });

  it('sees what a manager sees', async () => {
    for (const path of ['/api/leads', '/api/control-tower/leads', '/api/offers', '/api/search?q=an', '/api/audit']) {
      const [theirs, managers] = [await get(path, auditor.token), await get(path, manager)];
      expect(theirs.body, path).toEqual(managers.body);
    }
    const { body } = await get('/api/leads', auditor.token);
    expect(body.items.map(({ id }) => id)).toContain(leadId);
  });

  it('sees that there are secrets and keys, and never one of them', async () => {
    const secrets = await get(`/api/endpoints/${ids.endpoints}/secrets`, auditor.token).expect(200);
    const keys = await get('/api/api-keys', auditor.token).expect(200);
    expect([secrets.body.items.length, keys.body.items.length]).toEqual([1, 1]);
    expect(JSON.stringify([secrets.body, keys.body])).not.toMatch(/whsec_|"(key|secret|hash|ciphertext)"/);
  });

  it.each(changes.filter(({ path }) => !OWN.test(path)))('does not $method $path', async ({ method, path }) => {
    const before = await api.counts();
    await send(method as 'post', pathTo(path), {}, auditor.token).expect(403);
    expect(await api.counts()).toEqual(before);
  });

  it.each(changes.filter(({ path }) => OWN.test(path)))('may $method $path, as everybody', async ({ method, path }) => {
    const { status } = await send(method as 'post', pathTo(path), {}, auditor.token);
    expect([401, 403]).not.toContain(status);
  });

  it('is given no lead: neither by routing, though in the team, nor by somebody', async () => {
    const { body } = await get(`/api/leads/${leadId}`, manager).expect(200);
    expect(body['ownerId']).toBe(ana);
    expect(JSON.stringify(body['assignment'])).not.toContain(auditor.id);
    const assigned = await send('post', `/api/leads/${leadId}/assign`, { ownerId: auditor.id }, manager).expect(400);
    expect(assigned.body.error.details.issues).toEqual([
      { path: 'ownerId', message: 'This user only reads, and can do nothing for a lead.' },
    ]);
    const many = { leadIds: [leadId], ownerId: auditor.id };
    await send('post', '/api/leads/bulk-assign/preview', many, manager).expect(400);
    await send('post', '/api/leads/bulk-assign', many, manager).expect(400);
    expect(await api.world.all('SELECT 1 FROM commands')).toEqual([]);
  });

  it('does not count among those who do the work', async () => {
    const reps = await get('/api/control-tower/reps', auditor.token).expect(200);
    expect(reps.body.items.map(({ id }) => id)).toEqual([ana]);
    const coverage = await get(`/api/teams/${api.world.teamId}/coverage?days=92`, auditor.token).expect(200);
    expect(JSON.stringify(coverage.body)).not.toContain('Audra');
  });

  it('is told, and marks as read, what is for them', async () => {
    const noticeId = newId();
    await api.world.sql.query(
      `INSERT INTO notifications (org_id, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, created_at)
       VALUES ($1, $2, $3, 'REMINDER', $4, 'A lead', 'waits', 'one', 'NONE', now())`,
      [api.world.orgId, noticeId, auditor.id, leadId],
    );
    const { body } = await get('/api/notifications', auditor.token).expect(200);
    expect(body.items.map(({ id }) => id)).toEqual([noticeId]);
    await send('post', `/api/notifications/${noticeId}/read`, {}, auditor.token).expect(200);
  });

  it('renews and ends the own session', async () => {
    const { refreshToken } = auditor;
    const { body } = await api.call('post', '/api/auth/refresh').send({ refreshToken }).expect(200);
    await api
      .call('post', '/api/auth/logout')
      .send({ refreshToken: body['refreshToken'] as string })
      .expect(204);
  });
});
