import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../db/client.js';
import { keepHolidayItems } from '../../../db/platform/queries/holiday-items.js';
import { ringCalendarChanges } from '../../../db/leads/queries/settlement/sweep.js';
import { WEEKDAYS } from '../../../domain/engine/calendars/types.js';
import { settleLeads } from '../../../settlement/settle.js';
import { LeadApi } from '../../support/lead-api.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

interface Clock {
  key: string;
  status: string;
  startedAt: string;
  deadlineAt: string;
  breachedAt: string | null;
  receipt: { text: string };
}
interface Detail {
  clocks: Clock[];
  timeline: { type: string; actor: { id: string | null }; [member: string]: unknown }[];
}
interface Calendar {
  id: string;
  revision: number;
  lastChange: { finishedAt: string | null; leadsFound: number; leadsDone: number; clocksMoved: number } | null;
}

let api: LeadApi;
let worker: Process;
let relay: Database;
let admin: string;
let adminId: string;
let always: { day: string; from: string; to: string }[];
let notToday: typeof always;

beforeAll(async () => {
  api = await LeadApi.open('calendar_changes');
  relay = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 1 });
  adminId = newId();
  admin = await api.tokenOf(adminId, 'ADMIN');
  await api.world.addRep('Ana');
  always = WEEKDAYS.map((day) => ({ day, from: '00:00', to: '24:00' }));
  // In two days: whenever the test runs, it is neither open now nor in the next minutes.
  notToday = [{ day: WEEKDAYS[(new Date().getUTCDay() + 1) % 7]!, from: '00:00', to: '24:00' }];
  worker = await startWorker({ database: api.database, namespace: await createNamespace('calendar_changes') });
});
afterAll(async () => {
  await worker?.stop();
  await relay?.close();
  await api?.close();
});

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, token = admin) =>
  api.call(method, path).set('authorization', token);

async function addCalendar(name: string, weekly: typeof always, change: object = {}): Promise<Calendar> {
  const { body } = await call('post', '/api/calendars')
    .send({ name, timeZone: 'UTC', weekly, ...change })
    .expect(201);
  return body as unknown as Calendar;
}

