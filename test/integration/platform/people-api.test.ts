import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docExample } from '../../support/doc-example.js';
import { LeadApi, type Answer } from '../../support/lead-api.js';
import { flowDefinition } from '../../support/world.js';

const DOC = 'docs/engine/absence.md';
const DAY = 86_400_000;
const HOUR = 3_600_000;
let api: LeadApi;
let admin: string;
let manager: string;
let adminId: string;

beforeAll(async () => {
  api = await LeadApi.open('people_api');
  adminId = newId();
  await api.world.sql.query(
    "INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, 'admin@example.com', 'Ada', 'ADMIN')",
    [api.world.orgId, adminId],
  );
  admin = await api.tokenOf(adminId, 'ADMIN');
  manager = await api.manager();
});
afterAll(() => api.close());

const send = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object, token = admin) => {
  const call = api.call(method, path).set('authorization', token);
  return body === undefined ? call : call.send(body);
};
const pathsOf = ({ body }: Answer) => body.error.details.issues.map(({ path }) => path);
const auditOf = (entityId: string) =>
  api.world.all<{ action: string; before: unknown; after: unknown; actor_id: string }>(
    'SELECT action, before, after, actor_id FROM audit WHERE entity_id = $1 ORDER BY id',
    [entityId],
  );
const from = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('PATCH /api/users/{id}', () => {
  it('changes what is named, as the document shows, and tells the audit log without the name', async () => {
    const id = await api.world.addRep('Ana', { skills: ['ro', 'de'] });
    const example = docExample(DOC, 'patch-user') as object;
    const { body } = await send('patch', `/api/users/${id}`, { ...example, name: 'Ana-Maria' }).expect(200);
    const changed = {
      name: 'Ana-Maria',
      skills: ['en', 'ro'],
      skillLevels: { en: 1, ro: 4 },
      languages: ['ro', 'en'],
      territories: ['RO', 'MD'],
      capacity: 15,
      teamIds: [api.world.teamId],
      status: 'ACTIVE',
    };
    expect(body).toMatchObject(changed);
    expect((await send('get', `/api/users/${id}`)).body).toEqual(body);
    expect(await auditOf(id)).toEqual([
      {
        action: 'user.changed',
        actor_id: adminId,
        before: { skills: { ro: 1, de: 1 }, languages: [], territories: [], capacity: 100 },
        after: {
          nameChanged: true,
          skills: { en: 1, ro: 4 },
          languages: ['ro', 'en'],
          territories: ['RO', 'MD'],
          capacity: 15,
        },
      },
    ]);
    // A plain name keeps its level, and what is so already is no change.
    const again = await send('patch', `/api/users/${id}`, { skills: ['ro', 'en'], capacity: 15 }).expect(200);
    expect(again.body).toEqual(body);
    expect(await auditOf(id)).toHaveLength(1);
  });

  it('takes levels, languages and territories at the creation too', async () => {
    const { body } = await send('post', '/api/users', {
      email: 'lev@example.com',
      name: 'Lev',
      role: 'REP',
      skills: ['en', { skill: 'ro', level: 5 }],
      languages: ['EN-us'],
      territories: ['us'],
    }).expect(201);
    expect(body).toMatchObject({ skillLevels: { en: 1, ro: 5 }, languages: ['en'], territories: ['US'], backAt: null });
    expect((await send('get', `/api/users/${String(body.id)}`)).body).toEqual(body);
  });

  it('names everything that is wrong at once', async () => {
    const id = await api.world.addRep('Wrong');
    const refused = await send('patch', `/api/users/${id}`, {
      languages: ['romanian!', 'ro', 'ro-RO'],
      territories: ['XX'],
      capacity: -1,
      surprise: 1,
      skills: [{ skill: 'ro', level: 6 }],
    }).expect(400);
    expect(pathsOf(refused).sort()).toEqual([
      'capacity',
      'languages',
      'languages.0',
      'skills.0.level',
      'surprise',
      'territories.0',
    ]);
    const twice = await send('patch', `/api/users/${id}`, { languages: ['ro', 'ro-RO'], skills: ['a', 'a'] }).expect(
      400,
    );
    expect(pathsOf(twice).sort()).toEqual(['languages', 'skills']);
    const nowhere = { teamIds: [newId()], calendarId: newId() };
    expect(pathsOf(await send('patch', `/api/users/${id}`, nowhere).expect(400))).toEqual(['teamIds.0', 'calendarId']);
    await send('patch', `/api/users/${newId()}`, { capacity: 1 }).expect(404);
    await send('patch', `/api/users/${id}`, { capacity: 1 }, manager).expect(403);
    expect(await auditOf(id)).toEqual([]);
  });

  it('deactivates: sessions end at once, an absence begins; activates: it ends, the sessions stay dead', async () => {
    const account = { email: 'dora@example.com', password: 'a long password' };
    const made = await send('post', '/api/users', { ...account, name: 'Dora', role: 'REP' }).expect(201);
    const id = String(made.body.id);
    const logIn = () => api.call('post', '/api/auth/login').send(account);
    const refresh = (refreshToken: unknown) => api.call('post', '/api/auth/refresh').send({ refreshToken });
    const { body: session } = await logIn().expect(200);

    const off = await send('patch', `/api/users/${id}`, { status: 'INACTIVE' }).expect(200);
    expect(off.body).toMatchObject({ status: 'INACTIVE', backAt: null });
    await logIn().expect(401);
    const [absence] = await api.world.all<{ id: string }>('SELECT * FROM absences WHERE user_id = $1', [id]);
    expect(absence).toMatchObject({ cause: 'DEACTIVATION', to_at: null, replan: true });
    expect(await api.world.all('SELECT topic, lead_id FROM outbox WHERE subject_id = $1', [absence!.id])).toEqual([
      { topic: 'ABSENCE_PLANNED', lead_id: null },
    ]);
    await send('post', `/api/users/${id}/time-off`, { from: from(0), to: from(DAY) }).expect(409);
    await send('delete', `/api/users/${id}/time-off/${absence!.id}`).expect(409);

    const on = await send('patch', `/api/users/${id}`, { status: 'ACTIVE' }).expect(200);
    expect(Date.parse(String(on.body.backAt))).toBeGreaterThan(Date.now() - HOUR);
    const listed = await send('get', `/api/users/${id}/time-off`).expect(200);
    expect(listed.body.items).toMatchObject([{ id: absence!.id, status: 'ENDED', cause: 'DEACTIVATION' }]);
    await refresh(session.refreshToken).expect(401);
    await logIn().expect(200);
    expect((await auditOf(absence!.id)).map(({ action }) => action)).toEqual(['absence.planned', 'absence.ended']);
    expect((await auditOf(id)).map(({ before, after }) => [before, after])).toEqual([
      [null, expect.objectContaining({ status: 'ACTIVE' })],
      [{ status: 'ACTIVE' }, { status: 'INACTIVE' }],
      // The log-in that was refused.
      [null, { status: 'INACTIVE', heldUntil: null }],
      [{ status: 'INACTIVE' }, { status: 'ACTIVE' }],
    ]);
    const self = await send('patch', `/api/users/${adminId}`, { status: 'INACTIVE' }).expect(409);
    expect(self.body.title).toContain('yourself');
  });

  it('remembers when somebody who was away came back', async () => {
    const id = await api.world.addRep('Back');
    await send('patch', `/api/users/${id}`, { status: 'AWAY' }).expect(200);
    const { body } = await send('patch', `/api/users/${id}`, { status: 'ACTIVE' }).expect(200);
    expect(body.backAt).not.toBeNull();
    expect(await api.world.all('SELECT 1 FROM absences WHERE user_id = $1', [id])).toEqual([]);
  });
});

