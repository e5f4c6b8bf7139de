import { execFile as execFileWith } from 'node:child_process';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import type { ClockDefinition, LadderStep } from '../../../domain/leads/flow/definition.js';
import { docExample } from '../../support/doc-example.js';
import { LeadApi } from '../../support/lead-api.js';
import { createNamespace, program, startWorker, type Process } from '../../support/processes.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

const execFile = promisify(execFileWith);

interface Clock {
  key: string;
  cycle: number;
  status: string;
  startedAt: string;
  open: boolean;
  metAt: string | null;
  receipt: { text: string; calendar: { of: string } | null };
}
interface Detail {
  status: string;
  clocks: Clock[];
  can: { action: string; clockKey: string | null; allowed: boolean; why: string | null }[];
  timeline: { type: string; [member: string]: unknown }[];
  next: { at: string; what: string; clockKey: string }[];
}

let api: LeadApi;
let worker: Process;
let manager: string;
let ana: string;

beforeAll(async () => {
  api = await LeadApi.open('clocks');
  const { world } = api;
  const day = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
  const calendarId = await world.addCalendar({
    timeZone: 'Europe/London',
    weekly: day.map((one) => ({ day: one, from: '00:00', to: '24:00' })),
    holidays: [],
    specialDates: [],
  });
  ana = await world.addRep('Ana', { calendarId });
  await world.addRep('Bob');
  manager = await api.manager();
  const worked = docExample('docs/engine/clocks.md', 'clocks') as ClockDefinition[];
  const ladder = docExample('docs/engine/ladders.md', 'ladder') as LadderStep[];
  const hurry: ClockDefinition = {
    key: 'hurry',
    name: 'Hurry',
    starts: 'RECEIVED',
    target: { duration: 'PT1S', time: 'ELAPSED' },
    proofs: ['MEETING_BOOKED'],
    ladder: [
      {
        key: 'alert',
        at: { offset: 'PT0S' },
        action: 'MANAGER_ALERT',
        to: [{ onCall: [ana, world.managerId] }, 'team', { userId: newId() }],
        repeat: { every: 'PT1M', times: 50 },
      },
    ],
  };
  const clocks = worked.map((clock) => (clock.key === 'first_contact' ? { ...clock, ladder } : clock));
  await publish('worked', { calendarId, clocks, match: { field: 'tags', op: 'contains', value: 'worked' } });
  // Not published through the API, which would refuse to name somebody who is not there.
  await world.addFlow(flowDefinition(world.teamId, { clocks: [hurry], priority: 1 }), 'hurry');
  worker = await startWorker({ database: api.database, namespace: await createNamespace('clocks') });
});
afterAll(async () => {
  await worker?.stop();
  await api?.close();
});

const post = (path: string, body?: unknown, token = manager) =>
  api
    .call('post', path)
    .set('authorization', token)
    .send(body as object);

async function publish(key: string, change: Parameters<typeof flowDefinition>[1]): Promise<void> {
  const definition = flowDefinition(api.world.teamId, change);
  const { body } = await post('/api/flows', { key, name: key, definition }).expect(201);
  await post(`/api/flows/${String(body.id)}/publish`).expect(200);
  await post(`/api/flows/${String(body.id)}/activate`).expect(200);
}

async function receive(tag: string): Promise<string> {
  const lead = { externalId: newId(), name: 'Ana Pop', phone: '+40722123456', tags: [tag] };
  return (await post('/api/leads', lead).expect(202)).body.leadId;
}

async function detailOf(id: string): Promise<Detail> {
  const { body } = await api.call('get', `/api/leads/${id}`).set('authorization', manager).expect(200);
  return body as unknown as Detail;
}

const clocksOf = ({ clocks }: Detail, key: string) => clocks.filter((clock) => clock.key === key);

const until = (what: string, id: string, holds: (detail: Detail) => boolean) =>
  waitFor(what, async () => {
    const detail = await detailOf(id);
    return holds(detail) && detail;
  });

