import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLeads } from '../../../db/leads/queries/settlement/lead-state.js';
import { recentLeads } from '../../../db/leads/queries/recent-leads.js';
import type { ClockDefinition, FlowDefinition, LadderStep } from '../../../domain/leads/flow/definition.js';
import { settleLeads, type SettleDeps } from '../../../settlement/settle.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { flowDefinition, World, type LeadSeed } from '../../support/world.js';

const MINUTE = 60_000;
/** A Friday, ten minutes before the offices close. */
const FRIDAY = Date.UTC(2026, 10, 27, 15, 50);

interface Trial {
  at: string;
  active: boolean;
  match: { takes: boolean; text: string; otherFlowId: string | null } | null;
  samePerson: { leadId: string; action: string } | null;
  score: { value: number; reasons: object[] } | null;
  status: string | null;
  routing: {
    ownerId: string | null;
    mode: string | null;
    askedUserIds: string[];
    answerUntil: string | null;
    approval: { userIds: string[]; managers: boolean; until: string } | null;
    text: string;
    candidates: object[];
  } | null;
  clocks: {
    key: string;
    state: string;
    why: string | null;
    run: { startedAt: string; atRiskAt: string | null; deadlineAt: string | null; receipt: { text: string } } | null;
  }[];
  happens: {
    at: string;
    what: string;
    clockKey: string | null;
    stepKey: string | null;
    repeat: number | null;
    action: string | null;
    userIds: string[];
    tells: { userIds: string[]; managers: boolean; team: boolean };
  }[];
  more: boolean;
  untold: { part: string; clockKey: string | null; issues: { path: string; message: string }[] }[];
  names: Record<string, string>;
}
interface Moved {
  leads: number;
  flows: { flowId: string | null; leads: number; examples: { leadId: string; name: string | null }[] }[];
}
interface Effect {
  leads: number;
  more: boolean;
  keeps: number | null;
  takes: Moved | null;
  gives: Moved | null;
  issues: { path: string }[];
  names: Record<string, string>;
}

let api: AdminApi;
let world: World;
let manager: Person;
let rep: Person;
let stranger: Person;
let reps: string[];
let officeId: string;

beforeAll(async () => {
  api = await AdminApi.start('flow_trial');
  world = await World.create(api.database.ownerUrl);
  manager = await api.addPerson(world.orgId, 'MANAGER');
  rep = await api.addPerson(world.orgId, 'REP');
  stranger = await api.addPerson(await api.addOrg('There'), 'MANAGER');
  officeId = await world.addCalendar({
    timeZone: 'Europe/Bucharest',
    weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '09:00', to: '18:00' })),
    holidays: [],
    specialDates: [],
  });
  reps = [
    await world.addRep('Ana', { capacity: 30, skills: ['solar'] }),
    await world.addRep('Bob', { capacity: 20, skills: ['solar'] }),
    await world.addRep('Cat', { calendarId: officeId }),
  ];
});
afterAll(async () => {
  await world?.close();
  await api?.stop();
});

const call = async <T>(
  path: string,
  status: number,
  body: object = {},
  by = manager,
  method: 'post' | 'patch' = 'post',
) => {
  const response = await api.call(method, path, by.token).send(body);
  expect(response.status, JSON.stringify(response.body)).toBe(status);
  return response.body as T;
};
let made = 0;
/** A flow that only has a draft. */
async function drafted(change: Partial<FlowDefinition>): Promise<string> {
  const key = `trial-${(made += 1)}`;
  const definition = flowDefinition(world.teamId, change);
  return (await call<{ id: string }>('/api/flows', 201, { key, name: key, definition })).id;
}
async function publish(id: string): Promise<void> {
  await call(`/api/flows/${id}/publish`, 200);
  await call(`/api/flows/${id}/activate`, 200);
}
const stop = (id: string) => call(`/api/flows/${id}/deactivate`, 200);
const tryIt = (id: string, body: object, status = 200, by = manager) =>
  call<Trial>(`/api/flows/${id}/try`, status, body, by);

