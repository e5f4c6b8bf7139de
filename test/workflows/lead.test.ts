import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/activity';
import type { LeadRef } from '../../activities/leads/lead.js';
import type { FlowDefinition } from '../../domain/leads/flow/definition.js';
import { actionsOf } from '../support/actions.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition } from '../support/world.js';
import { countOf, mostTimersOpen, type EscalationRow, openSkippingLab, type SkippingLab } from './harness.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Virtual time goes on while a settlement works: the firing may be this much later than its timer. */
const TOLERANCE_MS = 3_000;

let skipping: SkippingLab;
let env: SkippingLab['env'];
let lab: SkippingLab['lab'];
/** Activities of these orgs fail so many times more. */
const failures = new Map<string, number>();
/** Leads of these orgs cannot be settled. */
const stuck = new Set<string>();

beforeAll(async () => {
  skipping = await openSkippingLab('lead-workflow', (activities) => {
    const failing =
      <T>(work: (ref: LeadRef) => Promise<T>) =>
      async (ref: LeadRef): Promise<T> => {
        if (stuck.has(ref.orgId)) throw ApplicationFailure.nonRetryable('cannot be settled', 'NotSettled');
        const left = failures.get(ref.orgId) ?? 0;
        if (left <= 0) return work(ref);
        failures.set(ref.orgId, left - 1);
        // Every second failure comes after the commit: what was done must not be done again.
        if (left % 2 === 0) await work(ref);
        throw new Error('the database went away');
      };
    return {
      beginLead: failing(activities.beginLead),
      qualifyLead: failing(activities.qualifyLead),
      routeLead: failing(activities.routeLead),
      startClocks: failing(activities.startClocks),
      settleLead: failing(activities.settleLead),
    };
  });
  ({ env, lab } = skipping);
});

afterAll(async () => {
  await skipping?.close();
});