describe('the clocks that the documentation shows', () => {
  it('start, stand still in a status and recur from one contact to the next', async () => {
    const id = await receive('worked');
    const begun = await until('its clocks run', id, ({ clocks }) => clocks.length === 2);
    const { text, calendar } = clocksOf(begun, 'first_contact')[0]!.receipt;
    expect(text).toContain("(the flow's hours in the lead's zone, Europe/Bucharest)");
    expect(calendar).toMatchObject({ of: 'LEAD', timeZone: 'Europe/Bucharest' });
    expect(clocksOf(begun, 'answer')[0]).toMatchObject({ status: 'RUNNING' });

    await post(`/api/leads/${id}/proofs`, { kind: 'CALL_LOGGED' }).expect(202);
    const called = await until('the next touch is promised', id, (one) => clocksOf(one, 'next_touch').length === 1);
    expect(clocksOf(called, 'first_contact')).toMatchObject([{ status: 'MET' }]);
    expect(clocksOf(called, 'answer')).toMatchObject([{ status: 'PAUSED', deadlineAt: null }]);
    expect(clocksOf(called, 'next_touch')[0]!.receipt.calendar).toMatchObject({ of: 'FLOW' });

    await post(`/api/leads/${id}/proofs`, { kind: 'MEETING_BOOKED' }).expect(202);
    const touched = await until('and the one after', id, (one) => clocksOf(one, 'next_touch').length === 2);
    const [first, second] = clocksOf(touched, 'next_touch');
    expect(first).toMatchObject({ cycle: 1, status: 'MET' });
    expect(second).toMatchObject({ cycle: 2, status: 'RUNNING', startedAt: first!.metAt });

    await post(`/api/leads/${id}/clocks/next_touch/cancel`, { reason: 'in January' }).expect(202);
    const cancelled = await until(
      'it is cancelled',
      id,
      (one) => clocksOf(one, 'next_touch')[1]!.status === 'CANCELLED',
    );
    expect(cancelled.timeline.at(-1)).toMatchObject({
      type: 'CLOCK_CANCELLED',
      text: 'in January',
      actor: { type: 'user', id: api.world.managerId },
    });
    await post(`/api/leads/${id}/clocks/next_touch/cancel`).expect(409);
    await post(`/api/leads/${id}/clocks/nothing/cancel`).expect(409);
  });

  it('are cancelled and acknowledged by managers only, and of leads that are there', async () => {
    const rep = await api.tokenOf(ana, 'REP');
    for (const path of ['acknowledge', 'clocks/answer/cancel']) {
      await post(`/api/leads/${newId()}/${path}`, {}, rep).expect(403);
      await post(`/api/leads/${newId()}/${path}`, {}).expect(404);
    }
  });
});

describe('clocks that were counted by older time zones', () => {
  it('are listed by `npm run deadlines`, and counted anew when it is asked to', async () => {
    const id = await receive('worked');
    const begun = await until('its clocks run', id, ({ clocks }) => clocks.length === 2);
    const { deadlineAt } = clocksOf(begun, 'first_contact')[0]! as unknown as { deadlineAt: string };
    const { sql, orgId } = api.world;
    await sql.query(
      `UPDATE clocks SET deadline_at = deadline_at + interval '1 hour' WHERE lead_id = $1 AND key = 'first_contact'`,
      [id],
    );
    const run = async (...flags: string[]): Promise<string> => {
      const env = { ...process.env, DATABASE_URL: api.database.ownerUrl };
      return (await execFile(process.execPath, [...program('deadlines'), '--org', orgId, ...flags], { env })).stdout;
    };
    const listed = await run();
    expect(listed).toContain(id);
    expect(listed).toContain('Europe/Bucharest');
    expect(listed).toContain('-60 min');
    expect(listed).toContain('1 clocks are due at another instant');
    expect((await detailOf(id)).timeline.map(({ type }) => type)).not.toContain('CLOCK_RECOUNTED');

    await run('--apply');
    const told = await until('it is counted anew', id, ({ timeline }) => timeline.at(-1)?.type === 'CLOCK_RECOUNTED');
    expect(clocksOf(told, 'first_contact')).toMatchObject([{ status: 'RUNNING', deadlineAt }]);
    expect(await run('--apply')).toContain('All running clocks are as the time zones');
  });
});