async function settle(leadId: string, nowMs: number, goal: 'QUALIFIED' | 'ROUTED' | 'SETTLED' = 'SETTLED') {
  const deps: SettleDeps = { db: api.db, outgoing: [], clock: () => nowMs, log: pino({ level: 'silent' }) };
  await settleLeads(deps, world.orgId, [leadId], { goal, skipLocked: false, atLeastMs: 0 });
}

const step = (key: string, at: LadderStep['at'], action: LadderStep['action'], more: Partial<LadderStep> = {}) => ({
  key,
  at,
  action,
  ...more,
});
const contact = (more: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'contact',
  name: 'First contact',
  starts: 'RECEIVED',
  target: { duration: 'PT30M', time: 'BUSINESS', calendarId: officeId },
  atRisk: 0.5,
  proofs: ['CALL_LOGGED'],
  ladder: [],
  ...more,
});
const budget = (points: number) => ({
  threshold: 0,
  rules: [
    { when: { all: [] }, points: 5, reason: 'every lead' },
    { when: { field: 'attributes.budget', op: 'gte', value: 1000 } as const, points, reason: 'large' },
  ],
});
const auto = { when: { all: [] }, teamId: '', strategy: 'BALANCED' as const };
const rules = (...some: Partial<FlowDefinition['routing']['rules'][number]>[]): FlowDefinition['routing'] => ({
  rules: some.map((one) => ({ ...auto, teamId: world.teamId, ...one })),
  maxReassignments: 2,
});

/** What the rows say of a lead, in the words of a trial. */
async function asStored(leadId: string) {
  const lead = await world.one<{
    status: string;
    owner_id: string | null;
    score: number;
    score_reasons: object[];
    linked_to_id: string | null;
    duplicate_of_id: string | null;
  }>('SELECT * FROM leads WHERE id = $1', [leadId]);
  const clocks = await world.all<{
    key: string;
    cycle: number;
    started_at: Date;
    at_risk_at: Date | null;
    deadline_at: Date | null;
    receipt: { text: string };
  }>('SELECT * FROM clocks WHERE lead_id = $1 ORDER BY key, cycle', [leadId]);
  const fired = await world.all<{
    clock_key: string;
    step_key: string;
    repeat: number;
    action: string;
    due_at: Date;
    key: string;
  }>('SELECT * FROM escalations WHERE lead_id = $1 ORDER BY due_at, key', [leadId]);
  const assignments = await world.all<{ owner_id: string; assigned_at: Date; explanation: object }>(
    'SELECT * FROM assignments WHERE lead_id = $1 ORDER BY sequence',
    [leadId],
  );
  const told = await world.all<{ dedupe_key: string; users: string[] }>(
    'SELECT dedupe_key, array_agg(user_id ORDER BY user_id) AS users FROM notifications WHERE lead_id = $1 GROUP BY 1',
    [leadId],
  );
  return { lead, clocks, fired, assignments, told: new Map(told.map(({ dedupe_key, users }) => [dedupe_key, users])) };
}

