import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { officeHours, openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let stranger: Person;
let create: Everybody['create'];

beforeAll(async () => {
  ({ api, admin, manager, stranger, create } = await openWithEverybody('people'));
});
afterAll(() => api.stop());

describe('people, teams, calendars', () => {
  it('come back as they were made', async () => {
    const calendar = await create('/api/calendars', officeHours);
    expect(calendar).toMatchObject(officeHours);
    expect((await api.call('get', `/api/calendars/${calendar.id}`, manager.token).expect(200)).body).toEqual(calendar);

    const team = await create('/api/teams', { name: 'Sales', managerId: manager.id, calendarId: calendar.id });
    const person = {
      email: 'Ana.Pop@example.com',
      name: 'Ana Pop',
      role: 'REP',
      teamIds: [team.id],
      skills: ['en', 'ro'],
      capacity: 7,
      calendarId: calendar.id,
      status: 'AWAY',
    };
    const user = await create('/api/users', { ...person, password: 'a long password' });
    expect(user).toMatchObject({ ...person, invited: false });
    expect((await api.call('get', `/api/users/${user.id}`, manager.token).expect(200)).body).toEqual(user);
    const found = await api.call('get', `/api/teams/${team.id}`, manager.token).expect(200);
    expect(found.body).toEqual({ ...team, memberCount: 1 });
    await api.login('ana.pop@EXAMPLE.com', 'a long password').expect(200);

    const invited = await create('/api/users', { email: 'bo@example.com', name: 'Bo', role: 'MANAGER' });
    expect(invited).toMatchObject({
      invited: true,
      teamIds: [],
      skills: [],
      capacity: 20,
      calendarId: null,
      status: 'ACTIVE',
    });
  });

  it('have names and e-mails of their own in an org, and may share them between orgs', async () => {
    await create('/api/teams', { name: 'Twice' });
    expectProblem(await api.call('post', '/api/teams', admin.token).send({ name: 'Twice' }), 409);
    await create('/api/teams', { name: 'Twice' }, stranger);
    const user = { email: 'twice@example.com', name: 'T', role: 'REP' };
    await create('/api/users', user);
    const again = { ...user, email: 'TWICE@example.com' };
    expectProblem(await api.call('post', '/api/users', admin.token).send(again), 409);
    await create('/api/users', user, stranger);
  });

  it.each([
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ weekly: [{ day: 'MON', from: '9:00', to: '18:00' }] }, 'weekly.0.from'],
    [{ holidays: [{ date: '2026-02-30', name: 'x' }] }, 'holidays.0.date'],
    [
      {
        specialDates: [
          { date: '2026-12-24', intervals: [] },
          { date: '2026-12-24', intervals: [] },
        ],
      },
      'specialDates.1.date',
    ],
    [{ color: 'red' }, 'color'],
  ])('refuses a calendar with %j at %s', async (change, path) => {
    const response = await api.call('post', '/api/calendars', admin.token).send({ ...officeHours, ...change });
    expect(pathsOf(expectProblem(response, 400))).toEqual([path]);
  });

  it.each([
    [{ role: 'OPERATOR' }, 'role'],
    [{ email: 'not an address' }, 'email'],
    [{ password: 'short' }, 'password'],
    [{ capacity: -1 }, 'capacity'],
    [{ teamIds: ['x'] }, 'teamIds.0'],
    [{ orgId: newId() }, 'orgId'],
    [{ id: newId() }, 'id'],
  ])('refuses a person with %j at %s', async (change, path) => {
    const body = { email: `${newId()}@example.com`, name: 'X', role: 'REP', ...change };
    expect(pathsOf(expectProblem(await api.call('post', '/api/users', admin.token).send(body), 400))).toEqual([path]);
  });

  it('are audited, without secrets and contact data', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const body: unknown = (
      await api
        .call('post', '/api/users', admin.token)
        .set('traceparent', traceparent)
        .send({ email: 'audited@example.com', name: 'Audited', role: 'REP', password: 'a long password' })
        .expect(201)
    ).body;
    const { id } = body as { id: string };
    const audit = await api.call('get', `/api/audit?entityType=user&entityId=${id}`, manager.token).expect(200);
    const { items } = audit.body as { items: unknown[] };
    expect(items).toEqual([
      expect.objectContaining({
        action: 'user.created',
        actor: { type: 'user', id: admin.id, name: 'ADMIN person' },
        entity: { type: 'user', id, name: 'Audited' },
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      }),
    ]);
    expect(JSON.stringify(items)).not.toMatch(/audited@|long password|argon2/);
    for (const filter of [
      'action=team.created',
      `actorId=${manager.id}`,
      'from=2999-01-01T00:00:00Z',
      'to=2000-01-01T00:00:00Z',
    ]) {
      const none = await api.call('get', `/api/audit?entityId=${id}&${filter}`, manager.token).expect(200);
      expect(none.body).toEqual({ items: [], nextCursor: null });
    }
  });
});