describe('an acknowledgement', () => {
  it('stops the repeats; who was on call and each of the team were told, and for whom is gone the manager', async () => {
    const id = await receive('hurry');
    await until('it has fired', id, ({ timeline }) => timeline.some(({ type }) => type === 'ESCALATION'));
    const told = await api.world.all<{ user_id: string }>(
      "SELECT user_id FROM notifications WHERE lead_id = $1 AND kind = 'MANAGER_ALERT'",
      [id],
    );
    const reps = await api.world.all<{ id: string }>("SELECT id FROM users WHERE role = 'REP'");
    expect(told.map(({ user_id }) => user_id).sort()).toEqual(
      [...reps.map((rep) => rep.id), api.world.managerId].sort(),
    );
    expect(await api.world.all("SELECT 1 FROM work_items WHERE kind = 'RECIPIENT_MISSING'")).toHaveLength(1);
    expect((await detailOf(id)).next).toMatchObject([{ what: 'MANAGER_ALERT', clockKey: 'hurry' }]);

    const acknowledge = docExample('docs/engine/ladders.md', 'acknowledge') as object;
    await post(`/api/leads/${id}/acknowledge`, acknowledge).expect(202);
    const known = await until('it is known', id, ({ timeline }) =>
      timeline.some(({ type }) => type === 'ACKNOWLEDGED'),
    );
    expect(known.next).toEqual([]);
    expect(known.timeline.find(({ type }) => type === 'ESCALATION')?.acknowledgedAt).toMatch(/Z$/);
    expect(known.timeline.at(-1)).toMatchObject({ type: 'ACKNOWLEDGED', ...acknowledge });
    await post(`/api/leads/${id}/acknowledge`).expect(409);
    expect(known.can).toContainEqual({
      action: 'ACKNOWLEDGE',
      clockKey: null,
      allowed: false,
      why: 'Nothing has fired that nobody has acknowledged yet',
    });

    // An hour later, by the machine's clock.
    const later = () => Date.now() + 3_600_000;
    const deps = { db: api.db, outgoing: [], clock: later, log: pino({ level: 'silent' }) };
    await settleLeads(deps, api.world.orgId, [id], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    expect(await api.world.all('SELECT 1 FROM escalations WHERE lead_id = $1', [id])).toHaveLength(1);
  });
});

describe('a breached clock that is cancelled', () => {
  it('keeps its verdict, is open no more, and is not to be cancelled again', async () => {
    const id = await receive('hurry');
    const cancelling = ({ can }: Detail) => can.find(({ action }) => action === 'CANCEL_CLOCK');
    const late = await until('it is breached', id, ({ clocks }) => clocks[0]?.status === 'BREACHED');
    expect(late.clocks).toMatchObject([{ open: true }]);
    expect(cancelling(late)).toEqual({ action: 'CANCEL_CLOCK', clockKey: 'hurry', allowed: true, why: null });

    await post(`/api/leads/${id}/clocks/hurry/cancel`).expect(202);
    const over = await until('it is cancelled', id, ({ timeline }) => timeline.at(-1)?.type === 'CLOCK_CANCELLED');
    expect(over.clocks).toMatchObject([{ status: 'BREACHED', open: false }]);
    const { body } = await post(`/api/leads/${id}/clocks/hurry/cancel`).expect(409);
    expect(cancelling(over)).toEqual({ action: 'CANCEL_CLOCK', clockKey: 'hurry', allowed: false, why: body.title });
  });
});

describe('a notice to a team', () => {
  it('goes to the managers where nobody of it is active, to those who are still there', async () => {
    const { world } = api;
    const otherManager = newId();
    await world.sql.query(
      "INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, 'm@second.example', 'Mia Manager', 'MANAGER')",
      [world.orgId, otherManager],
    );
    await world.sql.query("UPDATE users SET status = 'AWAY' WHERE role = 'REP'");
    await world.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [world.managerId]);
    manager = await api.tokenOf(otherManager, 'MANAGER');
    const id = await receive('hurry');
    await until('it has fired', id, ({ timeline }) => timeline.some(({ type }) => type === 'ESCALATION'));
    const told = await world.all<{ user_id: string }>(
      "SELECT user_id FROM notifications WHERE lead_id = $1 AND kind = 'MANAGER_ALERT'",
      [id],
    );
    // Ana is the first on call who has not left.
    expect(told.map(({ user_id }) => user_id).sort()).toEqual([ana, otherManager].sort());
  });
});