/** Tries a draft with a lead, publishes it, lets the same lead come in, and compares all that became of it. */
async function comesTrue(change: Partial<FlowDefinition>, seed: LeadSeed = {}, atMs = FRIDAY): Promise<Trial> {
  const id = await drafted(change);
  const { email = 'ana@example.com', name = 'Ana Pop', ...rest } = seed;
  const lead = { name, email, source: 'web', ...(rest.attributes ? { attributes: rest.attributes } : {}) };
  const trial = await tryIt(id, { lead, at: new Date(atMs).toISOString() });
  expect(trial).toMatchObject({ at: new Date(atMs).toISOString(), active: false, match: { takes: true }, untold: [] });

  await publish(id);
  const leadId = await world.receive({ ...seed, receivedAt: new Date(atMs) });
  for (const goal of ['QUALIFIED', 'ROUTED', 'SETTLED'] as const) await settle(leadId, atMs, goal);
  const arrived = await asStored(leadId);
  expect(arrived.lead.status).toBe(trial.status);
  expect(arrived.lead.owner_id).toBe(trial.routing?.ownerId ?? null);
  if (trial.score) expect(arrived.lead).toMatchObject({ score: trial.score.value, score_reasons: trial.score.reasons });
  expect(trial.samePerson).toEqual(
    arrived.lead.duplicate_of_id
      ? { leadId: arrived.lead.duplicate_of_id, action: 'ATTACH' }
      : arrived.lead.linked_to_id
        ? { leadId: arrived.lead.linked_to_id, action: 'LINK' }
        : null,
  );
  if (arrived.assignments[0])
    expect(arrived.assignments[0].explanation).toMatchObject({ candidates: trial.routing!.candidates });
  const started = trial.clocks.flatMap(({ key, run }) => (run ? [{ key, ...run }] : []));
  expect(
    started
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, startedAt, atRiskAt, deadlineAt, receipt }) => ({
        key,
        startedAt,
        atRiskAt,
        deadlineAt,
        receipt: receipt.text,
      })),
  ).toEqual(
    arrived.clocks.map((clock) => ({
      key: clock.key,
      startedAt: clock.started_at.toISOString(),
      atRiskAt: clock.at_risk_at?.toISOString() ?? null,
      deadlineAt: clock.deadline_at?.toISOString() ?? null,
      receipt: clock.receipt.text,
    })),
  );

  // And what follows, instant by instant, where nobody reacts.
  for (const at of new Set(trial.happens.map((one) => Date.parse(one.at)))) await settle(leadId, at);
  const { fired, assignments, told } = await asStored(leadId);
  const steps = trial.happens.filter(({ what }) => what === 'escalation.fired');
  expect(steps.map(({ clockKey, stepKey, repeat, action, at }) => [clockKey, stepKey, repeat, action, at])).toEqual(
    fired.map((one) => [one.clock_key, one.step_key, one.repeat, one.action, one.due_at.toISOString()]),
  );
  steps.forEach(({ tells }, index) => {
    const users = told.get(fired[index]!.key) ?? [];
    if (!tells.managers && !tells.team) expect([...tells.userIds].sort()).toEqual(users);
    else expect(users).toEqual(expect.arrayContaining(tells.userIds));
  });
  const owners = trial.happens.filter(({ what }) => what === 'lead.assigned');
  expect(owners.map(({ userIds, at }) => [userIds[0], at])).toEqual(
    assignments.map(({ owner_id, assigned_at }) => [owner_id, assigned_at.toISOString()]),
  );
  const offers = await world.all<{ offered_at: Date; users: string[] }>(
    `SELECT o.offered_at, array_agg(w.user_id ORDER BY w.user_id) AS users FROM offers o
     JOIN offer_answers w ON w.lead_id = o.lead_id AND w.sequence = o.sequence
     WHERE o.lead_id = $1 GROUP BY o.sequence, o.offered_at ORDER BY o.sequence`,
    [leadId],
  );
  const asked = trial.happens.filter(({ what }) => what === 'lead.offered');
  expect(asked.map(({ userIds, at }) => [[...userIds].sort(), at])).toEqual(
    offers.map(({ users, offered_at }) => [users, offered_at.toISOString()]),
  );
  await stop(id);
  return trial;
}

