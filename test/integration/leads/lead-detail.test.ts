import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadApi } from '../../support/lead-api.js';
import { openLeadDesk, type LeadDesk } from '../../support/lead-desk.js';

interface Item {
  id: string;
  [field: string]: unknown;
}

let api: LeadApi;
let manager: string;
let repId: string;
let rep: string;
let otherRepId: string;
let foreign: string;
let get: LeadDesk['get'];
let patch: LeadDesk['patch'];
let insertLead: LeadDesk['insertLead'];

beforeAll(async () => {
  ({ api, manager, repId, rep, otherRepId, foreign, get, patch, insertLead } = await openLeadDesk('lead_detail'));
});
afterAll(() => api.close());

describe('GET /api/leads/{id}', () => {
  it('is the same 404 for what is not there, not one own, and of another org', async () => {
    const id = await insertLead({ owner_id: otherRepId });
    const bodies = [];
    for (const [path, token] of [
      [`/api/leads/${newId()}`, manager],
      ['/api/leads/nonsense', manager],
      [`/api/leads/${id}`, rep],
      [`/api/leads/${id}`, foreign],
    ] as const) {
      const { body } = await get(path, token).expect(404);
      delete body.instance;
      delete body.error.details.trace_id;
      bodies.push(JSON.stringify(body));
    }
    expect(new Set(bodies).size).toBe(1);
    await get(`/api/leads/${id}`, manager).expect(200);
  });

  it('shows clocks with receipts, assignment, timeline, what comes next, and the workflow', async () => {
    const { world } = api;
    const orgId = world.orgId;
    const flowKey = `detail-${newId()}`;
    const flowId = await world.addFlow(undefined, flowKey);
    const base = Date.now() - 600_000;
    const at = (seconds: number) => new Date(base + seconds * 1000);
    const id = await insertLead({
      external_id: 'detail-1',
      received_at: at(0),
      flow_id: flowId,
      flow_version: 1,
      score: 10,
      score_threshold: 0,
      qualified: true,
      score_reasons: JSON.stringify([{ points: 10, reason: 'every lead' }]),
      owner_id: repId,
      team_id: world.teamId,
      assigned_at: at(2),
      revision: 7,
      deadline_at: at(900),
    });
    const clockId = newId();
    const receipt = {
      timeZone: 'Europe/Bucharest',
      intervals: [{ fromMs: at(0).getTime(), toMs: at(900).getTime() }],
      skipped: [{ fromMs: at(-100).getTime(), toMs: at(0).getTime(), why: 'closed' }],
      text: '15 min from the receipt',
    };
    await world.sql.query(
      `INSERT INTO clocks (org_id, id, lead_id, key, status, started_at, target_ms, at_risk_at, deadline_at, receipt)
       VALUES ($1, $2, $3, 'first_contact', 'RUNNING', $4, 900000, $5, $6, $7)`,
      [orgId, clockId, id, at(0), at(675), at(900), receipt],
    );
    const escalationKey = `${id}:first_contact:1:remind:0`;
    await world.sql.query(
      `INSERT INTO escalations (org_id, key, lead_id, clock_id, clock_key, cycle, step_key, repeat, action, due_at, fired_at)
       VALUES ($1, $2, $3, $4, 'first_contact', 1, 'remind', 0, 'REMINDER', $5, $5)`,
      [orgId, escalationKey, id, clockId, at(5)],
    );
    const candidates = [
      { userId: repId, outcome: 'CHOSEN', reason: 'most free capacity', terms: { free: 100 } },
      { userId: otherRepId, outcome: 'OUT', reason: 'AT_WORK', terms: {} },
    ];
    await world.sql.query(
      `INSERT INTO assignments (org_id, lead_id, sequence, owner_id, team_id, mode, assigned_at, explanation)
       VALUES ($1, $2, 1, $3, $4, 'AUTO', $5, $6)`,
      [
        orgId,
        id,
        repId,
        world.teamId,
        at(2),
        { text: 'Radu has most room', rule: 'rule 1', strategy: 'BALANCED', candidates },
      ],
    );
    const proofId = newId();
    await world.sql.query(
      `INSERT INTO proofs (org_id, id, lead_id, kind, occurred_at, received_at, actor_type, actor_id, clock_keys)
       VALUES ($1, $2, $3, 'EMAIL_SENT', $4, $5, 'user', $6, '{}')`,
      [orgId, proofId, id, at(1), at(6), repId],
    );
    const strangerId = await world.addRep('Stranger');
    await world.sql.query('UPDATE proofs SET note = $2 WHERE id = $1', [proofId, strangerId]);
    const audited = async (action: string, seconds: number, after: object, entity = id) =>
      world.sql.query(
        `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after)
         VALUES ($1, $2, 'system', $3, 'lead', $4, $5, $6)`,
        [orgId, at(seconds), action, entity, id, after],
      );
    const clock = { clockId, clockKey: 'first_contact', cycle: 1 };
    await audited('sales.lead.created', 0, { source: 'web' });
    await audited('lead.scored', 1, { value: 10, threshold: 0, qualified: true, reasons: [] });
    await audited('lead.qualified', 1, { status: 'QUALIFIED' });
    await audited('sla.started', 1, { ...clock, deadlineAt: at(900).toISOString() });
    await audited('lead.assigned', 2, { ownerId: repId, mode: 'AUTO', sequence: 1, text: 'Radu has most room' });
    await audited('escalation.fired', 5, { escalationKey });
    await audited('proof.recorded', 6, {}, proofId);
    // The same instant as the proof, but written after it.
    await audited('lead.contacted', 6, { status: 'CONTACTED' });
    await audited('command.refused', 7, { kind: 'PAUSE', refusal: 'the lead is paused already' });
    await audited('lead.updated', 8, { name: 'Ana' });
    await world.sql.query(
      `UPDATE audit SET actor_type = 'user', actor_id = $2 WHERE lead_id = $1 AND action = 'lead.updated'`,
      [id, world.managerId],
    );

    const response = await get(`/api/leads/${id}`, rep).expect(200);
    expect(response.headers.etag).toBe('"7"');
    const detail = response.body as unknown as { timeline: Item[]; next: Item[] };
    expect(detail).toMatchObject({
      id,
      externalId: 'detail-1',
      source: 'web',
      name: 'Ana Pop',
      email: 'ana@example.com',
      phone: null,
      status: 'ASSIGNED',
      outcome: null,
      receivedAt: at(0).toISOString(),
      ownerId: repId,
      flow: { id: flowId, version: 1 },
      score: { value: 10, threshold: 0, qualified: true, reasons: [{ points: 10, reason: 'every lead' }] },
      clocks: [
        {
          id: clockId,
          key: 'first_contact',
          cycle: 1,
          status: 'RUNNING',
          name: 'First contact',
          target: 'PT15M',
          proofs: ['CALL_LOGGED'],
          startedAt: at(0).toISOString(),
          atRiskAt: at(675).toISOString(),
          deadlineAt: at(900).toISOString(),
          metAt: null,
          breachedAt: null,
          receipt: {
            timeZone: 'Europe/Bucharest',
            intervals: [{ from: at(0).toISOString(), to: at(900).toISOString() }],
            skipped: [{ from: at(-100).toISOString(), to: at(0).toISOString(), why: 'closed' }],
            text: '15 min from the receipt',
          },
        },
      ],
      assignment: {
        ownerId: repId,
        mode: 'AUTO',
        assignedAt: at(2).toISOString(),
        explanation: { text: 'Radu has most room', candidates },
      },
      workflow: {
        workflowId: `lead:${orgId}:${id}`,
        url: `http://localhost:8233/namespaces/default/workflows/lead%3A${orgId}%3A${id}`,
      },
    });
    expect(detail.timeline.map(({ type }) => type)).toEqual([
      'RECEIVED',
      'SCORED',
      'STATUS',
      'CLOCK_STARTED',
      'ASSIGNED',
      'ESCALATION',
      'PROOF',
      'STATUS',
      'STATUS',
      'UPDATED',
    ]);
    expect(detail.timeline[5]).toMatchObject({
      at: at(5).toISOString(),
      id: escalationKey,
      clockKey: 'first_contact',
      cycle: 1,
      stepKey: 'remind',
      repeat: 0,
      action: 'REMINDER',
      dueAt: at(5).toISOString(),
      firedAt: at(5).toISOString(),
      compensatedAt: null,
      overtaken: false,
    });
    expect(detail.timeline[6]).toMatchObject({
      id: proofId,
      kind: 'EMAIL_SENT',
      occurredAt: at(1).toISOString(),
      receivedAt: at(6).toISOString(),
      clockKeys: [],
    });
    expect(detail.timeline[8]).toMatchObject({ text: 'PAUSE was not done: the lead is paused already' });
    // A rep may not list who there is, but reads the names of those who are in this lead, and no others.
    await get('/api/users', rep).expect(403);
    expect(response.body.names).toEqual({
      [repId]: 'Radu',
      [otherRepId]: 'Oana',
      [world.managerId]: 'Mara Manager',
      [world.teamId]: 'Sales',
      [flowId]: flowKey,
    });
    expect(detail.next).toContainEqual({
      at: at(900).toISOString(),
      what: 'BREACH',
      clockKey: 'first_contact',
      text: 'First contact is breached',
    });
  });

  it('shows a lead that nothing happened to yet', async () => {
    const { body } = await get(`/api/leads/${await insertLead({ status: 'RECEIVED' })}`).expect(200);
    expect(body).toMatchObject({ score: null, flow: null, clocks: [], assignment: null, next: [] });
  });
});

