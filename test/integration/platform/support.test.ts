// An organisation lets an operator look in: what they may then, what is told of it, and that either ends it at once.
import { v7 as newId } from 'uuid';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let rep: Person;
let auditor: Person;
let operator: Person;
let other: Person;
let stranger: Person;
let leadId: string;

interface Body extends Record<string, unknown> {
  id: string;
  items: Record<string, unknown>[];
  accessToken: string;
}

beforeAll(async () => {
  ({ api, admin, manager, rep, auditor, operator, stranger } = await openWithEverybody('support'));
  other = await api.addPerson(PLATFORM_ORG, 'OPERATOR');
  leadId = newId();
  await api.sql.query(
    `INSERT INTO leads (org_id, id, source, name, email, status, received_at)
     VALUES ($1, $2, 'web', 'Zebedee', 'zebedee@example.com', 'ASSIGNED', now())`,
    [admin.orgId, leadId],
  );
});
afterAll(() => api.stop());
beforeEach(async () => {
  api.now = null;
  await api.sql.query('DELETE FROM support_sessions');
});

const get = (path: string, token: string) => api.call('get', path, token);
const post = (path: string, token: string, body: object = {}) => api.call('post', path, token).send(body);
const bodyOf = (answer: { body: unknown }): Body => answer.body as Body;

const grant = async (level: 'READ' | 'ACT', hours = 4): Promise<string> =>
  bodyOf(await post('/api/support-sessions', admin.token, { level, hours, reason: 'No leads since noon' }).expect(201))
    .id;
const enter = (id: string, by = operator) => post(`/api/support-access/${id}/enter`, by.token);
async function entered(level: 'READ' | 'ACT', hours = 4): Promise<{ id: string; token: string }> {
  const id = await grant(level, hours);
  return { id, token: bodyOf(await enter(id).expect(200)).accessToken };
}
const told = async (action: string): Promise<Record<string, unknown>[]> =>
  bodyOf(await get(`/api/audit?action=${action}&limit=50`, admin.token).expect(200)).items;

describe('a grant', () => {
  it('is an admin’s, for a day at most, one at a time, with a reason', async () => {
    const ask = (body: object, by = admin) => post('/api/support-sessions', by.token, body);
    const good = { level: 'READ', hours: 24, reason: 'why' };
    for (const [body, path] of [
      [{ ...good, hours: 25 }, 'hours'],
      [{ ...good, hours: 0 }, 'hours'],
      [{ ...good, reason: ' ' }, 'reason'],
      [{ ...good, level: 'OWN' }, 'level'],
    ] as const)
      expect(expectProblem(await ask(body), 400).error.details.issues[0]!.path).toBe(path);
    for (const by of [manager, rep, auditor, operator]) expectProblem(await ask(good, by), 403);
    const made = bodyOf(await ask(good).expect(201));
    expect(made).toMatchObject({ state: 'GRANTED', enteredBy: null, grantedBy: { name: 'ADMIN person' } });
    expect(Date.parse(made['until'] as string) - Date.parse(made['grantedAt'] as string)).toBe(24 * 3_600_000);
    expectProblem(await ask(good), 409);
    // The database lets none last longer, whoever writes it.
    await expect(
      api.sql.query("UPDATE support_sessions SET ends_at = ends_at + interval '1 second' WHERE id = $1", [made.id]),
    ).rejects.toThrow('support_sessions_limited');
    expect(bodyOf(await get('/api/support-sessions', auditor.token).expect(200)).items).toHaveLength(1);
    expect((await told('support.granted'))[0]!['text']).toMatch(
      /^ADMIN person let an operator look in here until .*: why$/,
    );
  });

  it('is seen by operators and by nobody of another organisation, and entered by the first one only', async () => {
    const id = await grant('READ');
    const listed = bodyOf(await get('/api/support-access', operator.token).expect(200)).items;
    expect(listed).toMatchObject([{ id, tenantId: admin.orgId, tenantName: 'Here', level: 'READ', isMine: false }]);
    expectProblem(await get('/api/support-access', admin.token), 403);
    expectProblem(await post(`/api/support-sessions/${id}/end`, stranger.token), 404);
    expectProblem(await enter(newId()), 409);
    await enter(id).expect(200);
    await enter(id).expect(200);
    expectProblem(await enter(id, other), 409);
    expect(await told('support.entered')).toHaveLength(1);
    for (const who of [admin, manager, rep, auditor])
      expect(bodyOf(await get('/api/auth/me', who.token).expect(200))['org']).toMatchObject({
        support: { id, level: 'READ', enteredBy: 'OPERATOR person', reason: 'No leads since noon' },
      });
    expect(bodyOf(await get('/api/auth/me', stranger.token).expect(200))['org']).toMatchObject({ support: null });
  });

  it('is answered by the database for operators only', async () => {
    const id = await grant('READ');
    for (const who of [admin.id, newId()])
      await expect(
        api.db.inOrg(admin.orgId, (tx) =>
          tx.client.query('SELECT * FROM enter_support($1, $2, $3, now())', [who, 'Eve', id]),
        ),
      ).rejects.toThrow('for operators only');
    await expect(
      api.db.inOrg(admin.orgId, (tx) => tx.client.query('UPDATE support_sessions SET operator_id = $1', [other.id])),
    ).rejects.toThrow('permission denied');
  });
});

