import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClockDefinition } from '../../../domain/leads/flow/definition.js';
import { settleLeads } from '../../../settlement/settle.js';
import { LeadApi } from '../../support/lead-api.js';
import { flowDefinition } from '../../support/world.js';

interface Step {
  index: number;
  key: string;
  dueAt: string;
  plainDueAt: string;
  repeatsAt: string[];
}
interface Outlook {
  startsAt: string;
  timeZone: string;
  example: { teamName: string; ownerName: string | null } | null;
  clocks: {
    index: number;
    startsAt: string;
    after: number | null;
    calendar: { name: string; of: string | null } | null;
    targets: {
      index: number | null;
      atRiskAt: string | null;
      deadlineAt: string;
      receiptText: string;
      steps: Step[];
    }[];
    problems: { path: string; message: string }[];
  }[];
  days: { date: string; from: string; to: string }[];
  clocksChange: { at: string; byMinutes: number }[];
  weeks: { name: string | null; open: { from: string; to: string }[]; closed: { why: string }[] }[];
  problems: { path: string }[];
}

let api: LeadApi;
let manager: string;
let rep: string;
let calendarId: string;
let flowId: string;

const weekly = (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '09:00', to: '17:00' }));
const CLOCKS: ClockDefinition[] = [
  {
    key: 'first_contact',
    name: 'First contact',
    starts: 'RECEIVED',
    target: { duration: 'PT4H', time: 'BUSINESS', calendarOf: 'OWNER' },
    targets: [{ when: { field: 'score', op: 'gte', value: 80 }, duration: 'PT1H' }],
    atRisk: 0.75,
    proofs: ['CALL_LOGGED'],
    ladder: [
      { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', repeat: { every: 'PT3H', times: 2 } },
      { key: 'before', at: { offset: '-PT5M' }, action: 'REMINDER', within: { calendarOf: 'FLOW' } },
      {
        key: 'alert',
        at: { offset: 'PT10M' },
        action: 'MANAGER_ALERT',
        within: { calendarOf: 'OWNER' },
        repeat: { every: 'PT30M', times: 10 },
      },
      { key: 'last', at: { share: 1.5 }, action: 'ALERT_TEAM' },
    ],
  },
  {
    key: 'follow_up',
    name: 'Follow up',
    starts: { afterMet: 'first_contact' },
    target: { duration: 'P2D', time: 'ELAPSED' },
    proofs: ['EMAIL_SENT'],
    ladder: [],
  },
];

beforeAll(async () => {
  api = await LeadApi.open('flow_outlook');
  manager = await api.manager();
  rep = await api.tokenOf(newId(), 'REP');
  calendarId = await api.world.addCalendar({ timeZone: 'Europe/Bucharest', weekly, holidays: [], specialDates: [] });
  // Ana has hours of her own, and a name after that of Adi, who has none.
  await api.world.addRep('Adi', { capacity: 1 });
  await api.world.addRep('Ana', { calendarId });
  await api.world.sql.query(`UPDATE orgs SET time_zone = 'Europe/Bucharest' WHERE id = $1`, [api.world.orgId]);
  flowId = await api.world.addFlow(flowDefinition(api.world.teamId, { calendarId, clocks: CLOCKS }));
});
afterAll(() => api?.close());

const ask = (body: object, token = manager, id = flowId) =>
  api.call('post', `/api/flows/${id}/outlook`).set('authorization', token).send(body);
const outlook = async (body: object): Promise<Outlook> => {
  const response = await ask(body);
  expect(response.status, JSON.stringify(response.body)).toBe(200);
  return response.body as unknown as Outlook;
};
const draftOf = (change: object) => ({
  ...flowDefinition(api.world.teamId, { calendarId, clocks: CLOCKS }),
  ...change,
});

describe('an outlook on the clocks of a flow', () => {
  it('is what the database then has of a lead that comes in at that instant', async () => {
    expect((await outlook({})).example).toMatchObject({ teamName: 'Sales', ownerName: 'Ana' });
    await api.world.sql.query('UPDATE users SET calendar_id = $1 WHERE calendar_id IS NULL AND role = $2', [
      calendarId,
      'REP',
    ]);
    // A Friday evening in winter time that ends in the weekend.
    const receivedAt = new Date('2026-11-20T13:30:00Z');
    const leadId = await api.world.receive({ receivedAt });
    const deps = { db: api.db, outgoing: [], clock: () => receivedAt.getTime(), log: pino({ level: 'silent' }) };
    await settleLeads(deps, api.world.orgId, [leadId], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    const { started, due, risk, steps, text } = await api.world.one<{
      started: Date;
      due: Date;
      risk: Date;
      steps: { key: string; dueAtMs: number; repeatsDueAtMs?: number[] }[];
      text: string;
    }>(
      `SELECT started_at AS started, deadline_at AS due, at_risk_at AS risk, steps, receipt->>'text' AS text
       FROM clocks WHERE lead_id = $1 AND key = 'first_contact'`,
      [leadId],
    );
    const { clocks } = await outlook({ startsAt: receivedAt.toISOString() });
    const [first] = clocks;
    expect(first).toMatchObject({
      startsAt: started.toISOString(),
      calendar: { of: 'OWNER' },
      after: null,
      problems: [],
    });
    const [plain] = first!.targets;
    expect(plain).toMatchObject({ deadlineAt: due.toISOString(), atRiskAt: risk.toISOString(), receiptText: text });
    const iso = (ms: number): string => new Date(ms).toISOString();
    expect(plain!.steps.map(({ key, dueAt }) => [key, dueAt])).toEqual(
      steps.map(({ key, dueAtMs }) => [key, iso(dueAtMs)]),
    );
    const alert = plain!.steps.find(({ key }) => key === 'alert')!;
    expect(alert.repeatsAt).toEqual(steps.find(({ key }) => key === 'alert')!.repeatsDueAtMs!.map(iso));
    expect(alert.repeatsAt).toHaveLength(10);
    // The next clock begins where this one is due.
    expect(clocks[1]).toMatchObject({ startsAt: due.toISOString(), after: 0, calendar: null });
  });

  it('tells of one clock with its targets, whose hours stand for the example, and the week with its change of time', async () => {
    const told = await outlook({ startsAt: '2026-10-23T12:00:00Z', clock: 0 });
    expect(told).toMatchObject({ timeZone: 'Europe/Bucharest', example: { teamName: 'Sales', ownerName: 'Adi' } });
    expect(told.clocks.map(({ index }) => index)).toEqual([0]);
    expect(told.clocks[0]!.targets.map(({ index }) => index)).toEqual([null, 0]);
    expect(told.days.map(({ date }) => date)).toEqual([23, 24, 25, 26, 27, 28, 29].map((day) => `2026-10-${day}`));
    expect(told.clocksChange).toEqual([{ at: '2026-10-25T01:00:00.000Z', byMinutes: -60 }]);
    expect(told.weeks).toMatchObject([{ name: 'hours' }]);
    expect(told.weeks[0]!.open).toHaveLength(5);
    expect((await outlook({ startsAt: '2026-10-23T12:00:00Z', clock: 1 })).days[0]!.date).toBe('2026-10-26');
    const long = draftOf({ clocks: [{ ...CLOCKS[0]!, target: { duration: 'P8D', time: 'ELAPSED' } }] });
    expect((await outlook({ draft: long, clock: 0 })).days).toHaveLength(14);
  });

  it('names what is malformed and tells of the others', async () => {
    const broken = {
      ...CLOCKS[0]!,
      target: 'soon',
      ladder: [7, { key: 'x', at: { share: 'half' } }, CLOCKS[0]!.ladder[0]],
    };
    const told = await outlook({
      draft: draftOf({ clocks: [broken, 'no clock', CLOCKS[0]], routing: 5, later: { a: 1 } }),
    });
    expect(told.example).toBeNull();
    expect(told.clocks.map(({ targets }) => targets.length)).toEqual([0, 0, 1]);
    expect(told.clocks[0]!.problems.map(({ path }) => path)).toEqual([
      'clocks.0.target',
      'clocks.0.ladder.0.at',
      'clocks.0.ladder.1.at',
    ]);
    for (const draft of [
      {},
      { clocks: null },
      { clocks: 'all' },
      { clocks: [[], null, 1] },
      { clocks: Array(50).fill({}) },
    ])
      expect((await outlook({ draft })).clocks.length).toBeLessThanOrEqual(20);
    expect((await outlook({ draft: { clocks: 'all' } })).problems).toMatchObject([{ path: 'clocks' }]);
    expect((await outlook({ draft: draftOf({}), clock: 7 })).clocks).toEqual([]);
  });

  it('is for those who write flows, of their own org, and refuses what it cannot answer', async () => {
    await ask({}, rep).expect(403);
    await ask({}, manager, newId()).expect(404);
    const stranger = await api.tokenOf(newId(), 'MANAGER', newId());
    await ask({}, stranger).expect(404);
    for (const body of [
      { draft: [] },
      { draft: 'x' },
      { startsAt: 'today' },
      { startsAt: '1999-12-31T23:59:59Z' },
      { startsAt: '2100-01-01T00:00:00Z' },
      { clock: -1 },
      { clock: 'first_contact' },
      { when: 1 },
    ])
      await ask(body).expect(400);
    await ask({ startsAt: '2099-12-31T23:59:59Z' }).expect(200);
  });
});