describe('a draft that is tried', () => {
  it('says what a lead of the published flow then gets: score, owner, receipts, and a ladder over the weekend', async () => {
    const trial = await comesTrue(
      {
        scoring: budget(40),
        clocks: [
          contact({
            targets: [{ when: { field: 'score', op: 'gte', value: 45 }, duration: 'PT20M' }],
            ladder: [
              step('remind', { share: 0.5 }, 'REMINDER', { to: ['owner'], repeat: { every: 'PT5M', times: 2 } }),
              step('reassign', { offset: 'PT0S' }, 'REASSIGN'),
              step('again', { offset: 'PT10M' }, 'REASSIGN'),
              step('third', { offset: 'PT20M' }, 'REASSIGN'),
              step('alert', { offset: 'PT1H' }, 'MANAGER_ALERT', { to: ['manager', { onCall: [reps[2]!, reps[0]!] }] }),
            ],
          }),
          contact({
            key: 'rep',
            name: 'Of the rep',
            starts: 'ASSIGNED',
            restartOnReassign: true,
            target: { duration: 'PT2H', time: 'BUSINESS', calendarOf: 'FLOW' },
            ladder: [step('nudge', { share: 0.5 }, 'REMINDER', { within: { calendarOf: 'OWNER' } })],
          }),
        ],
        calendarId: officeId,
        routing: rules({ when: { field: 'score', op: 'gt', value: 40 }, skills: ['solar'] }, {}),
      },
      { attributes: { budget: '1200' } },
    );
    expect(trial).toMatchObject({ status: 'ASSIGNED', score: { value: 45 }, routing: { mode: 'AUTO' }, more: false });
    expect(trial.clocks.map(({ run }) => run?.receipt.text)).toEqual([
      expect.stringContaining('20 min of business time'),
      expect.stringContaining('skipped'),
    ]);
    // The second one takes it, and the third step finds nobody who had it not.
    expect(trial.happens.filter(({ stepKey }) => stepKey === 'third')).toMatchObject([{ action: 'MANAGER_ALERT' }]);
    expect(Object.values(trial.names)).toEqual(expect.arrayContaining(['Ana', 'Bob']));
  });

  it('asks one after the other where it offers, all at once where it broadcasts, and says until when', async () => {
    const clocks = [contact({ target: { duration: 'PT1H', time: 'ELAPSED' } })];
    const offered = await comesTrue({ clocks, routing: rules({ mode: 'OFFER', answerWithin: 'PT3M' }) });
    expect(offered).toMatchObject({ status: 'OFFERED', routing: { ownerId: null, mode: 'OFFER' } });
    expect(offered.routing!.askedUserIds).toHaveLength(1);
    expect(offered.happens.filter(({ what }) => what === 'lead.offered').length).toBeGreaterThan(1);
    const all = await comesTrue({ clocks, routing: rules({ mode: 'BROADCAST', answerShare: 0.1 }) });
    expect(all.routing!.answerUntil).toBe(new Date(FRIDAY + 5 * MINUTE).toISOString());
    expect(all.routing!.askedUserIds.length).toBeGreaterThan(1);
  });

  it('asks for an approval first where a rule wants one, and goes on as the rule says when nobody decides', async () => {
    const clocks = [contact({ target: { duration: 'PT1H', time: 'ELAPSED' } })];
    const asking = (otherwise: 'ROUTE' | 'FALLBACK' | 'UNROUTED' | 'UNQUALIFIED', by: object | 'manager' = 'manager') =>
      comesTrue({
        clocks,
        routing: {
          ...rules({ approval: { by: by as 'manager', within: 'PT20M', otherwise }, skills: ['solar'] }),
          fallback: { teamId: world.teamId, strategy: 'ROUND_ROBIN' },
        },
      });
    const routed = await asking('ROUTE');
    expect(routed).toMatchObject({
      status: 'PENDING_APPROVAL',
      routing: { ownerId: null, approval: { managers: true, until: new Date(FRIDAY + 20 * MINUTE).toISOString() } },
    });
    expect(routed.happens.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['lead.approval_asked', 'lead.approval_lapsed', 'lead.assigned']),
    );
    const onCall = await asking('FALLBACK', { onCall: [reps[2]!] });
    expect(onCall.routing!.approval).toMatchObject({ userIds: [reps[2]], managers: false });
    expect((await asking('UNROUTED')).happens.map(({ what }) => what)).toContain('lead.unrouted');
    await asking('UNQUALIFIED');
  });

  it('attaches or links a lead of the same person, and gives it to their earlier owner', async () => {
    const email = 'known@example.com';
    const later = FRIDAY + 60 * MINUTE;
    await comesTrue({ duplicates: { window: 'P1D', action: 'ATTACH' } }, { email });
    const linked = await comesTrue({ duplicates: { window: 'P1D', action: 'LINK' } }, { email }, later);
    expect(linked.samePerson).toMatchObject({ action: 'LINK' });
    const attached = await comesTrue({ duplicates: { window: 'P1D', action: 'ATTACH' } }, { email }, later + MINUTE);
    expect(attached).toMatchObject({ status: 'CLOSED', samePerson: { action: 'ATTACH' }, routing: null, happens: [] });
    expect(attached.names[attached.samePerson!.leadId]).toBe('Ana Pop');
    const affine = await comesTrue({ routing: rules({ affinity: true }) }, { email }, later + 2 * MINUTE);
    expect(affine.routing!.text).toContain("had this person's earlier lead");
  });

  it('leaves who is not worth it, and says who could not take the others', async () => {
    const low = await comesTrue({ scoring: { threshold: 50, rules: budget(40).rules } });
    expect(low).toMatchObject({ status: 'UNQUALIFIED', routing: null, score: { value: 5 }, happens: [] });
    expect(low.clocks).toMatchObject([{ state: 'WAITS', run: null }]);
    const nobody = await comesTrue({ routing: rules({ skills: [{ skill: 'solar', level: 5 }] }) });
    expect(nobody).toMatchObject({ status: 'UNROUTED', routing: { mode: null, ownerId: null } });
    expect(nobody.routing!.candidates).toHaveLength(3);
  });

  it('tries a lead that is there as if it came in again, and stores nothing', async () => {
    const id = await drafted({});
    await publish(id);
    const leadId = await world.receive({ email: 'here@example.com', attributes: { budget: 7 } });
    await settle(leadId, Date.now());
    const rows = async () =>
      Promise.all(
        ['leads', 'clocks', 'audit', 'assignments', 'notifications', 'outbox', 'work_items', 'commands'].map((table) =>
          world.one(`SELECT count(*) FROM ${table}`),
        ),
      );
    const before = await rows();
    const trial = await tryIt(id, {
      leadId,
      draft: flowDefinition(world.teamId, { duplicates: { window: 'P30D', action: 'ATTACH' } }),
    });
    // It is no duplicate of itself.
    expect(trial).toMatchObject({ active: true, samePerson: null, status: 'ASSIGNED', untold: [] });
    expect(await rows()).toEqual(before);
    await stop(id);
  });

  it('says which flow takes it instead, and tells what this one would make of it all the same', async () => {
    const other = await drafted({ priority: 99, match: { field: 'source', op: 'eq', value: 'web' } });
    await publish(other);
    const id = await drafted({ priority: 1 });
    const lead = { email: 'x@example.com', source: 'web' };
    expect(await tryIt(id, { lead })).toMatchObject({
      match: {
        takes: false,
        otherFlowId: other,
        text: expect.stringContaining('comes first by its priority') as string,
      },
      status: 'ASSIGNED',
    });
    expect((await tryIt(id, { lead: { ...lead, source: 'shop' } })).match).toMatchObject({ takes: true });
    const picky = flowDefinition(world.teamId, { match: { field: 'source', op: 'eq', value: 'fair' } });
    expect((await tryIt(id, { lead, draft: picky })).match).toMatchObject({
      takes: false,
      text: expect.stringContaining('Does not match') as string,
    });
    await stop(other);
  });

  it('tells what can be told of a malformed draft, and which issue keeps the rest from being told', async () => {
    const id = await drafted({});
    const lead = { email: 'x@example.com', attributes: { budget: 5000 } };
    const whole = flowDefinition(world.teamId, { clocks: [contact(), contact({ key: 'second' })] });
    const untold = async (draft: object) => {
      const trial = await tryIt(id, { lead, draft, at: new Date(FRIDAY).toISOString() });
      return { ...trial, paths: trial.untold.map(({ part, clockKey, issues }) => [part, clockKey, issues[0]!.path]) };
    };

    const second = { ...whole.clocks[1]!, target: { duration: 'soon', time: 'ELAPSED' } };
    const clock = await untold({ ...whole, clocks: [whole.clocks[0], second, 'none'] });
    expect(clock.paths).toEqual([
      ['clocks', 'second', 'clocks.1.target.duration'],
      ['clocks', '3', 'clocks.2'],
    ]);
    expect(clock.clocks.map(({ state }) => state)).toEqual(['RUNS', 'UNTOLD', 'UNTOLD']);
    expect(clock).toMatchObject({ status: 'ASSIGNED', score: { value: 10 } });

    const [rule] = whole.routing.rules;
    const never = { ...rule, when: { field: 'source', op: 'eq', value: 'nowhere' } };
    const behind = await untold({ ...whole, routing: { ...whole.routing, rules: [rule, { ...rule, teamId: 'x' }] } });
    expect(behind).toMatchObject({ status: 'ASSIGNED', paths: [] });
    const before = await untold({
      ...whole,
      routing: { ...whole.routing, rules: [never, { ...rule, teamId: newId() }] },
    });
    expect(before).toMatchObject({ status: null, routing: null, paths: [['routing', null, 'routing.rules.1.teamId']] });
    expect(before.clocks.map(({ state }) => state)).toEqual(['RUNS', 'RUNS']);

    const scoring = await untold({
      ...whole,
      scoring: { threshold: 'high', rules: [] },
      clocks: [
        whole.clocks[0],
        contact({ key: 'by_score', targets: [{ when: { field: 'score', op: 'gt', value: 1 }, duration: 'PT1M' }] }),
      ],
    });
    expect(scoring).toMatchObject({ score: null, status: 'ASSIGNED', paths: [['score', null, 'scoring.threshold']] });
    expect(scoring.clocks.map(({ state }) => state)).toEqual(['RUNS', 'UNTOLD']);
    const byScore = { ...rule, when: { field: 'score', op: 'gt', value: 1 } };
    expect((await untold({ ...whole, scoring: 5, routing: { ...whole.routing, rules: [byScore] } })).paths).toEqual([
      ['score', null, 'scoring'],
      ['routing', null, 'scoring'],
    ]);
    expect((await untold({ ...whole, match: { all: 'x' } })).match).toBeNull();
    for (const nothing of [{}, { routing: [] }, { clocks: {}, routing: { rules: 'x' } }])
      expect(await untold(nothing)).toMatchObject({ match: null, score: null, routing: null, status: null });
    // What a newer version knows of the whole keeps nothing of it from being told.
    expect(await untold({ ...whole, season: 'winter' })).toMatchObject({ status: 'ASSIGNED', untold: [] });
  });

  it('is for who drafts flows, and refuses what is no lead', async () => {
    const id = await drafted({});
    const lead = { email: 'x@example.com' };
    await tryIt(id, { lead }, 403, rep);
    await tryIt(id, { lead }, 404, stranger);
    await tryIt(newId(), { lead }, 404);
    for (const bad of [
      {},
      { lead, leadId: newId() },
      { leadId: newId() },
      { lead: { name: 'Ana' } },
      { lead, at: 'tomorrow' },
      { lead, at: '9999-12-31T23:59:59Z' },
      { lead, endpointId: newId() },
      { lead, country: 'Romania' },
      { lead, draft: [] },
      { lead, more: 1 },
    ])
      await tryIt(id, bad, 400);
    await call(`/api/flows/${id}/effect`, 403, {}, rep);
    await call(`/api/flows/${id}/effect`, 404, {}, stranger);
    await call(`/api/flows/${id}/effect`, 400, { draft: 'x' });
  });
});