describe('an operator who was let in', () => {
  it('with READ sees what an auditor sees and changes nothing, takes nothing along, and has a way to nowhere else', async () => {
    const { token } = await entered('READ');
    const me = bodyOf(await get('/api/auth/me', token).expect(200));
    expect(me).toMatchObject({
      id: operator.id,
      name: 'OPERATOR person',
      role: 'AUDITOR',
      isSupport: true,
      orgId: admin.orgId,
      org: { name: 'Here', support: { level: 'READ' } },
    });
    expect(me['permissions']).not.toContain('tenants.read');
    expect(bodyOf(await get(`/api/leads/${leadId}`, token).expect(200))['name']).toBe('Zebedee');
    for (const path of [
      '/api/leads',
      '/api/audit',
      '/api/users',
      '/api/api-keys',
      '/api/support-sessions',
      '/api/lead-views',
    ])
      await get(path, token).expect(200);
    expectProblem(await get('/api/control-tower/leads?format=csv', token), 403);
    expectProblem(await get('/api/audit?format=csv', token), 403);
    for (const path of ['/api/tenants', '/api/support-access', '/api/notifications', '/api/me/sessions'])
      expectProblem(await get(path, token), 403);
    for (const [path, body] of [
      ['/api/leads', { name: 'Ana', source: 'web' }],
      [`/api/leads/${leadId}/notes`, { text: 'hello' }],
      ['/api/users', {}],
      ['/api/api-keys', {}],
      ['/api/support-sessions', { level: 'ACT', hours: 4, reason: 'more' }],
    ] as const)
      expectProblem(await post(path, token, body), 403);
    expectProblem(await api.call('patch', '/api/me/lead-list', token).send({ columns: null }), 403);
    // At home they are who they were.
    expectProblem(await get('/api/leads', operator.token), 403);
  });

  it('with ACT works as a manager, in their own name, and makes nothing that outlasts it', async () => {
    const { id, token } = await entered('ACT');
    await post(`/api/leads/${leadId}/notes`, token, { text: 'Looked at by support' }).expect(201);
    expect(await told('note.added')).toMatchObject([
      { actor: { type: 'operator', id: operator.id }, text: expect.stringMatching(/^The operator /) as string },
    ]);
    for (const path of ['/api/users', '/api/teams', '/api/api-keys', '/api/webhooks', '/api/endpoints'])
      expectProblem(await post(path, token), 403);
    expectProblem(await post(`/api/support-sessions/${id}/end`, token), 403);
    expectProblem(await post('/api/auth/password', token, {}), 403);
  });

  it('has each request in the audit log, refused ones too: route and ids, never what was sent', async () => {
    const { id, token } = await entered('READ');
    const before = (await told('support.asked')).length;
    await get(`/api/leads/${leadId}?unknown=zebedee`, token);
    await post(`/api/leads/${leadId}/notes`, token, { text: 'secret words' });
    await get('/api/users', token).expect(200);
    const all = await told('support.asked');
    expect(all.length - before).toBe(3);
    expect(all.slice(0, 3).map(({ after, actor, entity }) => ({ after, actor, entity }))).toEqual(
      [
        { method: 'GET', path: '/api/users', ids: [] },
        { method: 'POST', path: '/api/leads/{id}/notes', ids: [leadId] },
        { method: 'GET', path: '/api/leads/{id}', ids: [leadId] },
      ].map((after) => ({
        after: { operatorName: 'OPERATOR person', ...after },
        actor: expect.objectContaining({ type: 'operator', id: operator.id }) as unknown,
        entity: expect.objectContaining({ type: 'support_session', id }) as unknown,
      })),
    );
    const { rows: kept } = await api.sql.query("SELECT after FROM audit WHERE action = 'support.asked'");
    expect(JSON.stringify(kept)).not.toMatch(/secret words|zebedee/i);
    expect(all[2]!['text']).toBe(
      `The operator asked in a support session: GET /api/leads/{id} (${leadId}), OPERATOR person`,
    );
  });
});