describe('PATCH /api/teams/{id}', () => {
  it('archives with a warning for each active flow that routes to it, and takes it back', async () => {
    const { body: team } = await send('post', '/api/teams', { name: 'Old team' }).expect(201);
    const id = String(team.id);
    const rule = { when: { all: [] }, teamId: api.world.teamId, mode: 'AUTO' as const, strategy: 'BALANCED' as const };
    const fallback = { teamId: id, strategy: 'BALANCED' } as const;
    await api.world.addFlow(
      { ...flowDefinition(api.world.teamId), routing: { rules: [rule], fallback, maxReassignments: 0 } },
      'warned',
    );
    const { body } = await send('patch', `/api/teams/${id}`, { archived: true, name: 'Former' }).expect(200);
    expect(body).toMatchObject({
      name: 'Former',
      warnings: [{ path: 'routing.fallback.teamId', message: expect.stringContaining('“warned”') as string }],
    });
    expect(body.archivedAt).not.toBeNull();
    const again = await send('patch', `/api/teams/${id}`, { archived: true }).expect(200);
    expect(again.body.archivedAt).toBe(body.archivedAt);
    const rep = await api.world.addRep('Joiner');
    const refused = await send('patch', `/api/users/${rep}`, { teamIds: [api.world.teamId, id] }).expect(400);
    expect(pathsOf(refused)).toEqual(['teamIds.1']);
    const back = await send('patch', `/api/teams/${id}`, { archived: false }).expect(200);
    expect(back.body).toMatchObject({ archivedAt: null, warnings: [] });
    expect((await auditOf(id)).map(({ action, after }) => [action, Object.keys(after as object).sort()])).toEqual([
      ['team.created', ['calendarId', 'id', 'managerId', 'name']],
      ['team.changed', ['archivedAt', 'name']],
      ['team.changed', ['archivedAt']],
    ]);
  });

  it('refuses a name that is taken, and people and calendars that are not there', async () => {
    const { body } = await send('post', '/api/teams', { name: 'Some team' }).expect(201);
    const at = `/api/teams/${String(body.id)}`;
    await send('patch', at, { name: 'Sales' }).expect(409);
    await send('patch', at, { name: 'Some team' }).expect(200);
    const refused = await send('patch', at, { managerId: newId(), calendarId: newId() }).expect(400);
    expect(pathsOf(refused)).toEqual(['managerId', 'calendarId']);
    await send('patch', at, { name: 'x' }, manager).expect(403);
    await send('patch', `/api/teams/${newId()}`, { name: 'x' }).expect(404);
  });
});

