import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads, type SettleDeps } from '../../../settlement/settle.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { flowDefinition, World } from '../../support/world.js';

const MINUTE = 60_000;
const LARGE = { field: 'attributes.budget', op: 'gte', value: 10_000 } as const;
const ENDPOINT = '0192aaaa-0000-7000-8000-000000000001';
let database: TestDatabase;
let db: Database;
let world: World;
let reps: string[];

/** Settles at an instant of our choosing: no test waits for time to pass. */
async function settle(leadIds: string[], nowMs: number, goal: 'QUALIFIED' | 'ROUTED' | 'SETTLED' = 'SETTLED') {
  const deps: SettleDeps = { db, outgoing: [], clock: () => nowMs, log: pino({ level: 'silent' }) };
  return settleLeads(deps, world.orgId, leadIds, { goal, skipLocked: false, atLeastMs: 0 });
}

beforeAll(async () => {
  database = await createTestDatabase('settlement');
  db = openDatabase(database.appUrl, { role: 'pinggo_app' });
  world = await World.create(database.ownerUrl);
  reps = [await world.addRep('Ana'), await world.addRep('Bob'), await world.addRep('Cat')];
  await world.addFlow(
    flowDefinition(world.teamId, {
      clocks: [
        {
          key: 'first_contact',
          name: 'First contact',
          starts: 'RECEIVED',
          target: { duration: 'PT15M', time: 'ELAPSED' },
          atRisk: 0.75,
          proofs: ['CALL_LOGGED'],
          ladder: [
            {
              key: 'remind',
              at: { share: 0.5 },
              action: 'REMINDER',
              to: ['owner'],
              repeat: { every: 'PT5M', times: 1 },
            },
            { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
            { key: 'alert', at: { offset: 'PT10M' }, action: 'MANAGER_ALERT', to: ['manager'] },
          ],
        },
      ],
    }),
  );
});

afterAll(async () => {
  await world?.close();
  await db?.close();
  await database?.drop();
});

const leadRow = (id: string) =>
  world.one<{ status: string; owner_id: string; breach: string; received_at: Date; next_due_at: Date | null }>(
    'SELECT * FROM leads WHERE id = $1',
    [id],
  );
const escalations = (id: string) =>
  world.all<{ step_key: string; repeat: number; action: string; overtaken: boolean; compensated_at: Date | null }>(
    'SELECT * FROM escalations WHERE lead_id = $1 ORDER BY due_at, key',
    [id],
  );

describe('the settlement over real rows', () => {
  it('reads numbers that were typed by the locale of the endpoint, else of the org, and says how', async () => {
    const scoring = { threshold: 0, rules: [{ when: LARGE, points: 40, reason: 'large' }] };
    const match = { field: 'source', op: 'eq', value: 'typed' } as const;
    await world.addFlow(flowDefinition(world.teamId, { priority: 90, match, scoring }), 'typed');
    await world.sql.query(
      "INSERT INTO endpoints (org_id, id, name, source, adapter, locale) VALUES ($1, $2, 'f', 'typed', 'standard', 'ro')",
      [world.orgId, ENDPOINT],
    );
    const scored = async (endpointId: string | null) => {
      const id = await world.receive({ source: 'typed', attributes: { budget: '12.500 lei' } });
      await world.sql.query('UPDATE leads SET endpoint_id = $2 WHERE id = $1', [id, endpointId]);
      await settle([id], Date.now(), 'QUALIFIED');
      return world.one('SELECT score, status, score_reasons AS reasons FROM leads WHERE id = $1', [id]);
    };
    expect(await scored(ENDPOINT)).toEqual({
      score: 40,
      status: 'QUALIFIED',
      reasons: [
        { points: 40, reason: 'large' },
        { points: 0, reason: 'attributes.budget “12.500 lei” was read as 12500', note: true },
      ],
    });
    const reason = 'attributes.budget “12.500 lei” can be read in two ways (12.5 or 12500): not counted';
    expect(await scored(null)).toEqual({
      score: 0,
      status: 'UNQUALIFIED',
      reasons: [{ points: 0, reason, note: true }],
    });
  });

  it('qualifies, routes and starts clocks, step by step, each only once', async () => {
    const id = await world.receive();
    const receivedAtMs = (await leadRow(id)).received_at.getTime();
    await settle([id], receivedAtMs + 10, 'QUALIFIED');
    expect((await leadRow(id)).status).toBe('QUALIFIED');
    await settle([id], receivedAtMs + 20, 'ROUTED');
    expect((await leadRow(id)).status).toBe('ASSIGNED');
    const { views } = await settle([id], receivedAtMs + 30);
    expect(views[0]!.nextDueAtMs).toBe(receivedAtMs + 7.5 * MINUTE);
    expect((await settle([id], receivedAtMs + 40)).changed).toBe(0);
    const audits = await world.all<{ action: string }>('SELECT action FROM audit WHERE lead_id = $1 ORDER BY id', [id]);
    expect(audits.map(({ action }) => action)).toEqual([
      'lead.scored',
      'lead.qualified',
      'lead.assigned',
      'sla.started',
    ]);
  });

  it('climbs the ladder: reminded twice, breached, reassigned, alerted; each once however often it is settled', async () => {
    const id = await world.receive();
    const { received_at } = await leadRow(id);
    const at = (minutes: number) => received_at.getTime() + minutes * MINUTE;
    await settle([id], at(0));
    const first = (await leadRow(id)).owner_id;
    for (const minutes of [7.5, 7.5, 12, 12.5, 15, 15, 20, 25, 25, 60]) await settle([id], at(minutes));
    expect((await escalations(id)).map((one) => [one.step_key, one.repeat, one.action])).toEqual([
      ['remind', 0, 'REMINDER'],
      ['remind', 1, 'REMINDER'],
      ['reassign', 0, 'REASSIGN'],
      ['alert', 0, 'MANAGER_ALERT'],
    ]);
    const lead = await leadRow(id);
    expect(lead.breach).toBe('breached');
    expect(lead.owner_id).not.toBe(first);
    expect(lead.next_due_at).toBeNull();
    const told = await world.all<{ kind: string; user_id: string }>(
      'SELECT kind, user_id FROM notifications WHERE lead_id = $1 ORDER BY created_at, kind',
      [id],
    );
    expect(told.filter(({ kind }) => kind === 'MANAGER_ALERT')).toEqual([
      { kind: 'MANAGER_ALERT', user_id: world.managerId },
    ]);
    expect(told.filter(({ kind }) => kind === 'REMINDER')).toHaveLength(2);
  });

  it('keeps the acknowledgement of a step that fired in the same settlement', async () => {
    const id = await world.receive();
    const { received_at } = await leadRow(id);
    const at = (minutes: number) => received_at.getTime() + minutes * MINUTE;
    await settle([id], at(7.5));
    // The repeat of 12.5 comes first, and then the manager who knows.
    await world.command(id, { kind: 'ACKNOWLEDGE' }, new Date(at(13)));
    await settle([id], at(14));
    expect(
      await world.all('SELECT repeat, acknowledged_at FROM escalations WHERE lead_id = $1 ORDER BY repeat', [id]),
    ).toEqual([
      { repeat: 0, acknowledged_at: new Date(at(13)) },
      { repeat: 1, acknowledged_at: new Date(at(13)) },
    ]);
  });

  it('a timely proof that comes late corrects the verdict and compensates what was fired after it happened', async () => {
    const id = await world.receive({ ageMs: 16 * MINUTE });
    const { received_at } = await leadRow(id);
    const at = (minutes: number) => received_at.getTime() + minutes * MINUTE;
    await settle([id], at(15.5));
    await world.prove(id, 'CALL_LOGGED', new Date(at(14)));
    await settle([id], Math.max(at(16.5), Date.now()));
    const clock = await world.one<{ status: string; met_at: Date; corrected_at: Date | null }>(
      'SELECT * FROM clocks WHERE lead_id = $1',
      [id],
    );
    expect(clock.status).toBe('MET');
    expect(clock.met_at.getTime()).toBe(at(14));
    expect(clock.corrected_at).not.toBeNull();
    const fired = await escalations(id);
    expect(fired.find(({ step_key }) => step_key === 'reassign')!.compensated_at).not.toBeNull();
    expect((await leadRow(id)).status).toBe('CONTACTED');
  });

  it('spreads a herd of one settlement over the reps instead of piling it on the first', async () => {
    const ids = await world.receiveMany(60);
    const { received_at } = await leadRow(ids[0]!);
    await settle(ids, received_at.getTime() + 1_000);
    const loads = await world.all<{ owner_id: string; count: number }>(
      'SELECT owner_id, count(*)::int AS count FROM leads WHERE id = ANY($1::uuid[]) GROUP BY 1',
      [ids],
    );
    expect(loads).toHaveLength(reps.length);
    for (const { count } of loads) expect(count).toBeGreaterThan(15);
  });

  it('gives one free place once, however many settle at the same instant', async () => {
    const other = await World.create(database.ownerUrl);
    try {
      await other.addRep('Solo', { capacity: 3 });
      await other.addFlow();
      const ids = await other.receiveMany(10);
      const deps: SettleDeps = { db, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) };
      await Promise.all(
        ids.map((id) => settleLeads(deps, other.orgId, [id], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 })),
      );
      const rows = await other.all<{ status: string }>('SELECT status FROM leads WHERE org_id = $1', [other.orgId]);
      expect(rows.filter(({ status }) => status === 'ASSIGNED')).toHaveLength(3);
      expect(rows.filter(({ status }) => status === 'UNROUTED')).toHaveLength(7);
      expect(await other.all('SELECT 1 FROM work_items WHERE org_id = $1', [other.orgId])).toHaveLength(7);
    } finally {
      await other.close();
    }
  });
});