/** With a token of the API's now: access tokens live for minutes. */
const signedInNow = async (person: Person): Promise<Person> => {
  const { id: sub, orgId, role } = person;
  const org = orgId === PLATFORM_ORG ? null : orgId;
  return { ...person, token: await api.tokens.sign({ sub, org, role, name: `${role} person` }) };
};

describe('a support session is over', () => {
  const isOut = async (token: string): Promise<void> => void expectProblem(await get('/api/leads', token), 401);

  it('when an admin ends it, at once, in every process', async () => {
    const replica = api.replica();
    const { id, token } = await entered('READ');
    const there = () => request(replica).get('/api/leads').set('authorization', `Bearer ${token}`);
    await there().expect(200);
    const ended = bodyOf(await post(`/api/support-sessions/${id}/end`, admin.token).expect(200));
    expect(ended).toMatchObject({ state: 'ENDED', endedBy: 'ADMIN' });
    await there().expect(401);
    await isOut(token);
    expectProblem(await enter(id), 409);
    expectProblem(await post(`/api/support-sessions/${id}/end`, admin.token), 409);
    expect(bodyOf(await get('/api/auth/me', rep.token).expect(200))['org']).toMatchObject({ support: null });
  });

  it('when the operator leaves, which both logs tell', async () => {
    const { token } = await entered('READ');
    expectProblem(await post('/api/support-access/leave', operator.token), 409);
    await post('/api/support-access/leave', token).expect(204);
    await isOut(token);
    const log = bodyOf(
      await get(`/api/operator-log?tenantId=${admin.orgId}&limit=2`, operator.token).expect(200),
    ).items;
    expect(log.map(({ action }) => action)).toEqual(['support.ended', 'support.entered']);
    expect((await told('support.ended'))[0]!['actor']).toMatchObject({ type: 'operator', id: operator.id });
  });

  it('when its time is, however fresh the token', async () => {
    const { id } = await entered('READ', 1);
    api.now = new Date(Date.now() + 55 * 60_000);
    const { accessToken, expiresIn } = bodyOf(await enter(id, await signedInNow(operator)).expect(200)) as Body & {
      expiresIn: number;
    };
    expect(expiresIn).toBeLessThanOrEqual(5 * 60);
    await get('/api/leads', accessToken).expect(200);
    api.now = new Date(Date.now() + 61 * 60_000);
    await isOut(accessToken);
    expectProblem(await enter(id, await signedInNow(operator)), 409);
    // And makes room for the next.
    const { token } = await signedInNow(admin);
    await post('/api/support-sessions', token, { level: 'ACT', hours: 2, reason: 'again' }).expect(201);
    const all = bodyOf(await get('/api/support-sessions', token).expect(200)).items;
    expect(all.map(({ state }) => state)).toEqual(['GRANTED', 'EXPIRED']);
  });

  it('when the organisation is suspended, and stays so when it is back', async () => {
    const { token } = await entered('ACT');
    await post(`/api/tenants/${admin.orgId}/suspend`, operator.token, { name: 'Here', reason: 'why' }).expect(200);
    await isOut(token);
    await post(`/api/tenants/${admin.orgId}/return`, operator.token, { name: 'Here' }).expect(200);
    await isOut(token);
  });

  it('when the operator is none any more', async () => {
    const { token } = await entered('READ');
    await api.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [operator.id]);
    await expect.poll(async () => (await get('/api/leads', token)).status, { timeout: 5_000 }).toBe(401);
    await api.sql.query("UPDATE users SET status = 'ACTIVE' WHERE id = $1", [operator.id]);
  });
});