describe('time off', () => {
  it('is planned, listed latest first, and read by the rep themselves, not by another', async () => {
    const id = await api.world.addRep('Off');
    const at = `/api/users/${id}/time-off`;
    const plan = (fromMs: number, toMs: number, more = {}) =>
      send('post', at, { from: from(fromMs), to: from(toMs), ...more }, manager);
    const { body: first } = await plan(DAY, 2 * DAY, { reason: 'Surgery' }).expect(201);
    expect(first).toMatchObject({
      userId: id,
      cause: 'TIME_OFF',
      status: 'PLANNED',
      reason: 'Surgery',
      replan: true,
      leadsFound: null,
      leadsReplanned: 0,
      replannedAt: null,
      cancelledAt: null,
    });
    const { body: second } = await plan(4 * DAY, 5 * DAY, { replan: false }).expect(201);
    const rep = await api.tokenOf(id, 'REP');
    const { body: page } = await send('get', `${at}?limit=1`, undefined, rep).expect(200);
    expect(page.items).toEqual([second]);
    const next = await send('get', `${at}?limit=1&cursor=${page.nextCursor}`, undefined, rep).expect(200);
    expect(next.body).toEqual({ items: [first], nextCursor: null });
    await send('get', `${at}/${String(first.id)}`, undefined, rep).expect(200);
    const other = await api.tokenOf(await api.world.addRep('Other'), 'REP');
    await send('get', at, undefined, other).expect(404);
    await send('get', `${at}/${String(first.id)}`, undefined, other).expect(404);
    // Their own they plan themselves, and these days are taken.
    await send('post', at, { from: from(1 * DAY), to: from(2 * DAY) }, rep).expect(409);
    await send('post', at, { from: from(0), to: from(DAY) }, other).expect(404);
    await send('get', `/api/users/${newId()}/time-off`).expect(404);
    // What a person says of their health is not in the log.
    expect(JSON.stringify(await auditOf(String(first.id)))).not.toContain('Surgery');
    // What moves nothing needs no workflow.
    const rows = await api.world.all<{ subject_id: string }>(
      "SELECT subject_id FROM outbox WHERE topic = 'ABSENCE_PLANNED' AND subject_id = ANY($1)",
      [[first.id, second.id]],
    );
    expect(rows).toEqual([{ subject_id: first.id }]);
  });

  it('is taken as the document shows', async () => {
    const id = await api.world.addRep('Doc');
    const example = docExample(DOC, 'time-off') as { from: string; to: string; reason: string };
    // The document's days pass: the test moves them, the shape stays.
    const ahead = Date.parse(example.from) - Date.now() < DAY ? 30 * DAY : 0;
    const moved = {
      ...example,
      ...(ahead > 0 ? { from: from(ahead), to: from(ahead + DAY) } : {}),
    };
    const { body } = await send('post', `/api/users/${id}/time-off`, moved, manager).expect(201);
    expect(body).toMatchObject({ reason: example.reason, status: 'PLANNED' });
  });

  it.each([
    ['an end before its beginning', DAY, DAY / 2, ['to']],
    ['an end in the past', -2 * DAY, -DAY, ['to']],
    ['more than a year', DAY, 400 * DAY, ['to']],
    ['a beginning in three years', 1_095 * DAY, 1_100 * DAY, ['from']],
  ])('is refused with %s', async (_, fromMs, toMs, paths) => {
    const id = await api.world.addRep('Refused');
    const refused = await send('post', `/api/users/${id}/time-off`, { from: from(fromMs), to: from(toMs) }).expect(400);
    expect(pathsOf(refused)).toEqual(paths);
  });

  it('is refused where it overlaps, also when two ask at once, and fits where it touches', async () => {
    const id = await api.world.addRep('Twice');
    const at = `/api/users/${id}/time-off`;
    const [begin, middle, end] = [from(DAY), from(2 * DAY), from(3 * DAY)];
    const answers = await Promise.all([1, 2, 3].map(() => send('post', at, { from: begin, to: middle })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    await send('post', at, { from: middle, to: end }).expect(201);
    const refused = await send('post', at, { from: from(-HOUR), to: from(4 * DAY) }).expect(409);
    expect(refused.body.title).toContain(begin);
  });

  it('is cancelled once, audited, told to its workflow, and not when it is over', async () => {
    const id = await api.world.addRep('Cancels');
    const at = `/api/users/${id}/time-off`;
    const { body } = await send('post', at, { from: from(-HOUR), to: from(DAY) }).expect(201);
    expect(body.status).toBe('RUNNING');
    const one = `${at}/${String(body.id)}`;
    const cancelled = await send('delete', one, undefined, manager).expect(200);
    expect(cancelled.body).toMatchObject({ id: body.id, status: 'CANCELLED' });
    expect((await send('delete', one).expect(200)).body).toEqual(cancelled.body);
    expect((await auditOf(String(body.id))).map(({ action }) => action)).toEqual([
      'absence.planned',
      'absence.cancelled',
    ]);
    expect(await api.world.all('SELECT 1 FROM outbox WHERE subject_id = $1', [body.id])).toHaveLength(2);
    expect((await send('get', `/api/users/${id}`)).body.backAt).not.toBeNull();
    // What was cancelled is in nobody's way.
    const { body: next } = await send('post', at, { from: from(-HOUR), to: from(DAY) }).expect(201);
    await api.world.sql.query("UPDATE absences SET to_at = now() - interval '1 s' WHERE id = $1", [next.id]);
    await send('delete', `${at}/${String(next.id)}`).expect(409);
    await send('delete', `${at}/${newId()}`).expect(404);
  });
});

describe('GET /api/teams/{id}/coverage', () => {
  it('says when nobody is at work and why, as the document shows', async () => {
    const days = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
    const daily = (to: string) => ({
      timeZone: 'Europe/Bucharest',
      holidays: [],
      specialDates: [],
      weekly: days.map((day) => ({ day, from: '09:00', to })),
    });
    const office = await api.world.addCalendar(daily('18:00'));
    const early = await api.world.addCalendar(daily('14:00'));
    const { body: team } = await send('post', '/api/teams', { name: 'Covered', calendarId: office }).expect(201);
    const join = async (name: string, calendarId: string | null) => {
      const id = await api.world.addRep(name);
      await send('patch', `/api/users/${id}`, { teamIds: [team.id], calendarId, name }).expect(200);
      return id;
    };
    const ana = await join('Ana Pop', null);
    await join('Dan Rusu', early);
    await send('patch', `/api/users/${await join('Gone', null)}`, { status: 'INACTIVE' }).expect(200);
    const at = `/api/teams/${String(team.id)}/coverage`;
    const covered = await send('get', at, undefined, manager).expect(200);
    expect(covered.body).toMatchObject({ timeZone: 'Europe/Bucharest', uncoveredHours: 0 });
    expect(covered.body['days']).toHaveLength(14);

    const until = new Date(Date.now() + 10 * DAY).toISOString();
    await send('post', `/api/users/${ana}/time-off`, { from: from(-HOUR), to: until }).expect(201);
    const { body } = await send('get', `${at}?days=3`, undefined, manager).expect(200);
    const example = docExample(DOC, 'coverage-day') as {
      date: string;
      uncovered: { why: string; from: string; to: string }[];
    };
    const whole = (body['days'] as (typeof example)[])[1]!;
    expect(whole).toEqual({
      ...example,
      date: whole.date,
      uncovered: [
        {
          // 14:00 and 18:00 on the wall: winter or summer.
          from: expect.stringMatching(`^${whole.date}T1[12]:00:00.000Z$`) as string,
          to: expect.stringMatching(`^${whole.date}T1[56]:00:00.000Z$`) as string,
          why: example.uncovered[0]!.why.replace(/until \S+;/, `until ${until};`),
        },
      ],
    });
    expect(body['businessHours']).toBeLessThanOrEqual(27);
  });

  it('is refused without a calendar, for other roles, and for days out of range', async () => {
    const { body } = await send('post', '/api/teams', { name: 'No hours' }).expect(201);
    const at = `/api/teams/${String(body.id)}/coverage`;
    expect((await send('get', at).expect(409)).body.title).toContain('calendar');
    await send('get', at, undefined, await api.tokenOf(newId(), 'REP')).expect(403);
    expect(pathsOf(await send('get', `${at}?days=0`).expect(400))).toEqual(['days']);
    expect(pathsOf(await send('get', `${at}?days=x`).expect(400))).toEqual(['days']);
    await send('get', `/api/teams/${newId()}/coverage`).expect(404);
  });
});
