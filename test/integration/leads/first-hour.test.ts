import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSetupLink } from '../../../cli/setup-link.js';
import { AdminApi } from '../../support/admin-api.js';
import { expectProblem } from '../../support/problems.js';

interface FirstHour {
  standing: string;
  reminded: boolean;
  next: string | null;
  steps: { key: string; done: boolean; missing: string | null }[];
  people: { takers: number; elsewhere: number; invited: number };
  flow: { id: string; name: string } | null;
  source: { id: string } | null;
  lead: { id: string; name: string | null } | null;
  call: { leadId: string } | null;
}

let api: AdminApi;
let admin: string;
let orgId: string;

beforeAll(async () => {
  api = await AdminApi.start('first_hour');
  const link = await newSetupLink(api.database.ownerUrl, 'https://leads.example.com');
  const body: unknown = (
    await api
      .call('post', '/api/setup')
      .send({
        token: new URL(link!.url).hash.slice(1),
        organisation: { name: 'Carpat Solar', timeZone: 'Europe/Bucharest', locale: 'en', country: 'RO' },
        admin: { name: 'Adrian Ionescu', email: 'adrian@carpat.example', password: 'plates of snow at noon' },
      })
      .expect(201)
  ).body;
  admin = (body as { accessToken: string }).accessToken;
  ({ id: orgId } = (await api.sql.query<{ id: string }>("SELECT id FROM orgs WHERE name = 'Carpat Solar'")).rows[0]!);
});
afterAll(() => api.stop());

const read = async (token = admin): Promise<FirstHour> =>
  (await api.call('get', '/api/first-hour', token).expect(200)).body as FirstHour;
const missing = async () => Object.fromEntries((await read()).steps.map(({ key, missing }) => [key, missing]));
const actions = async () =>
  (
    await api.sql.query<{ action: string }>("SELECT action FROM audit WHERE action LIKE 'first_hour.%' ORDER BY id")
  ).rows.map(({ action }) => action);