async function addFlow(key: string, calendarId: string, duration: string): Promise<string> {
  const definition = flowDefinition(api.world.teamId, {
    calendarId,
    match: { field: 'tags', op: 'contains', value: key },
    clocks: [
      {
        key: 'first_contact',
        name: 'First contact',
        starts: 'RECEIVED',
        target: { duration, time: 'BUSINESS', calendarOf: 'FLOW' },
        proofs: ['CALL_LOGGED'],
        ladder: [{ key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT' }],
      },
    ],
  });
  const { body } = await call('post', '/api/flows').send({ key, name: key, definition }).expect(201);
  await call('post', `/api/flows/${String(body['id'])}/publish`).expect(200);
  await call('post', `/api/flows/${String(body['id'])}/activate`).expect(200);
  return String(body['id']);
}

async function receive(tag: string): Promise<string> {
  const lead = { externalId: newId(), name: 'Ana Pop', phone: '+40722123456', tags: [tag] };
  return (await call('post', '/api/leads').send(lead).expect(202)).body.leadId;
}

const detailOf = async (id: string) => (await call('get', `/api/leads/${id}`).expect(200)).body as unknown as Detail;
const until = (what: string, id: string, holds: (detail: Detail) => boolean) =>
  waitFor(what, async () => {
    const detail = await detailOf(id);
    return holds(detail) && detail;
  });
const calendarOf = async (id: string) =>
  (await call('get', `/api/calendars/${id}`).expect(200)).body as unknown as Calendar;
const change = (id: string, body: object) => call('patch', `/api/calendars/${id}`).send(body);
const applied = (id: string) =>
  waitFor('the change is applied', async () => {
    const calendar = await calendarOf(id);
    return calendar.lastChange !== null && calendar.lastChange.finishedAt !== null && calendar;
  });
const ms = (instant: string): number => Date.parse(instant);

describe('changed hours', () => {
  it(
    'are shown first, leave what runs alone, move it when they are told to, and back',
    { timeout: 90_000 },
    async () => {
      const calendar = await addCalendar('Desk', always);
      await addFlow('desk', calendar.id, 'PT1H');
      const id = await receive('desk');
      const [before] = (await until('its clock runs', id, ({ clocks }) => clocks.length === 1)).clocks;
      expect(ms(before!.deadlineAt) - ms(before!.startedAt)).toBe(3_600_000);

      const { body: preview } = await call('post', `/api/calendars/${calendar.id}/preview`)
        .send({ weekly: notToday })
        .expect(200);
      expect(preview).toMatchObject({ leads: 1, moved: 1, earlier: 0, later: 1, breached: 0, kept: 0, standing: 0 });
      expect(preview.items).toMatchObject([
        {
          leadId: id,
          leadName: 'Ana Pop',
          ownerName: 'Ana',
          clockName: 'First contact',
          deadlineAt: before!.deadlineAt,
        },
      ]);
      const wouldBeAt = String(preview.items[0]!['wouldBeAt']);

      await change(calendar.id, { weekly: notToday }).expect(200);
      expect((await detailOf(id)).clocks).toMatchObject([{ deadlineAt: before!.deadlineAt }]);

      await change(calendar.id, { applyTo: 'RUNNING' }).expect(200);
      const moved = await until('it has moved', id, ({ clocks }) => clocks[0]!.deadlineAt !== before!.deadlineAt);
      expect(moved.clocks).toMatchObject([{ status: 'RUNNING', deadlineAt: wouldBeAt }]);
      expect(moved.timeline.at(-1)).toMatchObject({ type: 'CLOCK_RECOUNTED', actor: { type: 'user', id: adminId } });
      expect((await applied(calendar.id)).lastChange).toMatchObject({ leadsFound: 1, leadsDone: 1, clocksMoved: 1 });

      await change(calendar.id, { weekly: always, applyTo: 'RUNNING' }).expect(200);
      const back = await until('it is back', id, ({ clocks }) => clocks[0]!.deadlineAt === before!.deadlineAt);
      expect(back.clocks[0]!.receipt.text).toBe(before!.receipt.text);
      await applied(calendar.id);
      const { items } = (await call('get', `/api/audit?entityId=${calendar.id}`).expect(200)).body;
      expect(items.map(({ action }) => action)).toEqual([
        'calendar.applied',
        'calendar.changed',
        'calendar.applied',
        'calendar.changed',
        'calendar.changed',
        'calendar.created',
      ]);
      expect(items[0]!['text']).toBe(
        'Somebody applied the calendar “Desk” to what runs: deadlines moved: 1 (leads looked at: 1)',
      );
    },
  );

  it(
    'set the timer anew: the clock is breached at the new instant, and its alert fires once',
    { timeout: 90_000 },
    async () => {
      const calendar = await addCalendar('Closed', notToday);
      await addFlow('closed', calendar.id, 'PT8S');
      const id = await receive('closed');
      await until('its clock runs', id, ({ clocks }) => clocks.length === 1);
      await change(calendar.id, { weekly: always, applyTo: 'RUNNING' }).expect(200);
      const { clocks } = await until('it is breached', id, (one) => one.clocks[0]!.status === 'BREACHED');
      expect(ms(clocks[0]!.deadlineAt) - ms(clocks[0]!.startedAt)).toBe(8_000);
      await applied(calendar.id);
      const fired = await api.world.all('SELECT key FROM escalations WHERE lead_id = $1', [id]);
      expect(fired).toHaveLength(1);
      // A change back moves what runs; what is breached stays.
      await change(calendar.id, { weekly: notToday, applyTo: 'RUNNING' }).expect(200);
      expect((await applied(calendar.id)).lastChange).toMatchObject({ clocksMoved: 0 });
      expect((await detailOf(id)).clocks).toMatchObject([{ status: 'BREACHED', deadlineAt: clocks[0]!.deadlineAt }]);
    },
  );

  it('of two admins at once: one is told that the other was faster', async () => {
    const calendar = await addCalendar('Shared', always);
    const answers = await Promise.all(
      ['A', 'B'].map((name) => change(calendar.id, { name }).set('if-match', `"${calendar.revision}"`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(answers.find(({ status }) => status === 412)!.headers['etag']).toBe('"2"');
  });

  it('wait for an earlier change that is being applied, which the sweep asks for when nobody does it', async () => {
    const calendar = await addCalendar('Busy', always);
    const changeId = newId();
    await api.world.sql.query(
      `INSERT INTO calendar_changes (org_id, id, calendar_id, calendar_name, revision, actor_type, created_at)
       VALUES ($1, $2, $3, 'Busy', 1, 'system', now() - interval '5 minutes')`,
      [api.world.orgId, changeId, calendar.id],
    );
    await change(calendar.id, { weekly: notToday }).expect(409);
    await change(calendar.id, { name: 'Still busy' }).expect(200);
    expect(await ringCalendarChanges(relay, 60_000)).toBe(1);
    await applied(calendar.id);
    await change(calendar.id, { weekly: notToday }).expect(200);
  });

  it('are checked as those of a new calendar, and those of another org are not there', async () => {
    const calendar = await addCalendar('Checked', always);
    const paths = async (body: object) =>
      (await change(calendar.id, body).expect(400)).body.error.details.issues.map(({ path }) => path);
    expect(await paths({ timeZone: 'Mars/Olympus' })).toEqual(['timeZone']);
    expect(await paths({ weekly: [{ day: 'MON', from: '9', to: '18:00' }] })).toEqual(['weekly.0.from']);
    const twice = [
      { date: '2027-01-02', intervals: [] },
      { date: '2027-01-02', intervals: [] },
    ];
    expect(await paths({ specialDates: twice })).toEqual(['specialDates.1.date']);
    expect(await paths({ color: 'red' })).toEqual(['color']);
    expect(await paths({ applyTo: 'ALL' })).toEqual(['applyTo']);
    for (const at of ['2026-02-30T10:00', '0000-01-01T00:00', 'now', '2026-12-24'])
      await call('get', `/api/calendars/${calendar.id}/open-at?at=${at}`).expect(400);
    await call('get', `/api/calendars/${calendar.id}/open-at?at=2099-12-31T23:59`).expect(200);
    await call('get', `/api/calendars/${calendar.id}/years/99`).expect(404);
    const stranger = await api.tokenOf(newId(), 'ADMIN', newId());
    for (const [method, path] of [
      ['patch', ''],
      ['delete', ''],
      ['get', '/uses'],
      ['post', '/preview'],
      ['get', '/open-at'],
      ['get', '/years/2027'],
    ] as const)
      await call(method, `/api/calendars/${calendar.id}${path}`, stranger)
        .send(method === 'get' ? undefined : {})
        .expect(404);
  });

  it('are pages of one preview over many leads', { timeout: 60_000 }, async () => {
    const calendar = await addCalendar('Many', always);
    await addFlow('many', calendar.id, 'PT2H');
    const ids = await Promise.all(Array.from({ length: 7 }, () => receive('many')));
    for (const id of ids) await until('its clock runs', id, ({ clocks }) => clocks.length === 1);
    const seen: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await call(
        'post',
        `/api/calendars/${calendar.id}/preview?limit=3${cursor && `&cursor=${cursor}`}`,
      )
        .send({ weekly: notToday })
        .expect(200);
      expect(body).toMatchObject({ leads: 7, moved: 7, later: 7 });
      seen.push(...body.items.map(({ leadId }) => leadId));
      cursor = body.nextCursor;
    }
    expect(seen.sort()).toEqual(ids.sort());
    const uses = (await call('get', `/api/calendars/${calendar.id}/uses`).expect(200)).body;
    expect(uses).toMatchObject({ flows: [{ name: 'many', where: ['its own calendar'] }], leads: 7 });
  });
});

describe('who counts by a calendar', () => {
  it('is said, and keeps it from being deleted', async () => {
    const calendar = await addCalendar('Used', always);
    const { id } = calendar;
    await api.world.addRep('Used Ulla', { calendarId: id });
    await call('patch', `/api/teams/${api.world.teamId}`).send({ calendarId: id }).expect(200);
    await call('post', '/api/flows')
      .send({ key: 'drafted', name: 'Drafted', definition: flowDefinition(api.world.teamId, { calendarId: id }) })
      .expect(201);
    expect((await call('get', `/api/calendars/${id}/uses`).expect(200)).body).toMatchObject({
      people: [{ name: 'Used Ulla' }],
      teams: [{ name: 'Sales' }],
      flows: [{ name: 'Drafted', where: ['its own calendar'] }],
      leads: 0,
    });
    const { body } = await call('delete', `/api/calendars/${id}`).expect(409);
    expect(body.title).toBe(
      'This calendar is used by the team “Sales”, Used Ulla and the flow “Drafted” (its own calendar)',
    );
    const free = await addCalendar('Free', always);
    await call('delete', `/api/calendars/${free.id}`).expect(204);
    await call('delete', `/api/calendars/${free.id}`).expect(404);
    const { items } = (await call('get', `/api/audit?entityId=${free.id}&action=calendar.deleted`).expect(200)).body;
    expect(items[0]!['text']).toContain('deleted the calendar “Free”');
  });
});

describe('people’s own hours', () => {
  it('decide who is at work as soon as they are changed', async () => {
    const calendar = await addCalendar('Night', notToday);
    await api.world.sql.query("UPDATE users SET status = 'AWAY' WHERE name = 'Ana'");
    const nora = await api.world.addRep('Night Nora', { calendarId: calendar.id });
    await addFlow('night', (await addCalendar('Any', always)).id, 'PT1H');
    const ownerOf = async () => {
      const lead = await receive('night');
      const options = { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 } as const;
      const deps = { db: api.db, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) };
      await settleLeads(deps, api.world.orgId, [lead], options);
      return (await api.world.one<{ owner_id: string | null }>('SELECT owner_id FROM leads WHERE id = $1', [lead]))
        .owner_id;
    };
    expect(await ownerOf()).not.toBe(nora);
    await change(calendar.id, { weekly: always }).expect(200);
    await api.world.sql.query('UPDATE users SET capacity = 0 WHERE role = $1 AND id <> $2', ['REP', nora]);
    expect(await ownerOf()).toBe(nora);
  });
});

describe('the holidays of the year that comes', () => {
  it('are asked for in November, once a calendar, until they are there', async () => {
    const calendar = await addCalendar('Festive', always, { holidays: [{ date: '2030-12-25', name: 'Christmas' }] });
    const keep = (at: string) => api.db.inOrg(api.world.orgId, (tx) => keepHolidayItems(tx, new Date(at)));
    const items = async (status: string) =>
      (await call('get', `/api/work-items?status=${status}&kind=HOLIDAYS_MISSING`).expect(200)).body.items;
    expect(await keep('2030-10-31T12:00:00Z')).toBe(0);
    expect(await keep('2030-11-01T12:00:00Z')).toBe(1);
    expect(await keep('2030-11-01T13:00:00Z')).toBe(0);
    expect(await items('open')).toMatchObject([
      {
        summary: 'The calendar “Festive” has no holidays in 2031 yet',
        solutions: ['CALENDAR'],
        details: { calendarId: calendar.id, year: 2031 },
      },
    ]);
    const holidays = ['2030-12-25', '2031-12-25'].map((date) => ({ date, name: 'Christmas' }));
    await change(calendar.id, { holidays }).expect(200);
    expect(await items('open')).toEqual([]);
    expect(await items('resolved')).toMatchObject([{ resolvedByItself: true }]);

    // They are gone again; somebody wants none.
    await change(calendar.id, { holidays: holidays.slice(0, 1) }).expect(200);
    expect(await keep('2030-11-02T12:00:00Z')).toBe(1);
    const [item] = await items('open');
    await call('post', `/api/work-items/${item!.id}/resolve`).expect(200);
    expect(await keep('2030-11-03T12:00:00Z')).toBe(0);
  });

  it('are known of countries and their regions, in the languages that they have', async () => {
    const { body } = await call('get', '/api/holidays?country=RO&year=2027&language=ro').expect(200);
    const holidays = body['holidays'] as { date: string; name: string; type: string }[];
    expect(holidays).toContainEqual({
      date: '2027-12-01',
      name: expect.stringContaining('Ziua') as string,
      type: 'public',
      partOfDay: false,
    });
    // Two days long.
    expect(holidays.filter(({ date }) => date.startsWith('2027-01-0'))).toMatchObject([
      { date: '2027-01-01' },
      { date: '2027-01-02' },
      { date: '2027-01-06' },
      { date: '2027-01-07' },
    ]);
    const bavaria = await call('get', '/api/holidays?country=de&region=BY&year=2027').expect(200);
    expect(bavaria.body['regions']).toContainEqual({ code: 'BY', name: 'Bayern' });
    expect(bavaria.body['holidays']).toContainEqual(expect.objectContaining({ date: '2027-01-06', type: 'public' }));
    for (const query of [
      'country=XX&year=2027',
      'country=DE&region=ZZ&year=2027',
      'country=DE&year=1850',
      'country=DE',
    ])
      await call('get', `/api/holidays?${query}`).expect(400);
    const countries = (await call('get', '/api/holidays/countries?language=ru').expect(200)).body.items;
    expect(countries).toContainEqual({ code: 'RO', name: 'Румыния' });
  });
});
