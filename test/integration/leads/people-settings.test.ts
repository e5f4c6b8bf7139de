import { MockActivityEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { absenceActivities } from '../../../activities/leads/absence.js';
import { settleLeads } from '../../../settlement/settle.js';
import { LeadApi, type Answer } from '../../support/lead-api.js';
import { flowDefinition } from '../../support/world.js';
import { TWO_CLOCKS } from '../../support/two-clocks.js';

const HOUR = 3_600_000;
const log = pino({ level: 'silent' });
let api: LeadApi;
let admin: string;
let adminId: string;
let manager: string;

beforeAll(async () => {
  api = await LeadApi.open('people_settings');
  adminId = newId();
  await api.world.sql.query(
    `INSERT INTO users (org_id, id, email, email_folded, name, role, password_hash)
     VALUES ($1, $2, 'admin@example.com', 'admin@example.com', 'Ada', 'ADMIN', 'x')`,
    [api.world.orgId, adminId],
  );
  admin = await api.tokenOf(adminId, 'ADMIN');
  manager = await api.manager();
});
afterAll(() => api?.close());

const send = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, body?: object, token = admin) => {
  const call = api.call(method, path).set('authorization', token);
  return body === undefined ? call : call.send(body);
};
const issuesOf = ({ body }: Answer) => body.error.details.issues;
const namesOf = ({ body }: Answer) => body.items.map(({ name }) => name);
const from = (ms: number) => new Date(Date.now() + ms).toISOString();
const audited = (entityId: string) =>
  api.world.all<{ action: string; before: unknown; after: Record<string, unknown> }>(
    'SELECT action, before, after FROM audit WHERE entity_id = $1 ORDER BY id',
    [entityId],
  );
async function addPerson(name: string, more: Record<string, unknown> = {}): Promise<string> {
  const email = `${newId()}@example.com`;
  return String((await send('post', '/api/users', { email, name, role: 'REP', ...more }).expect(201)).body['id']);
}

describe('the list of people', () => {
  it('finds by words of name and address without case and accents, by role, team and state', async () => {
    const team = String((await send('post', '/api/teams', { name: 'Listed' }).expect(201)).body['id']);
    const stefania = await addPerson('Ștefania Țurcanu', { email: 'stefania@list.example', teamIds: [team] });
    const away = await addPerson('Ion Listat', { teamIds: [team], status: 'AWAY', password: 'a long password' });
    await send('post', `/api/users/${stefania}/time-off`, { from: from(HOUR), to: from(2 * HOUR) }).expect(201);
    const find = async (query: string) => namesOf(await send('get', `/api/users?${query}`).expect(200));
    expect(await find('q=TURCANU%20stef')).toEqual(['Ștefania Țurcanu']);
    expect(await find('q=list.example')).toEqual(['Ștefania Țurcanu']);
    expect(await find('q=50%25')).toEqual([]);
    expect(await find(`teamId=${team}&sort=name`)).toEqual(['Ion Listat', 'Ștefania Țurcanu']);
    expect(await find(`teamId=${team}&sort=name&order=desc`)).toEqual(['Ștefania Țurcanu', 'Ion Listat']);
    expect(await find(`teamId=${team}&state=INVITED`)).toEqual(['Ștefania Țurcanu']);
    expect(await find(`teamId=${team}&state=AWAY`)).toEqual(['Ion Listat']);
    expect(await find(`teamId=${team}&role=MANAGER`)).toEqual([]);
    // Whose time off begins first; who has none comes last, either way.
    expect(await find(`teamId=${team}&sort=absence`)).toEqual(['Ștefania Țurcanu', 'Ion Listat']);
    expect(await find(`teamId=${team}&sort=absence&order=desc`)).toEqual(['Ștefania Țurcanu', 'Ion Listat']);
    const one = (await send('get', `/api/users/${stefania}`).expect(200)).body;
    expect(one).toMatchObject({
      state: 'INVITED',
      openLeads: 0,
      load: 0,
      lastAdmin: false,
      absence: { id: expect.any(String) as string },
    });
    await send('patch', `/api/users/${away}`, { status: 'INACTIVE' }).expect(200);
    expect(await find(`teamId=${team}&state=DEACTIVATED`)).toEqual(['Ion Listat']);
  });

  it('is quick and whole page by page among 10,000, in every order', async () => {
    const { world } = api;
    const big = newId();
    const token = await api.tokenOf(newId(), 'ADMIN', big);
    await world.sql.query(
      `INSERT INTO users (org_id, id, email, email_folded, name, role)
       SELECT $1, gen_random_uuid(), 'p' || n || '@big.example', 'p' || n || '@big.example', 'Person ' || (n % 500), 'REP'
       FROM generate_series(1, 10000) n`,
      [big],
    );
    await world.sql.query('ANALYZE users');
    for (const query of [
      '',
      '&sort=name',
      '&sort=name&order=desc',
      '&sort=openLeads',
      '&sort=absence',
      '&q=person%20499',
    ]) {
      const began = performance.now();
      const seen = new Set<string>();
      let pages = 0;
      for (let cursor = ''; ; pages += 1) {
        const { body } = await send('get', `/api/users?limit=200${query}${cursor}`, undefined, token).expect(200);
        for (const { id } of body.items) seen.add(id);
        if (body.nextCursor === null || pages === 3) break;
        cursor = `&cursor=${body.nextCursor}`;
      }
      expect(seen.size, query).toBe(query.includes('q=') ? 29 : 800);
      expect((performance.now() - began) / (pages + 1), query).toBeLessThan(1_000);
    }
  });

  it('refuses the cursor of another order', async () => {
    await addPerson('One more');
    const { body } = await send('get', '/api/users?limit=1&sort=name').expect(200);
    await send('get', `/api/users?limit=1&cursor=${body.nextCursor}`).expect(400);
    await send('get', `/api/users?limit=1&sort=name&cursor=${body.nextCursor}`).expect(200);
  });
});