describe('the first hour of a new organisation', () => {
  it('begins with nothing done', async () => {
    expect(await read()).toMatchObject({
      standing: 'OPEN',
      reminded: true,
      next: 'HOURS',
      flow: { name: 'Every lead' },
    });
    expect(await missing()).toEqual({
      HOURS: 'NOT_LOOKED_AT',
      PEOPLE: 'NOBODY',
      FLOW: 'NOT_LOOKED_AT',
      SOURCE: 'NO_SOURCE',
      LEAD: 'NO_LEAD',
      CALL: 'NO_LEAD',
    });
  });

  it('takes the hours as they are once somebody says so, in the audit log once', async () => {
    const confirm = () => api.call('post', '/api/first-hour/confirm', admin).send({ step: 'HOURS' }).expect(200);
    await Promise.all([confirm(), confirm()]);
    expect((await missing())['HOURS']).toBeNull();
    expect(await actions()).toEqual(['first_hour.confirmed']);
    expectProblem(await api.call('post', '/api/first-hour/confirm', admin).send({ step: 'SOURCE' }), 400);
  });

  it('wants two reps in a team that gets leads', async () => {
    const invite = async (name: string, teamIds: string[]) =>
      (
        (
          await api
            .call('post', '/api/users', admin)
            .send({ name, email: `${name.toLowerCase()}@carpat.example`, role: 'REP', teamIds })
            .expect(201)
        ).body as { id: string }
      ).id;
    const teams = (await api.call('get', '/api/teams', admin).expect(200)).body as { items: { id: string }[] };
    await invite('Ana', [teams.items[0]!.id]);
    expect((await missing())['PEOPLE']).toBe('ONE_ONLY');
    const radu = await invite('Radu', []);
    expect((await missing())['PEOPLE']).toBe('NOT_IN_TEAM');
    await api.call('put', `/api/teams/${teams.items[0]!.id}/members/${radu}`, admin).expect(204);
    expect((await missing())['PEOPLE']).toBeNull();
    expect((await read()).people).toMatchObject({ takers: 2, elsewhere: 0, invited: 2 });
  });

  it('has its flow done by publishing it', async () => {
    const { flow } = await read();
    const got = await api.call('get', `/api/flows/${flow!.id}`, admin).expect(200);
    const { draft } = got.body as { draft: object };
    await api
      .call('patch', `/api/flows/${flow!.id}`, admin)
      .set('If-Match', got.headers['etag']!)
      .send({ definition: { ...draft, priority: 20 } })
      .expect(200);
    await api.call('post', `/api/flows/${flow!.id}/publish`, admin).send({}).expect(200);
    expect((await missing())['FLOW']).toBeNull();
  });

  it('sees a source, the first lead that comes by it, and the first call that reached somebody', async () => {
    const made = (
      await api
        .call('post', '/api/endpoints', admin)
        .send({ name: 'Website form', source: 'web', adapter: 'standard' })
        .expect(201)
    ).body as { id: string; secret: string };
    expect(await read()).toMatchObject({ next: 'LEAD', source: { id: made.id } });
    const body = JSON.stringify({ name: 'Ana Test', email: 'ana.test@example.com' });
    const [id, at] = [randomBytes(8).toString('hex'), new Date()];
    const sent = await api
      .call('post', `/api/intake/webhook/${made.id}`)
      .set({
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(made.secret).sign(id, at, body),
      })
      .send(body)
      .expect(202);
    const { leadId } = sent.body as { leadId: string };
    expect(await read()).toMatchObject({ next: 'CALL', lead: { id: leadId, name: 'Ana Test' } });
    const log = (outcome: string) =>
      api.call('post', `/api/leads/${leadId}/proofs`, admin).send({ kind: 'CALL_LOGGED', outcome }).expect(202);
    await log('NO_ANSWER');
    expect((await missing())['CALL']).toBe('NOT_REACHED');
    await log('REACHED');
    expect(await read()).toMatchObject({ standing: 'DONE', reminded: false, next: null, call: { leadId } });
  });

  it('is put away by an admin, and brought back', async () => {
    const put = (putAway: boolean) => api.call('put', '/api/first-hour/put-away', admin).send({ putAway }).expect(200);
    // Done is done: somebody is missing again for this test.
    await api.sql.query("UPDATE users SET status = 'INACTIVE' WHERE name = 'Radu'");
    expect(await read()).toMatchObject({ standing: 'OPEN', reminded: true });
    await put(true);
    await put(true);
    expect(await read()).toMatchObject({ standing: 'PUT_AWAY', reminded: false });
    await put(false);
    expect(await read()).toMatchObject({ standing: 'OPEN', reminded: true });
    expect(await actions()).toEqual(['first_hour.confirmed', 'first_hour.put_away', 'first_hour.brought_back']);
  });

  it('is none of an organisation that was there before, unless somebody asks for it', async () => {
    const old = await api.addOrg('Old Movers');
    await api.sql.query("UPDATE orgs SET created_at = now() - interval '2 years' WHERE id = $1", [old]);
    const [boss, manager, auditor] = [
      await api.addPerson(old, 'ADMIN'),
      await api.addPerson(old, 'MANAGER'),
      await api.addPerson(old, 'AUDITOR'),
    ];
    expect(await read(manager.token)).toMatchObject({ standing: 'NONE', reminded: false });
    expect((await read(auditor.token)).standing).toBe('NONE');
    expectProblem(await api.call('put', '/api/first-hour/put-away', manager.token).send({ putAway: false }), 403);
    expectProblem(await api.call('post', '/api/first-hour/confirm', auditor.token).send({ step: 'FLOW' }), 403);
    await api.call('put', '/api/first-hour/put-away', boss.token).send({ putAway: false }).expect(200);
    expect(await read(manager.token)).toMatchObject({ standing: 'OPEN', reminded: true });
  });

  it('shows nothing of another organisation', async () => {
    const other = await api.addOrg('Hudson Movers', newId());
    const boss = await api.addPerson(other, 'ADMIN');
    expect(await read(boss.token)).toMatchObject({ source: null, lead: null, call: null, flow: null });
    expect(orgId).not.toBe(other);
  });
});
