import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCounts } from '../../support/counts.js';
import { LeadApi, type Answer } from '../../support/lead-api.js';

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

beforeAll(async () => {
  api = await LeadApi.open('leads_api');
  const { world } = api;
  manager = await api.manager();
  repId = await world.addRep('Radu');
  otherRepId = await world.addRep('Oana');
  rep = await api.tokenOf(repId, 'REP');
  const orgId = newId();
  await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Foreign')", [orgId]);
  foreign = await api.tokenOf(newId(), 'ADMIN', orgId);
});
afterAll(() => api.close());

const get = (path: string, token = manager) => api.call('get', path).set('authorization', token);
const post = (path: string, body?: unknown, token = manager) =>
  api
    .call('post', path)
    .set('authorization', token)
    .send(body as object);
const patch = (id: string, body: unknown, etag?: string, token = manager) =>
  api
    .call('patch', `/api/leads/${id}`)
    .set({ authorization: token, ...(etag === undefined ? {} : { 'if-match': etag }) })
    .send(body as object);

/** A lead by SQL, with what a test needs it to be. */
async function insertLead(columns: Record<string, unknown> = {}): Promise<string> {
  const row: Record<string, unknown> = {
    org_id: api.world.orgId,
    id: newId(),
    source: 'web',
    name: 'Ana Pop',
    email: 'ana@example.com',
    status: 'ASSIGNED',
    received_at: new Date(Date.now() - 60_000),
    ...columns,
  };
  const names = Object.keys(row);
  await api.world.sql.query(
    `INSERT INTO leads (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
  return row.id as string;
}

const commandsOf = (leadId: string) => api.world.all('SELECT * FROM commands WHERE lead_id = $1', [leadId]);

describe('POST /api/leads', () => {
  const body = () => ({ externalId: newId(), name: 'Ana', phone: '+40722123456' });

  it('takes a lead in by hand, with audit entry and outbox row', async () => {
    const { body: answer } = await post('/api/leads', body(), rep).expect(202);
    const row = await api.world.one('SELECT source, endpoint_id FROM leads WHERE id = $1', [answer.leadId]);
    expect(row).toEqual({ source: 'manual', endpoint_id: null });
    expect(await api.world.one('SELECT * FROM audit WHERE lead_id = $1', [answer.leadId])).toMatchObject({
      actor_type: 'user',
      actor_id: repId,
      action: 'sales.lead.created',
    });
    expect(await api.world.one('SELECT topic FROM outbox WHERE lead_id = $1', [answer.leadId])).toEqual({
      topic: 'LEAD_RECEIVED',
    });
  });

  it('does nothing twice under one Idempotency-Key', async () => {
    const given = { name: 'Ana', phone: '+40722123456' };
    const send = (more = {}) => post('/api/leads', { ...given, ...more }).set('idempotency-key', 'key-1');
    const first = await send().expect(202);
    await send().expect(202, { ...first.body, duplicate: true });
    await send({ name: 'Other' }).expect(422);
    await post('/api/leads', given, rep).set('idempotency-key', 'key-1').expect(202);
    expect(await api.world.all("SELECT 1 FROM inbox_keys WHERE key = 'key-1'")).toHaveLength(2);
  });

  it('refuses what the intake refuses, with its path', async () => {
    const { body: problem } = await post('/api/leads', { name: 'Ana', budget: 1 }).expect(400);
    const paths = problem.error.details.issues.map(({ path }) => path);
    expect(paths).toContain('budget');
    await post('/api/leads', { ...body(), phone: 'call me' }).expect(400);
  });
});

describe('GET /api/leads', () => {
  const source = `list-${newId()}`;
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
  const ids: string[] = [];

  beforeAll(async () => {
    for (let index = 0; index < 23; index++) {
      ids.push(
        await insertLead({
          source,
          // Several of one instant: the id must break the tie.
          received_at: at(Math.floor(index / 4)),
          owner_id: index % 3 === 0 ? repId : otherRepId,
          status: index % 5 === 0 ? 'CONTACTED' : 'ASSIGNED',
          contacted_at: index % 5 === 0 ? at(100 + index) : null,
          breach: index % 2 === 0 ? 'breached' : index % 7 === 0 ? 'at_risk' : 'none',
          team_id: index === 4 ? api.world.teamId : null,
          name: index === 1 ? '100%_Sure\\' : `Lead ${index}`,
          external_id: `list-${index}`,
        }),
      );
    }
  });

  const listed = async (query: string, token = manager): Promise<string[]> => {
    const { body } = await get(`/api/leads?source=${source}&limit=200&${query}`, token).expect(200);
    return body.items.map(({ id }) => id);
  };
  const where = (keep: (index: number) => boolean) => ids.filter((_, index) => keep(index)).reverse();

  it('goes through all pages, newest first, each lead once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer = await get(
        `/api/leads?source=${source}&limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`,
      ).expect(200);
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor;
    }
    const expected = await api.world.all<{ id: string }>(
      'SELECT id FROM leads WHERE source = $1 ORDER BY received_at DESC, id DESC',
      [source],
    );
    expect(seen).toEqual(expected.map(({ id }) => id));
  });

  it('narrows by each filter', async () => {
    expect(await listed('status=CONTACTED')).toEqual(where((index) => index % 5 === 0));
    expect(await listed('status=CONTACTED,ASSIGNED')).toEqual(where(() => true));
    expect(await listed('status=CONTACTED&status=ASSIGNED')).toEqual(where(() => true));
    expect(await listed('breach=at_risk')).toEqual(where((index) => index % 2 === 1 && index % 7 === 0));
    expect(await listed(`ownerId=${repId}`)).toEqual(where((index) => index % 3 === 0));
    expect(await listed(`teamId=${api.world.teamId}`)).toEqual([ids[4]]);
    expect(await listed(`flowId=${newId()}`)).toEqual([]);
    expect(await listed(`from=${at(1).toISOString()}&to=${at(2).toISOString()}`)).toEqual(
      where((index) => Math.floor(index / 4) === 1),
    );
    const contacted = `contactedFrom=${at(110).toISOString()}`;
    expect(await listed(contacted)).toEqual(where((index) => index % 5 === 0 && index >= 10));
    expect((await listed(`${contacted}&sort=urgency`)).sort()).toEqual((await listed(contacted)).sort());
  });

  it('searches text as it is, not as a pattern', async () => {
    expect(await listed(`q=${encodeURIComponent('100%_sure\\')}`)).toEqual([ids[1]]);
    expect(await listed(`q=${encodeURIComponent('100%sure')}`)).toEqual([]);
    expect(await listed('q=_')).toEqual([ids[1]]);
    expect(await listed('q=LIST-22')).toEqual([ids[22]]);
    expect(await listed('q=ana%40example')).toHaveLength(23);
  });

  it('shows a rep own leads only, whatever is asked', async () => {
    const own = where((index) => index % 3 === 0);
    expect(await listed('', rep)).toEqual(own);
    expect(await listed(`ownerId=${otherRepId}`, rep)).toEqual([]);
    expect(await listed('', foreign)).toEqual([]);
  });

  it.each([
    'cursor=nonsense',
    'limit=0',
    'limit=201',
    'status=NEW',
    'breach=x',
    'from=now',
    'ownerId=me',
    'colour=red',
  ])('refuses %s', async (query) => {
    await get(`/api/leads?${query}`).expect(400);
  });

  it('shows an item as the contract says', async () => {
    const { body } = await get(`/api/leads?source=${source}&limit=1`).expect(200);
    expect(body.items[0]).toEqual({
      id: ids[22],
      externalId: 'list-22',
      source,
      name: 'Lead 22',
      email: 'ana@example.com',
      phone: null,
      tags: [],
      status: 'ASSIGNED',
      outcome: null,
      receivedAt: at(5).toISOString(),
      ownerId: otherRepId,
      teamId: null,
      flow: null,
      duplicateOfId: null,
      linkedToId: null,
      score: null,
      breach: 'breached',
      deadlineAt: null,
      assignedAt: null,
      contactedAt: null,
      pausedAt: null,
      closedAt: null,
      revision: 1,
    });
  });
});

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
        runId: null,
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

describe('POST /api/leads/{id}/proofs', () => {
  it('records a proof of now, by who asked', async () => {
    const id = await insertLead({ owner_id: repId });
    const { body } = await post(`/api/leads/${id}/proofs`, { kind: 'CALL_LOGGED' }, rep).expect(202);
    const row = await api.world.one('SELECT * FROM proofs WHERE id = $1', [body.proofId]);
    expect(row).toMatchObject({ lead_id: id, actor_type: 'user', actor_id: repId });
    expect(row.occurred_at).toEqual(row.received_at);
    expect(await api.world.one('SELECT topic, subject_id FROM outbox WHERE lead_id = $1', [id])).toEqual({
      topic: 'PROOF_RECORDED',
      subject_id: body.proofId,
    });
  });

  it('is one proof per Idempotency-Key and per externalId', async () => {
    const id = await insertLead();
    const send = (body: object, key?: string) => {
      const sent = post(`/api/leads/${id}/proofs`, { kind: 'CALL_LOGGED', ...body });
      return key === undefined ? sent : sent.set('idempotency-key', key);
    };
    const first = await send({}, 'proof-1').expect(202);
    await send({}, 'proof-1').expect(202, { ...first.body, duplicate: true });
    await send({ note: 'x' }, 'proof-1').expect(422);
    const external = await send({ externalId: 'call-1' }).expect(202);
    await send({ externalId: 'call-1' }).expect(202, { ...external.body, duplicate: true });
  });

  it('refuses an instant before the lead, and leads that are not the caller’s', async () => {
    const id = await insertLead();
    const early = { kind: 'CALL_LOGGED', occurredAt: '2020-01-01T00:00:00Z' };
    const { body } = await post(`/api/leads/${id}/proofs`, early).expect(400);
    expect(body.error.details.issues).toMatchObject([{ path: 'occurredAt' }]);
    for (const token of [rep, foreign])
      await post(`/api/leads/${id}/proofs`, { kind: 'CALL_LOGGED' }, token).expect(404);
  });
});

describe('commands', () => {
  const ask = (id: string, what: string, body?: object, token = manager) =>
    post(`/api/leads/${id}/${what}`, body, token);
  const why = (response: Answer) => response.body.title;

  it('writes a request and its outbox row', async () => {
    const id = await insertLead({ owner_id: repId });
    const { body } = await ask(id, 'assign', { ownerId: otherRepId, reason: 'speaks Hungarian' }).expect(202);
    expect(body).toEqual({ commandId: body.commandId, leadId: id });
    expect(await commandsOf(id)).toMatchObject([
      {
        id: body.commandId,
        request: { kind: 'ASSIGN', ownerId: otherRepId, reason: 'speaks Hungarian' },
        actor_type: 'user',
        actor_id: api.world.managerId,
        applied_at: null,
      },
    ]);
    expect(await api.world.one('SELECT topic, subject_id FROM outbox WHERE lead_id = $1', [id])).toEqual({
      topic: 'COMMAND_REQUESTED',
      subject_id: body.commandId,
    });
  });

  it('refuses an owner who cannot be one', async () => {
    const id = await insertLead({ owner_id: repId });
    const gone = await api.world.addRep('Gone');
    await api.world.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [gone]);
    for (const ownerId of [newId(), gone, 'nonsense']) {
      const { body } = await ask(id, 'assign', { ownerId }).expect(400);
      expect(body.error.details.issues).toMatchObject([{ path: 'ownerId' }]);
    }
    expect(why(await ask(id, 'assign', { ownerId: repId }).expect(409))).toBe('This user owns the lead already');
  });

  it('takes a double click as one command', async () => {
    const id = await insertLead();
    const close = () => ask(id, 'close', { outcome: 'WON' }).expect(202);
    const answers = await Promise.all(Array.from({ length: 6 }, close));
    expect(new Set(answers.map((one) => one.body.commandId)).size).toBe(1);
    expect(await commandsOf(id)).toHaveLength(1);
    expect(why(await ask(id, 'close', { outcome: 'LOST' }).expect(409))).toBe('The lead is about to be closed');
    expect(why(await ask(id, 'pause').expect(409))).toBe('The lead is about to be closed');
  });

  it('judges by what the commands before it will have done', async () => {
    const id = await insertLead({ owner_id: repId });
    await ask(id, 'resume').expect(409);
    await ask(id, 'pause').expect(202);
    await ask(id, 'resume', { reason: 'back' }).expect(202);
    await ask(id, 'pause').expect(202);
    await ask(id, 'assign', { ownerId: otherRepId }).expect(202);
    expect(why(await ask(id, 'pause').expect(409))).toBe('The lead is paused already');
    await ask(id, 'assign', { ownerId: repId }).expect(202);
  });

  it.each([
    ['CLOSED', 'The lead is CLOSED already'],
    ['UNQUALIFIED', 'The lead is UNQUALIFIED already'],
  ])('refuses everything of a lead that is %s', async (status, reason) => {
    const id = await insertLead({ status });
    for (const [what, body] of [
      ['assign', { ownerId: otherRepId }],
      ['pause', undefined],
      ['resume', undefined],
      ['close', { outcome: 'LOST' }],
    ] as const) {
      expect(why(await ask(id, what, body).expect(409))).toBe(reason);
    }
    expect(await commandsOf(id)).toEqual([]);
  });

  it('refuses answers to offers: none is ever out', async () => {
    const id = await insertLead({ owner_id: repId });
    await ask(id, 'accept', {}, rep).expect(409);
    await ask(id, 'accept', undefined, rep).expect(409);
    await ask(id, 'decline', { reason: 'busy' }, rep).expect(409);
    await ask(id, 'decline', {}, rep).expect(400);
    await ask(id, 'accept', {}, foreign).expect(404);
  });

  it('lets a rep act on own leads only, and not assign', async () => {
    const [own, others] = [await insertLead({ owner_id: repId }), await insertLead({ owner_id: otherRepId })];
    await ask(own, 'pause', undefined, rep).expect(202);
    await ask(own, 'assign', { ownerId: otherRepId }, rep).expect(403);
    for (const what of ['pause', 'resume', 'accept']) await ask(others, what, undefined, rep).expect(404);
    for (const token of [rep, foreign]) await ask(others, 'close', { outcome: 'LOST' }, token).expect(404);
    await ask(others, 'close', { outcome: 'MAYBE' }).expect(400);
  });
});

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
    }
    const clock = async (lead: number, status: string, minutes: number) => {
      const id = newId();
      await world.sql.query(
        `INSERT INTO clocks (org_id, id, lead_id, key, status, started_at, target_ms, receipt)
         VALUES ($1, $2, $3, 'c', $4, $5, 1, '{}')`,
        [world.orgId, id, leadIds[lead], status, ago(minutes)],
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
      firstContact: { p50: 'PT10M', p90: 'PT18M', attainment: 0.75 },
      leadsPerMinute: Math.round((7 / 1440) * 1000) / 1000,
    });
  });

  it('counts a given range', async () => {
    const range = (from: number, to: number) => `from=${ago(from).toISOString()}&to=${ago(to).toISOString()}`;
    const { body } = await ask(`summary?${range(5 * 1440, 2 * 1440)}`);
    expect(body).toMatchObject({
      newLeads: 1,
      openLeads: 6,
      activeEscalations: 1,
      firstContact: { p50: null, p90: null, attainment: 0 },
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
        attainment: 1,
      },
    ]);
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