describe('a person', () => {
  it('gets another e-mail address: unique as it is compared, told to the log without the address', async () => {
    const id = await addPerson('Mail', { email: 'mail@example.com' });
    await addPerson('Other', { email: 'other@example.com' });
    const taken = await send('patch', `/api/users/${id}`, { email: 'OTHER@example.com' }).expect(409);
    expect(issuesOf(taken)).toEqual([{ path: 'email', message: 'Somebody has this e-mail address already.' }]);
    expect(issuesOf(await send('patch', `/api/users/${id}`, { email: 'no address' }).expect(400))).toMatchObject([
      { path: 'email' },
    ]);
    const { body } = await send('patch', `/api/users/${id}`, { email: 'new@example.com' }).expect(200);
    expect(body).toMatchObject({ email: 'new@example.com', revision: 2 });
    expect(await api.world.one('SELECT email_folded FROM users WHERE id = $1', [id])).toEqual({
      email_folded: 'new@example.com',
    });
    expect((await audited(id)).at(-1)).toEqual({ action: 'user.changed', before: {}, after: { emailChanged: true } });
    // Its own, written otherwise, is nobody else's.
    await send('patch', `/api/users/${id}`, { email: 'New@example.com' }).expect(200);
  });

  it('is not overwritten by who saw an older one', async () => {
    const id = await addPerson('Twice');
    const { headers } = await send('get', `/api/users/${id}`).expect(200);
    const change = (body: object) => send('patch', `/api/users/${id}`).set('if-match', headers['etag']!).send(body);
    await change({ capacity: 5 }).expect(200);
    await change({ capacity: 6 }).expect(412);
    expect((await send('get', `/api/users/${id}`)).body).toMatchObject({ capacity: 5, revision: 2 });
    // Membership is of the form, too.
    const team = String((await send('post', '/api/teams', { name: 'Of the form' }).expect(201)).body['id']);
    await send('put', `/api/teams/${team}/members/${id}`).expect(204);
    await send('put', `/api/teams/${team}/members/${id}`).expect(204);
    expect((await send('get', `/api/users/${id}`)).body).toMatchObject({ teamIds: [team], revision: 3 });
    await send('delete', `/api/teams/${team}/members/${id}`).expect(204);
    await send('delete', `/api/teams/${team}/members/${id}`).expect(204);
    expect((await send('get', `/api/users/${id}`)).body).toMatchObject({ teamIds: [], revision: 4 });
    expect((await audited(team)).map(({ action }) => action)).toEqual([
      'team.created',
      'team.member_added',
      'team.member_removed',
    ]);
  });

  it('who is the last admin is said beforehand, and at its field', async () => {
    expect((await send('get', `/api/users/${adminId}`)).body).toMatchObject({ lastAdmin: true });
    expect(issuesOf(await send('patch', `/api/users/${adminId}`, { role: 'MANAGER' }).expect(409))).toMatchObject([
      { path: 'role' },
    ]);
    const other = await addPerson('Another admin', { role: 'ADMIN', password: 'a long password' });
    expect((await send('get', `/api/users/${adminId}`)).body).toMatchObject({ lastAdmin: false });
    const preview = await send('get', `/api/users/${adminId}/handover`).expect(200);
    expect(preview.body['refusal']).toMatch(/cannot deactivate yourself/);
    await send('patch', `/api/users/${other}`, { status: 'INACTIVE' }).expect(200);
  });
});