describe('what a draft takes from the other flows', () => {
  it('is told over the leads of late, flow by flow, with examples', async () => {
    await world.sql.query("UPDATE leads SET received_at = received_at - interval '90 days' WHERE org_id = $1", [
      world.orgId,
    ]);
    const web = await drafted({ priority: 5, match: { field: 'source', op: 'eq', value: 'web' } });
    const fair = await drafted({ priority: 5, match: { field: 'source', op: 'eq', value: 'fair' } });
    await publish(web);
    await publish(fair);
    await world.receiveMany(4, { source: 'web', attributes: { budget: 50_000 }, name: 'Large' });
    await world.receiveMany(2, { source: 'web', name: 'Small' });
    await world.receiveMany(5, { source: 'fair' });
    await world.receiveMany(1, { source: 'shop', attributes: { budget: 99_000 }, name: 'Shop' });
    await world.receiveMany(3, { source: 'web', ageMs: 31 * 24 * 60 * MINUTE });

    const vip = await drafted({ priority: 50, match: { field: 'attributes.budget', op: 'gte', value: 50_000 } });
    const effect = await call<Effect>(`/api/flows/${vip}/effect`, 200);
    expect(effect).toMatchObject({ leads: 12, more: false, keeps: 0, gives: { leads: 0, flows: [] }, issues: [] });
    expect(effect.takes).toMatchObject({
      leads: 5,
      flows: [
        { flowId: web, leads: 4, examples: [{ name: 'Large' }, { name: 'Large' }, { name: 'Large' }] },
        { flowId: null, leads: 1, examples: [{ name: 'Shop' }] },
      ],
    });
    expect(effect.names[web]).toMatch(/^trial-/);
    // It is what the list would say one by one.
    for (const { flowId, examples } of effect.takes!.flows)
      for (const { leadId } of examples) {
        const trial = await tryIt(vip, { leadId });
        expect(trial.match).toMatchObject({ takes: true });
        expect((await tryIt(web, { leadId })).match!.takes).toBe(flowId === web);
      }

    await publish(vip);
    const narrower = flowDefinition(world.teamId, {
      priority: 50,
      match: { field: 'source', op: 'eq', value: 'fair' },
    });
    const gives = await call<Effect>(`/api/flows/${vip}/effect`, 200, { draft: narrower });
    expect(gives).toMatchObject({
      keeps: 0,
      takes: { leads: 5, flows: [{ flowId: fair, leads: 5 }] },
      gives: {
        leads: 5,
        flows: [
          { flowId: web, leads: 4 },
          { flowId: null, leads: 1 },
        ],
      },
    });
    expect(await call<Effect>(`/api/flows/${vip}/effect`, 200)).toMatchObject({ keeps: 5, takes: { leads: 0 } });
    expect(await call<Effect>(`/api/flows/${vip}/effect`, 200, { draft: { ...narrower, match: 1 } })).toMatchObject({
      keeps: null,
      takes: null,
      gives: null,
      issues: [{ path: 'match' }],
    });
    for (const id of [web, fair, vip]) await stop(id);
  });

  it('asks the same facts that a settlement asks', async () => {
    const endpointId = newId();
    await world.sql.query(
      "INSERT INTO endpoints (org_id, id, name, source, adapter, locale) VALUES ($1, $2, 'f', 'typed', 'standard', 'ro')",
      [world.orgId, endpointId],
    );
    const id = await world.receive({ phone: '+40722123456', tags: ['vip'], attributes: { a: { b: '1.200' } } });
    await world.sql.query(
      "UPDATE leads SET endpoint_id = $2, language = 'ro', country = 'RO', consents = '{\"sms\": true}' WHERE id = $1",
      [id, endpointId],
    );
    const { rows, state } = await api.db.readOrg(world.orgId, async (tx) => ({
      rows: await recentLeads(tx, 0, null, 200),
      state: (await loadLeads(tx, [id]))[0]!.state,
    }));
    const row = rows.find((one) => one.id === id)!;
    expect(state).toMatchObject({ ...row.facts, name: row.name, endpointFlowId: row.endpointFlowId });
    expect(Object.keys(row.facts).sort()).toEqual([
      'attributes',
      'consents',
      'country',
      'email',
      'endpointId',
      'language',
      'locale',
      'phone',
      'receivedAtMs',
      'source',
      'tags',
    ]);
  });

  it('looks at the latest thousand, and says that there are more', async () => {
    const id = await drafted({ priority: 1 });
    await world.receiveMany(1_001, { source: 'many' });
    const begun = performance.now();
    expect(await call<Effect>(`/api/flows/${id}/effect`, 200)).toMatchObject({
      leads: 1_000,
      more: true,
      takes: { leads: 1_000 },
    });
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