describe('PATCH /api/leads/{id}', () => {
  it('changes what is named, audits it and moves the revision on', async () => {
    const id = await insertLead({ attributes: { city: 'Cluj' } });
    const response = await patch(id, { name: 'Ana Maria', phone: '0722 123 456', country: 'ro', tags: ['vip'] }, '"1"');
    expect(response.status).toBe(200);
    expect(response.headers.etag).toBe('"2"');
    expect(response.body).toMatchObject({
      name: 'Ana Maria',
      phone: '+40722123456',
      phoneRaw: '0722 123 456',
      country: 'RO',
      tags: ['vip'],
      email: 'ana@example.com',
      attributes: { city: 'Cluj' },
      revision: 2,
    });
    expect(
      await api.world.one("SELECT before, after, actor_id FROM audit WHERE lead_id = $1 AND action = 'lead.updated'", [
        id,
      ]),
    ).toMatchObject({
      before: { name: 'Ana Pop', tags: [] },
      after: { name: 'Ana Maria', tags: ['vip'] },
      actor_id: api.world.managerId,
    });
  });

  it('needs an If-Match that is current', async () => {
    const id = await insertLead();
    await patch(id, { name: 'X' }).expect(428);
    await patch(id, { name: 'X' }, '"2"').expect(412);
    await patch(id, { name: 'X' }, '"1"').expect(200);
    await patch(id, { name: 'Y' }, '"1"').expect(412);
    await patch(id, { name: 'Y' }, '"2"', foreign).expect(404);
    await patch(id, { name: 'Y' }, '"2"', rep).expect(404);
  });

  it('lets one of several at once win', async () => {
    const id = await insertLead();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => patch(id, { name: `N${n}` }, '"1"')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['a field that is not known', { status: 'CLOSED' }],
    ['an e-mail address that is none', { email: 'ana' }],
    ['a phone that is none', { phone: 'call me' }],
    ['the last contact away', { email: null }],
    ['NUL', { name: 'a\u0000' }],
    ['a country that is none', { country: 'XX' }],
    ['attributes over 32 KiB', { attributes: { a: 'x'.repeat(33 * 1024) } }],
  ])('refuses %s', async (_name, body) => {
    await patch(await insertLead(), body, '"1"').expect(400);
  });
});
