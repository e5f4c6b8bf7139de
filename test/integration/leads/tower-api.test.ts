import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCounts } from '../../support/counts.js';
import { LeadApi } from '../../support/lead-api.js';

describe('the control tower', () => {
  let tower: LeadApi;
  let flowId: string;
  let repIds: string[];
  const now = new Date();
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const leadIds: string[] = [];

  beforeAll(async () => {
    tower = await LeadApi.open('tower_api');
    const { world } = tower;
    flowId = await world.addFlow();
    await world.sql.query('UPDATE flows SET draft = draft || \'{"priority": 11}\' WHERE id = $1', [flowId]);
    await world.sql.query(`INSERT INTO flows (org_id, id, key, name, draft) VALUES ($1, $2, 'new', 'New', '{}')`, [
      world.orgId,
      newId(),
    ]);
    repIds = [await world.addRep('Ana', { capacity: 4 }), await world.addRep('Bogdan', { capacity: 1 })];
    // status, breach, minutes since receipt, minutes to contact, deadline in minutes, owner
    const rows: [string, string, number, number | null, number | null, number | null][] = [
      ['ASSIGNED', 'at_risk', 30, null, 5, 0],
      ['ASSIGNED', 'breached', 60, null, -10, 0],
      ['ASSIGNED', 'breached', 3 * 1440, null, null, 1],
      ['CONTACTED', 'none', 90, 4, null, 1],
      ['CONTACTED', 'none', 95, 10, 120, 0],
      ['UNROUTED', 'none', 20, null, 40, null],
      ['UNQUALIFIED', 'none', 25, null, null, null],
      ['CLOSED', 'breached', 100, 20, null, 0],
    ];
    for (const [status, breach, received, contact, deadline, owner] of rows) {
      const id = newId();
      leadIds.push(id);
      await world.sql.query(
        `INSERT INTO leads (org_id, id, source, email, status, breach, received_at, contacted_at, deadline_at, owner_id,
           closed_at, flow_id, flow_version)
         VALUES ($1, $2, 'web', 'a@b.co', $3, $4, $5, $6, $7, $8, $9, $10, 1)`,
        [
          world.orgId,
          id,
          status,
          breach,
          ago(received),
          contact === null ? null : ago(received - contact),
          deadline === null ? null : ago(-deadline),
          owner === null ? null : repIds[owner],
          status === 'CLOSED' ? ago(1) : null,
          flowId,
        ],
      );
      if (owner === null) continue;
      await world.sql.query(
        `INSERT INTO assignments (org_id, lead_id, sequence, owner_id, mode, assigned_at, explanation)
         VALUES ($1, $2, 1, $3, 'AUTO', $4, '{}')`,
        [world.orgId, id, repIds[owner], ago(received)],
      );
    }
    const clock = async (lead: number, status: string, minutes: number) => {
      const id = newId();
      await world.sql.query(
        `INSERT INTO clocks (org_id, id, lead_id, key, status, started_at, target_ms, deadline_at, met_at, receipt)
         VALUES ($1, $2, $3, 'c', $4, $5, 1, $6, CASE WHEN $4 = 'MET' THEN $6::timestamptz END, '{}')`,
        [world.orgId, id, leadIds[lead], status, ago(minutes), ago(minutes - 15)],
      );
      return id;
    };
    const clocks = [
      await clock(0, 'RUNNING', 30),
      await clock(1, 'BREACHED', 60),
      await clock(2, 'BREACHED', 3 * 1440),
      await clock(3, 'MET', 90),
      await clock(4, 'MET', 95),
      await clock(7, 'MET', 100),
    ];
    // lead, minutes ago, overtaken, compensated
    const fired: [number, number, boolean, boolean][] = [
      [1, 10, false, false],
      [1, 9, false, true],
      [1, 8, true, false],
      [7, 50, false, false],
      [2, 3 * 1440, false, false],
      [2, 5, false, false],
    ];
    for (const [lead, minutes, overtaken, compensated] of fired) {
      await world.sql.query(
        `INSERT INTO escalations (org_id, key, lead_id, clock_id, clock_key, cycle, step_key, repeat, action, due_at,
           fired_at, overtaken, compensated_at)
         VALUES ($1, $2, $3, $4, 'c', 1, 's', 0, 'REMINDER', $5, $5, $6, $7)`,
        [
          world.orgId,
          newId(),
          leadIds[lead],
          clocks[Math.min(lead, 5)],
          ago(minutes),
          overtaken,
          compensated ? now : null,
        ],
      );
    }
    // These rows came in past the settlement, which counts.
    await makeCounts(tower.db, world.orgId);
  });
  afterAll(() => tower.close());

  const ask = async (path: string, token?: string) =>
    tower.call('get', `/api/control-tower/${path}`).set('authorization', token ?? (await tower.manager()));

  it('counts what a person would count', async () => {
    const response = await ask('summary');
    expect(response.status).toBe(200);
    expect(response.body).toMatchObject({
      newLeads: 7,
      openLeads: 6,
      slaAtRisk: 1,
      slaBreached: 2,
      unrouted: 1,
      activeEscalations: 2,
      // Reached after 4, 10 and 20 minutes; three more wait, for 20, 30 and 60.
      firstContact: { p50: 'PT20M', p90: null, reached: 3, toReach: 6, attainment: 0.75 },
      leadsPerMinute: Math.round((7 / 1440) * 1000) / 1000,
    });
  });

  it('counts a given range', async () => {
    const range = (from: number, to: number) => `from=${ago(from).toISOString()}&to=${ago(to).toISOString()}`;
    const { body } = await ask(`summary?${range(5 * 1440, 2 * 1440)}`);
    expect(body).toMatchObject({
      newLeads: 1,
      openLeads: 6,
      // The lead that was escalated then has been escalated since: it is counted where that was last.
      activeEscalations: 0,
      firstContact: { p50: null, p90: null, reached: 0, toReach: 1, attainment: 0 },
    });
    expect((await ask(`summary?${range(10, 20)}`)).status).toBe(400);
    expect((await ask(`summary?${range(9 * 1440, 8 * 1440)}`)).body.firstContact.attainment).toBeNull();
  });

  it('lists open leads by urgency, page by page', async () => {
    const expected = [1, 0, 5, 4, 2, 3].map((index) => leadIds[index]);
    for (const limit of [1, 2, 4, 5, 200]) {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await ask(`leads?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
        seen.push(...page.body.items.map(({ id }) => id));
        cursor = page.body.nextCursor;
      }
      expect(seen).toEqual(expected);
    }
    const breached = await ask('leads?breach=breached,at_risk');
    expect(breached.body.items.map(({ id }) => id)).toEqual([1, 0, 2].map((index) => leadIds[index]));
  });

  it('refuses the cursor of another list', async () => {
    const { body } = await tower.call('get', '/api/leads?limit=1').set('authorization', await tower.manager());
    expect((await ask(`leads?cursor=${body.nextCursor}`)).status).toBe(400);
  });

  it('shows load and attainment per rep', async () => {
    const { body } = await ask('reps');
    const teams = [{ id: tower.world.teamId, name: 'Sales' }];
    expect(body.items).toEqual([
      {
        id: repIds[0],
        name: 'Ana',
        status: 'ACTIVE',
        teams,
        capacity: 4,
        openLeads: 3,
        load: 0.75,
        breached: 1,
        metInTime: 2,
        letLapse: 1,
        takenOver: 0,
        attainment: 2 / 3,
      },
      {
        id: repIds[1],
        name: 'Bogdan',
        status: 'ACTIVE',
        teams,
        capacity: 1,
        openLeads: 2,
        load: 1,
        breached: 1,
        metInTime: 1,
        letLapse: 0,
        takenOver: 0,
        attainment: 1,
      },
    ]);
    expect(body.nobodys).toEqual({ breached: 0, metInTime: 0, letLapse: 0 });
  });

  it('shows flows with their publish status', async () => {
    const { body } = await ask('flows');
    expect(body.items).toMatchObject([
      { key: 'main', active: true, publishStatus: 'CHANGED', publishedVersion: 1, openLeads: 6, breached: 2 },
      { key: 'new', active: false, publishStatus: 'DRAFT', publishedVersion: null, openLeads: 0, breached: 0 },
    ]);
  });

  it('is for managers, and of their org', async () => {
    const asRep = await tower.tokenOf(repIds[0]!, 'REP');
    for (const path of ['summary', 'leads', 'reps', 'flows']) expect((await ask(path, asRep)).status).toBe(403);
    const orgId = newId();
    await tower.world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Foreign')", [orgId]);
    const stranger = await tower.tokenOf(newId(), 'MANAGER', orgId);
    expect((await ask('summary', stranger)).body).toMatchObject({ newLeads: 0, openLeads: 0, activeEscalations: 0 });
    for (const path of ['leads', 'reps', 'flows']) expect((await ask(path, stranger)).body.items).toEqual([]);
  });
});