const deps = () => ({ db: api.db, outgoing: [], clock: Date.now, log });
const settle = (ids: string[]) =>
  settleLeads(deps(), api.world.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
const ownersOf = (ids: string[]) =>
  api.world.all<{ id: string; owner_id: string | null }>(
    'SELECT id, owner_id FROM leads WHERE id = ANY($1) ORDER BY id',
    [ids],
  );
const only = (...ids: string[]) =>
  api.world.sql.query(
    "UPDATE users SET status = CASE WHEN id = ANY($1) THEN 'ACTIVE' ELSE 'AWAY' END WHERE role = 'REP' AND status <> 'INACTIVE' AND org_id = $2",
    [ids, api.world.orgId],
  );

describe('who would take over what', () => {
  it('is what becomes of it: each lead, each clock, and nobody is given more than fits', async () => {
    const { world } = api;
    await world.addFlow(flowDefinition(world.teamId, { clocks: TWO_CLOCKS }));
    const ana = await world.addRep('Ana', { capacity: 50 });
    const [bob, cat] = [await world.addRep('Bob', { capacity: 3 }), await world.addRep('Cat', { capacity: 2 })];
    await only(ana);
    const ids = await world.receiveMany(7);
    await settle(ids);
    expect((await ownersOf(ids)).every(({ owner_id }) => owner_id === ana)).toBe(true);
    await only(ana, bob, cat);
    const { body } = await send('get', `/api/users/${ana}/handover`).expect(200);
    expect(body).toMatchObject({ total: 7, more: false, counts: { given: 5, offered: 0, nobody: 2 }, refusal: null });
    expect(body['takers']).toEqual([
      { userId: bob, name: 'Bob', leads: 3, loadBefore: 0, loadAfter: 3, capacity: 3 },
      { userId: cat, name: 'Cat', leads: 2, loadBefore: 0, loadAfter: 2, capacity: 2 },
    ]);
    const items = body.items as unknown as {
      leadId: string;
      outcome: string;
      to: { userId: string }[];
      clocks: { name: string; restarted: boolean; deadlineBefore: string; deadlineAfter: string | null }[];
    }[];
    const [given, nobody] = [
      items.find(({ outcome }) => outcome === 'GIVEN')!,
      items.find(({ outcome }) => outcome === 'NOBODY')!,
    ];
    const clock = (item: typeof given, name: string) => item.clocks.find((one) => one.name === name)!;
    expect(clock(given, 'First contact').restarted).toBe(false);
    expect(clock(given, 'First contact').deadlineAfter).toBe(clock(given, 'First contact').deadlineBefore);
    expect(clock(given, 'Answer of the rep').restarted).toBe(true);
    expect(Date.parse(clock(given, 'Answer of the rep').deadlineAfter!)).toBeGreaterThan(
      Date.parse(clock(given, 'Answer of the rep').deadlineBefore),
    );
    expect(clock(nobody, 'Answer of the rep').deadlineAfter).toBeNull();
    // Nothing was done by asking.
    expect((await ownersOf(ids)).every(({ owner_id }) => owner_id === ana)).toBe(true);

    await send('patch', `/api/users/${ana}`, { status: 'INACTIVE' }).expect(200);
    const [absence] = await world.all<{ id: string }>('SELECT id FROM absences WHERE user_id = $1', [ana]);
    await new MockActivityEnvironment().run(() =>
      absenceActivities(deps()).replanBatch({ orgId: world.orgId, absenceId: absence!.id, nowMs: 0 }),
    );
    expect(await ownersOf(ids)).toEqual(
      items
        .map(({ leadId, to }) => ({ id: leadId, owner_id: to[0]?.userId ?? null }))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('says what else counts on the person', async () => {
    const { world } = api;
    const boss = await addPerson('Boss', { role: 'MANAGER' });
    const id = String(
      (await send('post', '/api/teams', { name: 'Bossed', managerId: boss, onCall: [adminId] }).expect(201)).body['id'],
    );
    const { body } = await send('get', `/api/users/${boss}/handover`).expect(200);
    expect(body['hangs']).toMatchObject([{ kind: 'TEAM_MANAGER', id, name: 'Bossed' }]);
    const onCall = await send('get', `/api/users/${adminId}/handover`).expect(200);
    expect(onCall.body['hangs']).toMatchObject([{ kind: 'TEAM_ON_CALL', id, name: 'Bossed' }]);
    await send('get', `/api/users/${newId()}/handover`).expect(404);
    expect(world.orgId).toBeTruthy();
  });
});

describe('one’s own time off', () => {
  it('a rep sees what will happen, goes and comes back; of others they see and plan nothing', async () => {
    const { world } = api;
    const eva = await world.addRep('Eva');
    const other = await world.addRep('Other rep');
    const token = await api.tokenOf(eva, 'REP');
    const own = await send('get', `/api/users/${eva}/handover?cause=TIME_OFF`, undefined, token).expect(200);
    expect(own.body).toMatchObject({ total: 0, refusal: null });
    await send('get', `/api/users/${other}/handover?cause=TIME_OFF`, undefined, token).expect(404);
    await send('post', `/api/users/${other}/time-off`, { from: from(0), to: from(HOUR) }, token).expect(404);
    const planned = await send(
      'post',
      `/api/users/${eva}/time-off`,
      { from: from(-1000), to: from(HOUR) },
      token,
    ).expect(201);
    expect(planned.body).toMatchObject({ status: 'RUNNING', cause: 'TIME_OFF' });
    const id = String(planned.body['id']);
    await send('delete', `/api/users/${other}/time-off/${id}`, undefined, token).expect(404);
    const back = await send('delete', `/api/users/${eva}/time-off/${id}`, undefined, token).expect(200);
    expect(back.body).toMatchObject({ status: 'CANCELLED' });
    expect((await audited(id)).map(({ action }) => action)).toEqual(['absence.planned', 'absence.cancelled']);
    await send('get', `/api/users/${eva}`, undefined, token).expect(403);
  });
});

describe('teams', () => {
  it('are found, sorted, and not overwritten', async () => {
    const find = async (query: string) => namesOf(await send('get', `/api/teams?${query}`).expect(200));
    const id = String((await send('post', '/api/teams', { name: 'Ășa o echipă' }).expect(201)).body['id']);
    expect(await find('q=asa%20ECHIPA')).toEqual(['Ășa o echipă']);
    expect((await find('sort=members&order=desc')).length).toBeGreaterThan(1);
    const { headers } = await send('get', `/api/teams/${id}`).expect(200);
    const change = (body: object) => send('patch', `/api/teams/${id}`).set('if-match', headers['etag']!).send(body);
    await change({ name: 'Another name' }).expect(200);
    await change({ name: 'A third' }).expect(412);
    expect(issuesOf(await send('patch', `/api/teams/${id}`, { name: 'Bossed' }).expect(409))).toMatchObject([
      { path: 'name' },
    ]);
    expect(issuesOf(await send('patch', `/api/teams/${id}`, { fallbackTeamId: id }).expect(400))).toMatchObject([
      { path: 'fallbackTeamId' },
    ]);
    expect(issuesOf(await send('patch', `/api/teams/${id}`, { onCall: [newId()] }).expect(400))).toMatchObject([
      { path: 'onCall.0' },
    ]);
    await send('patch', `/api/teams/${id}`, { archived: true }).expect(200);
    expect(await find('archived=true')).toContain('Another name');
    expect(await find('archived=false')).not.toContain('Another name');
    await send('put', `/api/teams/${id}/members/${adminId}`).expect(409);
    await send('put', `/api/teams/${id}/members/${newId()}`).expect(404);
  });

  it('give their leads to their fallback when nobody of them can, and say so', async () => {
    const { world } = api;
    const stands = String((await send('post', '/api/teams', { name: 'Stands in' }).expect(201)).body['id']);
    const fay = await world.addRep('Fay', { capacity: 10 });
    await send('patch', `/api/users/${fay}`, { teamIds: [stands] }).expect(200);
    await send('patch', `/api/teams/${world.teamId}`, { fallbackTeamId: stands }).expect(200);
    await only(fay);
    const id = await world.receive();
    await settle([id]);
    expect(await ownersOf([id])).toEqual([{ id, owner_id: fay }]);
    const [assigned] = await world.all<{ text: string }>(
      "SELECT explanation->>'text' AS text FROM assignments WHERE lead_id = $1",
      [id],
    );
    expect(assigned!.text).toMatch(/^Fay by fallback of .*Before that rule 1: nobody of/);
    expect((await send('get', `/api/teams/${stands}/uses`).expect(200)).body).toMatchObject({
      flows: [],
      fallbackOf: [{ id: world.teamId }],
    });
    expect(
      (await send('get', `/api/teams/${world.teamId}/uses`, undefined, manager).expect(200)).body['flows'],
    ).toHaveLength(1);
    await send('patch', `/api/teams/${world.teamId}`, { fallbackTeamId: null }).expect(200);
  });

  it('tell the first on call who is there while their manager is away', async () => {
    const { world } = api;
    const [mia, ned, oda] = [
      await addPerson('Mia', { role: 'MANAGER' }),
      await addPerson('Ned', { role: 'MANAGER' }),
      await addPerson('Oda', { role: 'MANAGER' }),
    ];
    await send('patch', `/api/teams/${world.teamId}`, { managerId: mia, onCall: [ned, oda] }).expect(200);
    await only();
    const told = async () => {
      const id = await world.receive();
      await settle([id]);
      const rows = await world.all<{ user_id: string }>(
        "SELECT user_id FROM notifications WHERE lead_id = $1 AND kind = 'UNROUTED'",
        [id],
      );
      return rows.map(({ user_id }) => user_id);
    };
    expect(await told()).toEqual([mia]);
    await send('post', `/api/users/${mia}/time-off`, { from: from(-1000), to: from(HOUR) }).expect(201);
    expect(await told()).toEqual([ned]);
    await send('patch', `/api/users/${ned}`, { status: 'AWAY' }).expect(200);
    expect(await told()).toEqual([oda]);
    await send('patch', `/api/users/${oda}`, { status: 'INACTIVE' }).expect(200);
    expect(await told()).toEqual([mia]);
    await send('patch', `/api/teams/${world.teamId}`, { managerId: null, onCall: [] }).expect(200);
  });
});

describe('an import of people', () => {
  const preview = async (csv: string, more: object = {}) =>
    (await send('post', '/api/users/import/preview', { csv, ...more }).expect(200)).body as unknown as {
      rows: number;
      created: number;
      changed: number;
      same: number;
      bad: number;
      plan: string;
      problems: { line: number; column: string | null; message: string }[];
      problemsCsv: string | null;
      unknown: string[];
    };

  it('says what it would do, does exactly that, and a second time nothing', async () => {
    await send('post', '/api/teams', { name: 'Imported' }).expect(201);
    const known = await addPerson('Known', { email: 'known@import.example' });
    const csv =
      '\ufeffEmail;Nume;Rol;Echipe;Competențe;Capacitate\r\nana@import.example;Ana Pop;reprezentant;imported;"solar:3, ro";15\r\nKNOWN@import.example;Known;;;;7\r\n';
    const first = await preview(csv);
    expect(first).toMatchObject({ rows: 2, created: 1, changed: 1, same: 0, bad: 0, problems: [], problemsCsv: null });
    const done = await send('post', '/api/users/import', { csv, plan: first.plan }).expect(200);
    expect(done.body).toMatchObject({ created: 1, changed: 1 });
    const [ana] = (await send('get', '/api/users?q=ana@import.example')).body.items;
    expect(ana).toMatchObject({
      name: 'Ana Pop',
      role: 'REP',
      state: 'INVITED',
      capacity: 15,
      skillLevels: { solar: 3, ro: 1 },
      teamIds: [expect.any(String) as string],
    });
    expect((await send('get', `/api/users/${known}`)).body).toMatchObject({
      email: 'known@import.example',
      capacity: 7,
      revision: 2,
    });
    expect((await audited(known)).at(-1)).toMatchObject({
      action: 'user.changed',
      before: { capacity: 20 },
      after: { capacity: 7 },
    });
    expect((await audited(ana!.id)).map(({ action }) => action)).toEqual(['user.created', 'invitation.sent']);
    expect((await audited(api.world.orgId)).at(-1)).toMatchObject({
      action: 'people.imported',
      after: { created: 1, changed: 1 },
    });
    const again = await preview(csv);
    expect(again).toMatchObject({ created: 0, changed: 0, same: 2 });
    // What was shown is not what would be done now.
    await send('post', '/api/users/import', { csv, plan: first.plan }).expect(409);
  });

  it('names each line and column that is wrong, and does nothing of it unless it is asked for the rest', async () => {
    const gone = await addPerson('Gone', { email: 'gone@import.example' });
    await send('patch', `/api/users/${gone}`, { status: 'INACTIVE' }).expect(200);
    const csv = [
      'email,name,role,teams,capacity,languages',
      'good@import.example,Good,REP,,10,ro',
      'no address,Bad,REP,,10,',
      'x@import.example,,BOSS,Nowhere,many,klingon!',
      'good@import.example,Good again,REP,,,',
      'gone@import.example,Gone,,,,',
      '"=1+1@import.example",Formula,,,,,,,',
    ].join('\n');
    const before = await api.world.all('SELECT count(*) FROM users');
    const found = await preview(csv);
    expect(found).toMatchObject({ rows: 6, created: 1, bad: 5 });
    expect(found.problems.map(({ line, column }) => `${line} ${column}`)).toEqual([
      '3 email',
      '4 role',
      '4 languages',
      '4 capacity',
      '4 teams',
      '4 name',
      '5 email',
      '6 email',
      ...found.problems.slice(8).map(({ line, column }) => `${line} ${column}`),
    ]);
    expect(found.problemsCsv).toContain('4,role,"Give a role: REP, MANAGER, ADMIN or AUDITOR."');
    const refused = await send('post', '/api/users/import', { csv, plan: found.plan }).expect(409);
    expect(refused.body.title).toMatch(/nothing was imported/);
    expect(await api.world.all('SELECT count(*) FROM users')).toEqual(before);
    await send('post', '/api/users/import', { csv, withoutBad: true }).expect(200);
    expect(namesOf(await send('get', '/api/users?q=import.example%20good'))).toEqual(['Good']);
  });

  it('cannot take the last admin away, nor read what is no file of people', async () => {
    const csv = 'email,role\nadmin@example.com,REP';
    expect((await preview(csv)).problems).toEqual([
      { line: 2, column: 'role', message: 'Nobody would be left to administer the organisation.' },
    ]);
    await send('post', '/api/users/import', { csv }).expect(409);
    expect((await preview('name\nAna')).problems).toMatchObject([{ line: 1, column: 'email' }]);
    await send('post', '/api/users/import', { csv: 'name\nAna', withoutBad: true }).expect(409);
    expect((await preview('email,name\n"a@b.example,Ana')).problems[0]!.message).toMatch(/not closed/);
    expect((await preview('Login,Who\nq@import.example,Q', { columns: { email: 'Login', name: 'who' } })).created).toBe(
      1,
    );
    await send('post', '/api/users/import/preview', { csv: 'email' }, manager).expect(403);
    await send('post', '/api/users/import/preview', { csv: '' }).expect(400);
  });

  it('takes 10,000 people with bad lines among them in seconds, all or nothing', async () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, n) => `many${n}@bulk.example,Many ${n},REP,${n % 100 === 0 ? 'x' : n % 50}`,
    );
    const csv = ['email,name,role,capacity', ...lines].join('\n');
    const found = await preview(csv);
    expect(found).toMatchObject({ rows: 10_000, created: 9_900, bad: 100 });
    expect(found.problems).toHaveLength(100);
    const began = performance.now();
    await send('post', '/api/users/import', { csv }).expect(409);
    expect((await send('get', '/api/users?q=bulk.example')).body.items).toEqual([]);
    await send('post', '/api/users/import', { csv, withoutBad: true }).expect(200);
    expect(performance.now() - began).toBeLessThan(20_000);
    const again = await preview(csv);
    expect(again).toMatchObject({ created: 0, same: 9_900, bad: 100 });
    const changed = csv.replaceAll(',REP,', ',AUDITOR,');
    await send('post', '/api/users/import', { csv: changed, withoutBad: true }).expect(200);
    expect(
      await api.world.all(
        "SELECT count(*)::int AS n FROM users WHERE role = 'AUDITOR' AND email LIKE '%@bulk.example'",
      ),
    ).toEqual([{ n: 9_900 }]);
    expect((await preview(`${csv}\none@more.example,One,REP,1`)).problems.at(-1)).toBeDefined();
  });
});