const ladder: FlowDefinition['clocks'][number]['ladder'] = [
  { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', repeat: { every: 'PT20M', times: 1 } },
  { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
  { key: 'alert', at: { offset: 'PT3H' }, action: 'MANAGER_ALERT' },
];

/** Two hours to the first contact, with a ladder; then a day to a meeting. */
const clocks = (): FlowDefinition['clocks'] => [
  {
    key: 'first_contact',
    name: 'First contact',
    starts: 'RECEIVED',
    target: { duration: 'PT2H', time: 'ELAPSED' },
    atRisk: 0.75,
    proofs: ['CALL_LOGGED'],
    ladder,
  },
  {
    key: 'meeting',
    name: 'Meeting',
    starts: { afterMet: 'first_contact' },
    target: { duration: 'P1D', time: 'ELAPSED' },
    proofs: ['MEETING_BOOKED'],
    ladder: [],
  },
];

async function newOrg(change: Partial<FlowDefinition> = {}) {
  const world = await lab.newWorld();
  const reps = [await world.addRep('Ana'), await world.addRep('Bob'), await world.addRep('Cat')];
  await world.addFlow(flowDefinition(world.teamId, { clocks: clocks(), ...change }));
  return { world, reps };
}

const steps = (rows: EscalationRow[]) => rows.map((row) => `${row.step_key}/${row.repeat}`);

describe('a lead over hours', () => {
  it('climbs its ladder, each step on its very instant, with one timer at a time', async () => {
    const { world } = await newOrg();
    const lead = await lab.start(world);
    await lead.waitForStatus('ASSIGNED');
    const owner = (await lead.row()).owner_id;
    await env.sleep(6 * HOUR);
    const fired = await lead.waitForEscalations(4);
    expect(fired.map((row) => [row.step_key, row.repeat, (row.due_at.getTime() - lead.receivedAtMs) / MINUTE])).toEqual(
      [
        ['remind', 0, 60],
        ['remind', 1, 80],
        ['reassign', 0, 120],
        ['alert', 0, 300],
      ],
    );
    for (const row of fired) {
      const lateMs = row.fired_at.getTime() - row.due_at.getTime();
      expect(lateMs, row.key).toBeGreaterThanOrEqual(0);
      expect(lateMs, row.key).toBeLessThan(TOLERANCE_MS);
    }
    expect(await lead.row()).toMatchObject({ status: 'ASSIGNED', reassignments: 1, breach: 'breached' });
    expect((await lead.row()).owner_id).not.toBe(owner);
    await lead.waitForView('nothing is left to do', ({ nextDueAtMs, breached }) => nextDueAtMs === null && breached);

    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    expect(await lead.handle.result()).toBe('CLOSED');
    const events = await lead.events();
    expect(mostTimersOpen(events)).toBe(1);
    // At risk, two reminders, breach with reassignment, alert.
    expect(countOf(events, (event) => event.timerFiredEventAttributes)).toBe(5);
    expect(countOf(events, (event) => event.timerCanceledEventAttributes)).toBe(0);
    // An upsert is billed: assigned, breached with a new owner, closed. No reminder changes any of them.
    expect(countOf(events, (event) => event.upsertWorkflowSearchAttributesEventAttributes)).toBe(3);
  });

  it('is met by a proof in the middle: what was ahead never happens, the next clock begins', async () => {
    const { world } = await newOrg();
    const lead = await lab.start(world);
    await lead.waitForStatus('ASSIGNED');
    await env.sleep(70 * MINUTE);
    await lead.waitForEscalations(1);
    await lead.prove();
    await lead.waitForStatus('CONTACTED');
    await env.sleep(5 * HOUR);
    expect(steps(await lead.escalations())).toEqual(['remind/0']);
    const [first, meeting] = await lead.clocks();
    expect(first).toMatchObject({ key: 'first_contact', status: 'MET' });
    expect(meeting).toMatchObject({ key: 'meeting', status: 'RUNNING', started_at: first!.met_at });
    await lead.prove('MEETING_BOOKED');
    await lead.waitForView(
      'no clock runs',
      ({ deadlineAtMs, nextDueAtMs }) => deadlineAtMs === null && nextDueAtMs === null,
    );
    await lead.command({ kind: 'CLOSE', outcome: 'WON' });
    expect(await lead.handle.result()).toBe('CLOSED');
    expect((await lead.clocks()).map(({ status }) => status)).toEqual(['MET', 'MET']);
    expect(mostTimersOpen(await lead.events())).toBe(1);
  });

  it('stands still while it is paused, and has after it what was left before', async () => {
    const { world } = await newOrg();
    const lead = await lab.start(world);
    await lead.waitForStatus('ASSIGNED');
    await env.sleep(30 * MINUTE);
    await lead.command({ kind: 'PAUSE' });
    await lead.waitForView('paused', ({ nextDueAtMs, details }) => nextDueAtMs === null && details.includes('Paused'));
    await env.sleep(20 * HOUR);
    expect(await lead.escalations()).toEqual([]);
    expect((await lead.clocks())[0]).toMatchObject({ status: 'PAUSED', deadline_at: null });
    await lead.command({ kind: 'RESUME' });
    const resumed = (await lead.clocks())[0]!;
    const pausedMs = resumed.deadline_at!.getTime() - lead.at(120);
    expect(pausedMs).toBeGreaterThanOrEqual(20 * HOUR);
    expect(pausedMs).toBeLessThan(20 * HOUR + 2 * MINUTE);
    await env.sleep(40 * MINUTE);
    const fired = await lead.waitForEscalations(1);
    expect(fired.map((row) => row.due_at.getTime() - pausedMs - lead.receivedAtMs)).toEqual([60 * MINUTE]);
    expect(mostTimersOpen(await lead.events())).toBe(1);
    await lead.command({ kind: 'CLOSE', outcome: 'INVALID' });
    expect(await lead.handle.result()).toBe('CLOSED');
  });

  it('does nothing any more once it is closed', async () => {
    const { world } = await newOrg();
    const lead = await lab.start(world);
    await lead.waitForStatus('ASSIGNED');
    await env.sleep(10 * MINUTE);
    await lead.command({ kind: 'CLOSE', outcome: 'DUPLICATE' });
    expect(await lead.handle.result()).toBe('CLOSED');
    await env.sleep(6 * HOUR);
    expect(await lead.escalations()).toEqual([]);
    expect((await lead.clocks()).map(({ status }) => status)).toEqual(['CANCELLED']);
    const events = await lead.events();
    expect(mostTimersOpen(events)).toBe(1);
    expect(countOf(events, (event) => event.workflowExecutionFailedEventAttributes)).toBe(0);
  });

  it('counts business time over a weekend', async () => {
    const world = await lab.newWorld();
    await world.addRep('Ana');
    const now = new Date(await env.currentTimeMs());
    const weekday = (days: number) =>
      (['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const)[
        new Date(now.getTime() + days * 24 * HOUR).getUTCDay()
      ]!;
    // Whatever day it is, its «weekend» is the two days after it.
    const weekly = [0, 3, 4, 5, 6].map((days) => ({ day: weekday(days), from: '00:00', to: '24:00' }));
    const calendarId = await world.addCalendar({ timeZone: 'UTC', weekly, holidays: [], specialDates: [] });
    const [clock] = clocks();
    const target = { duration: 'PT30H', time: 'BUSINESS' as const, calendarId };
    const alert = { key: 'breached', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT' as const };
    await world.addFlow(flowDefinition(world.teamId, { clocks: [{ ...clock!, target, ladder: [alert] }] }));
    const lead = await lab.start(world);
    await lead.waitForStatus('ASSIGNED');
    await lead.waitForView('its deadline', ({ deadlineAtMs }) => deadlineAtMs !== null);
    const deadlineMs = (await lead.clocks())[0]!.deadline_at!.getTime();
    // Thirty hours of work are more than what is left of today: the two days off come in between.
    expect(deadlineMs).toBe(lead.receivedAtMs + (30 + 48) * HOUR);
    await env.sleep(77 * HOUR);
    expect(await lead.escalations()).toEqual([]);
    await env.sleep(2 * HOUR);
    const [row] = await lead.waitForEscalations(1);
    expect(row!.due_at.getTime()).toBe(deadlineMs);
    expect(row!.fired_at.getTime() - deadlineMs).toBeLessThan(TOLERANCE_MS);
    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    await lead.handle.result();
  });

  it('loses nothing and doubles nothing when its activities fail now and then', async () => {
    const { world } = await newOrg();
    failures.set(world.orgId, 4);
    const lead = await lab.start(world);
    await lead.waitForStatus('ASSIGNED');
    await lead.waitForView('its deadline', ({ deadlineAtMs }) => deadlineAtMs !== null);
    for (const minutes of [65, 20, 40]) {
      failures.set(world.orgId, 2);
      await env.sleep(minutes * MINUTE);
    }
    await lead.waitForEscalations(3);
    failures.set(world.orgId, 2);
    await lead.prove('CALL_LOGGED', lead.at(110));
    await lead.waitForStatus('CONTACTED');
    expect(steps(await lead.escalations())).toEqual(['remind/0', 'remind/1', 'reassign/0']);
    const [first, meeting] = await lead.clocks();
    expect(first).toMatchObject({ status: 'MET', met_at: new Date(lead.at(110)) });
    expect(meeting).toMatchObject({ status: 'RUNNING', cycle: 1 });
    const audits = await world.all<{ action: string }>('SELECT action FROM audit WHERE lead_id = $1 ORDER BY id', [
      lead.id,
    ]);
    const count = (action: string) => audits.filter((one) => one.action === action).length;
    expect(['lead.qualified', 'lead.assigned', 'sla.started', 'sla.breached', 'sla.corrected'].map(count)).toEqual([
      1, 2, 2, 1, 1,
    ]);
    await lead.command({ kind: 'CLOSE', outcome: 'WON' });
    expect(await lead.handle.result()).toBe('CLOSED');
    expect(failures.get(world.orgId)).toBe(0);
  });

  it('ends at once when it is not worth pursuing, without a timer', async () => {
    const { world } = await newOrg({ scoring: { threshold: 0, rules: [] } });
    const lead = await lab.start(world);
    expect(await lead.handle.result()).toBe('UNQUALIFIED');
    const events = await lead.events();
    expect(mostTimersOpen(events)).toBe(0);
    expect(actionsOf(events)).toMatchObject({ starts: 1, tasksWithLocalActivities: 1, upserts: 0 });
  });
});

describe('a lead that was decided outside of its workflow', () => {
  const localActivities = (events: Parameters<typeof actionsOf>[0]) => actionsOf(events).tasksWithLocalActivities;

  it('has only its timer to set when it begins, and climbs its ladder by it', async () => {
    const { world } = await newOrg();
    const lead = await lab.start(world, { inBulk: true });
    const view = await lead.waitForView('what was decided', ({ ownerId }) => ownerId !== null);
    expect(view).toMatchObject({ status: 'ASSIGNED', nextDueAtMs: lead.at(60), revision: 2 });
    expect(view.details).toContain('**Owner**');
    expect(actionsOf(await lead.events())).toEqual({
      starts: 1,
      timersStarted: 1,
      timersFired: 0,
      signals: 0,
      tasksWithLocalActivities: 0,
      activities: 0,
      upserts: 0,
    });
    await env.sleep(6 * HOUR);
    expect(steps(await lead.waitForEscalations(4))).toEqual(['remind/0', 'remind/1', 'reassign/0', 'alert/0']);
    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    expect(await lead.handle.result()).toBe('CLOSED');
  });

  it('is told so by the signal of a proof, and neither asks nor believes what is older', async () => {
    const { world } = await newOrg();
    const lead = await lab.start(world);
    const begun = await lead.waitForView('it has begun', ({ status }) => status === 'ASSIGNED');
    const asked = localActivities(await lead.events());
    const id = await lead.record();
    const met = await lab.decide(world, lead.id);
    await lead.tell(id, met);
    await lead.waitForView(
      'it was reached',
      ({ status, nextDueAtMs }) => status === 'CONTACTED' && nextDueAtMs !== null,
    );
    // On its way for longer than what came after it.
    await lead.tell(id, begun);
    await lead.tell(id, met);
    await env.sleep(HOUR);
    expect(await lead.view()).toEqual(met);
    expect(localActivities(await lead.events())).toBe(asked);
    // The timer stands at what was told: a day to the meeting.
    await env.sleep(25 * HOUR);
    await lead.waitForView('the meeting is overdue', ({ breached }) => breached);
    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    expect(await lead.handle.result()).toBe('CLOSED');
  });

  it('ends when it is told that the lead has', async () => {
    const { world } = await newOrg({ scoring: { threshold: 0, rules: [] } });
    const lead = await lab.start(world, { inBulk: true });
    expect(await lead.handle.result()).toBe('UNQUALIFIED');
    expect(actionsOf(await lead.events())).toMatchObject({ tasksWithLocalActivities: 0, upserts: 0 });
  });
});

describe('two orgs on one worker', () => {
  it('never see each other: rows, details and search attributes hold their own org only', async () => {
    const orgs = [await newOrg(), await newOrg()];
    const named = ['Alpha', 'Omega'];
    for (const [index, { world }] of orgs.entries())
      await world.sql.query('UPDATE users SET name = name || $2 WHERE org_id = $1', [world.orgId, ` ${named[index]}`]);
    const leads = await Promise.all(
      Array.from({ length: 12 }, (_, index) => lab.start(orgs[index % 2]!.world, { source: named[index % 2]! })),
    );
    for (const lead of leads) await lead.waitForStatus('ASSIGNED');
    await env.sleep(70 * MINUTE);
    for (const [index, lead] of leads.entries()) if (index % 4 < 2) await lead.prove();
    await env.sleep(3 * HOUR);
    for (const [index, lead] of leads.entries()) await lead.waitForEscalations(index % 4 < 2 ? 1 : 3);

    for (const [index, lead] of leads.entries()) {
      const [own, foreign] = index % 2 === 0 ? orgs : [orgs[1]!, orgs[0]!];
      const view = await lead.waitForView('its end of the day', ({ status, breached }) =>
        index % 4 < 2 ? status === 'CONTACTED' : breached,
      );
      expect(view.leadId).toBe(lead.id);
      expect(own!.reps).toContain(view.ownerId);
      expect(view.details).toContain(`from ${named[index % 2]}`);
      const described = await lead.handle.describe();
      const rows = await lead.world.all(
        `SELECT to_jsonb(x)::text AS text FROM (
           SELECT to_jsonb(c) FROM clocks c WHERE lead_id = $1 UNION ALL SELECT to_jsonb(e) FROM escalations e WHERE lead_id = $1
           UNION ALL SELECT to_jsonb(a) FROM assignments a WHERE lead_id = $1 UNION ALL SELECT to_jsonb(h) FROM audit h WHERE lead_id = $1
           UNION ALL SELECT to_jsonb(n) FROM notifications n WHERE lead_id = $1 UNION ALL SELECT to_jsonb(l) FROM leads l WHERE id = $1) x`,
        [lead.id],
      );
      expect(rows.length).toBeGreaterThan(8);
      const everything = JSON.stringify(
        [view, described.searchAttributes, rows, await lead.events()],
        (_key, value: unknown) =>
          // Payloads are bytes: as text they can be searched.
          value instanceof Uint8Array ? Buffer.from(value).toString() : value,
      );
      expect(everything).toContain(own!.world.orgId);
      const strangers = [foreign!.world.orgId, foreign!.world.teamId, ...foreign!.reps, named[(index + 1) % 2]!];
      const others = leads.filter((other) => other !== lead).map(({ id }) => id);
      for (const text of [...strangers, ...others]) expect(everything, `lead ${index}`).not.toContain(text);
    }
    for (const lead of leads) await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    for (const lead of leads) expect(await lead.handle.result()).toBe('CLOSED');
  });
});

describe('a lead without its database', () => {
  it('gains no event however long that lasts, and goes on by itself', async () => {
    const { world } = await newOrg();
    const lead = await lab.start(world);
    await lead.waitForStatus('ASSIGNED');
    const before = (await lead.events()).length;
    failures.set(world.orgId, Number.POSITIVE_INFINITY);
    await lead.prove('EMAIL_SENT');
    const scheduled = (events: Awaited<ReturnType<typeof lead.events>>) =>
      countOf(events, (event) => event.activityTaskScheduledEventAttributes);
    await waitFor('the local tries end', async () => scheduled(await lead.events()) === 1);
    await env.sleep(HOUR);
    const anHour = (await lead.events()).length;
    await env.sleep(35 * HOUR);
    const aDayAndAHalf = (await lead.events()).length;
    console.log(
      `events without a database: ${anHour - before} in an hour, ${aDayAndAHalf - before} in a day and a half`,
    );
    // The bell, its task, what the local tries came to, and the activity that is tried on and on.
    expect(anHour - before).toBeLessThanOrEqual(20);
    expect(aDayAndAHalf).toBe(anHour);

    failures.delete(world.orgId);
    await env.sleep(2 * MINUTE);
    // Everything that was due meanwhile is there, in its order.
    expect(steps(await lead.waitForEscalations(4))).toEqual(['remind/0', 'remind/1', 'reassign/0', 'alert/0']);
    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    expect(await lead.handle.result()).toBe('CLOSED');
    expect(scheduled(await lead.events())).toBe(1);
  });

  it('begins when it is back, where it was away from the first moment on', async () => {
    const { world } = await newOrg();
    failures.set(world.orgId, Number.POSITIVE_INFINITY);
    const lead = await lab.start(world);
    await waitFor('the local tries end', async () =>
      (await lead.events()).some((event) => event.activityTaskScheduledEventAttributes),
    );
    await env.sleep(12 * HOUR);
    expect((await lead.events()).length).toBeLessThanOrEqual(20);
    failures.delete(world.orgId);
    await env.sleep(2 * MINUTE);
    await lead.waitForStatus('ASSIGNED');
    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    expect(await lead.handle.result()).toBe('CLOSED');
  });
});

describe('a lead that cannot be settled', () => {
  it('stands still and says so, is tried ever more seldom, and goes on at a bell once it can be', async () => {
    const { world } = await newOrg();
    stuck.add(world.orgId);
    const lead = await lab.start(world);
    await lead.waitForView('it stands still', ({ details }) => details.startsWith('**Stands still**'));
    const before = (await lead.events()).length;
    await env.sleep(HOUR);
    const anHour = (await lead.events()).length - before;
    await env.sleep(35 * HOUR);
    const aDayAndAHalf = (await lead.events()).length - before;
    console.log(`events of a lead that cannot be settled: ${anHour} in an hour, ${aDayAndAHalf} in a day and a half`);
    expect(anHour).toBeLessThanOrEqual(50);
    expect(aDayAndAHalf).toBeLessThanOrEqual(350);

    stuck.delete(world.orgId);
    await lead.prove('EMAIL_SENT');
    await lead.waitForView('it is settled', ({ status }) => status === 'ASSIGNED');
    expect((await lead.view())!.details).not.toContain('Stands still');
    await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
    expect(await lead.handle.result()).toBe('CLOSED');
  });
});
