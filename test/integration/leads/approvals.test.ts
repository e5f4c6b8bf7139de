import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokens, type Tokens } from '../../../api/platform/crypto/tokens.js';
import type { RoutingRule, RuleApproval } from '../../../domain/engine/routing/definition.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { docExample } from '../../support/doc-example.js';
import { apiKeys, createNamespace, startApi, startWorker, type Process } from '../../support/processes.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { ensurePerson, flowDefinition, World } from '../../support/world.js';

interface Body {
  [member: string]: unknown;
  commandId: string;
  title: string;
  items: Record<string, unknown>[];
}
interface Answer {
  status: number;
  body: Body;
}

let database: TestDatabase;
let worker: Process;
/** Two, as behind a load balancer: one process cannot know what the other was asked. */
let apis: Process[];
let tokens: Tokens;
let world: World;
let ana: string;
const callers = { mara: '', mihai: '', ana: '', auditor: '' };

const RULE = docExample('docs/engine/approvals.md', 'rule') as RoutingRule;

beforeAll(async () => {
  database = await createTestDatabase('approvals');
  const namespace = await createNamespace('approvals');
  const keys = apiKeys();
  tokens = await createTokens(keys.PINGGO_SIGNING_KEY);
  worker = await startWorker({ database, namespace });
  const env = { ...keys, RATE_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'error' };
  apis = await Promise.all([startApi({ database, namespace, env }), startApi({ database, namespace, env })]);
  world = await World.create(database.ownerUrl);
  ana = await world.addRep('Ana');
  callers.mara = await tokenOf(world.managerId, 'MANAGER');
  callers.mihai = await tokenOf(newId(), 'MANAGER');
  callers.ana = await tokenOf(ana, 'REP');
  callers.auditor = await tokenOf(newId(), 'AUDITOR');
});

afterAll(async () => {
  await Promise.all([worker, ...(apis ?? [])].map((process) => process?.stop()));
  await world?.close();
  await database?.drop();
});

async function tokenOf(userId: string, role: Role): Promise<string> {
  await ensurePerson(world.sql, world.orgId, userId, role);
  return `Bearer ${await tokens.sign({ sub: userId, org: world.orgId, role, name: 'Somebody' })}`;
}

async function call(method: 'GET' | 'POST', path: string, token: string, body?: unknown, api = 0): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${apis[api]!.port}${path}`, {
    method,
    headers: { authorization: token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

let sources = 0;

/** A lead that waits for this approval, in a flow of its own. */
async function waiting(approval: Partial<RuleApproval> = {}): Promise<string> {
  const source = `source-${(sources += 1)}`;
  const flow = flowDefinition(world.teamId, { match: { field: 'source', op: 'eq', value: source } });
  flow.routing.rules = [
    { ...RULE, teamId: world.teamId, approval: { ...RULE.approval!, otherwise: 'UNROUTED', ...approval } },
  ];
  await world.addFlow(flow, source);
  const id = await world.receive({ source, attributes: { budget: 80_000 } });
  // To the end of its beginning: until then a settlement may hold the lead.
  await waitFor('it waits for an approval', async () => {
    const row = await world.one('SELECT status, clocks_started FROM leads WHERE id = $1', [id]);
    return row['status'] === 'PENDING_APPROVAL' && row['clocks_started'] === true;
  });
  return id;
}

const leadOf = (id: string) =>
  world.one<{ status: string; owner_id: string | null }>('SELECT status, owner_id FROM leads WHERE id = $1', [id]);
const audited = async (id: string): Promise<string[]> =>
  (
    await world.all<{ action: string }>(
      "SELECT action FROM audit WHERE lead_id = $1 AND (action LIKE 'lead.appro%' OR action = 'lead.assigned') ORDER BY id",
      [id],
    )
  ).map(({ action }) => action);

describe('an approval', () => {
  it('is seen with its why by whoever may decide, and given once: again it is the same, by another it is told who', async () => {
    const id = await waiting();
    const { body: lead } = await call('GET', `/api/leads/${id}`, callers.mara);
    expect(lead).toMatchObject({
      status: 'PENDING_APPROVAL',
      approvals: [
        {
          sequence: 1,
          status: 'OPEN',
          rule: { number: 1, words: 'attributes.budget is at least 50000', mode: 'AUTO' },
          otherwise: 'UNROUTED',
          asksManagers: true,
          askedUserIds: [],
          now: { userId: ana },
        },
      ],
      next: expect.arrayContaining([expect.objectContaining({ what: 'APPROVAL_LAPSES' })]) as unknown,
    });
    for (const who of [callers.mara, callers.mihai]) {
      const { body } = await call('GET', '/api/approvals', who);
      expect(body.items).toContainEqual(expect.objectContaining({ leadId: id, names: { [world.teamId]: 'Sales' } }));
    }
    // The team has a manager: the other one may decide, and is not asked.
    const asked = async (who: string) =>
      (await call('GET', '/api/approvals?asked=me', who)).body.items.some(({ leadId }) => leadId === id);
    expect([await asked(callers.mara), await asked(callers.mihai)]).toEqual([true, false]);
    const told = await world.all('SELECT user_id FROM notifications WHERE lead_id = $1 AND kind = $2', [
      id,
      'APPROVAL',
    ]);
    expect(told).toEqual([{ user_id: world.managerId }]);
    // An auditor sees, and decides nothing; a rep who was not asked knows of nothing.
    expect((await call('POST', `/api/leads/${id}/approve`, callers.auditor)).status).toBe(403);
    expect((await call('POST', `/api/leads/${id}/approve`, callers.ana)).status).toBe(404);
    expect((await call('GET', '/api/approvals', callers.ana)).body.items).toEqual([]);
    expect((await call('POST', `/api/leads/${id}/decline-approval`, callers.mara, {})).status).toBe(400);

    const example = docExample('docs/engine/approvals.md', 'approve');
    const approved = await call('POST', `/api/leads/${id}/approve`, callers.mara, example);
    expect(approved).toMatchObject({ status: 202, body: { leadId: id } });
    expect(await leadOf(id)).toEqual({ status: 'ASSIGNED', owner_id: ana });
    const again = await call('POST', `/api/leads/${id}/approve`, callers.mara, example, 1);
    expect(again).toMatchObject({ status: 202, body: { commandId: approved.body.commandId } });
    for (const path of ['approve', 'decline-approval']) {
      const late = await call('POST', `/api/leads/${id}/${path}`, callers.mihai, { reason: 'no' }, 1);
      expect(late.status).toBe(409);
      expect(late.body.title).toMatch(/^Mara Manager approved it at 20/);
    }
    expect(await audited(id)).toEqual(['lead.approval_asked', 'lead.approved', 'lead.assigned']);
    const { body: after } = await call('GET', `/api/leads/${id}`, callers.mara);
    const timeline = after['timeline'] as { type: string; text?: string; reason?: string }[];
    expect(timeline.find(({ type }) => type === 'APPROVED')).toMatchObject({
      reason: (example as { reason: string }).reason,
    });
  });

  it('is decided by one of many who decide at the same moment, over two API processes', async () => {
    const managers = await Promise.all(Array.from({ length: 8 }, () => tokenOf(newId(), 'MANAGER')));
    for (let round = 1; round <= 3; round += 1) {
      const id = await waiting();
      const answers = await Promise.all(
        managers.map((token, index) =>
          call(
            'POST',
            `/api/leads/${id}/${index % 2 === 0 ? 'approve' : 'decline-approval'}`,
            token,
            { reason: 'so' },
            index % 2,
          ),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([202, ...Array.from({ length: 7 }, () => 409)]);
      for (const { status, body } of answers)
        if (status === 409) expect(body.title).toMatch(/ (approved|declined) it at 20/);
      const { status } = await world.one<{ status: string }>('SELECT status FROM approvals WHERE lead_id = $1', [id]);
      const winner = answers.findIndex((answer) => answer.status === 202);
      expect(status).toBe(winner % 2 === 0 ? 'APPROVED' : 'DECLINED');
      expect((await leadOf(id)).status).toBe(status === 'APPROVED' ? 'ASSIGNED' : 'UNQUALIFIED');
      expect((await audited(id)).filter((action) => action !== 'lead.assigned')).toHaveLength(2);
    }
  });

  it('is declined with a reason by whom the rule names, a rep too, who sees the lead for that', async () => {
    const id = await waiting({ by: { userId: ana } });
    expect((await call('GET', '/api/approvals', callers.ana)).body.items).toMatchObject([{ leadId: id }]);
    const { body: lead } = await call('GET', `/api/leads/${id}`, callers.ana);
    const can = lead['can'] as { action: string; allowed: boolean }[];
    expect(can.filter(({ allowed }) => allowed).map(({ action }) => action)).toEqual(['APPROVE', 'DECLINE_APPROVAL']);
    const example = docExample('docs/engine/approvals.md', 'decline');
    const declined = await call('POST', `/api/leads/${id}/decline-approval`, callers.ana, example);
    expect(declined.status).toBe(202);
    expect(await leadOf(id)).toEqual({ status: 'UNQUALIFIED', owner_id: null });
    expect(await world.one('SELECT status, reason, decided_by_id FROM approvals WHERE lead_id = $1', [id])).toEqual({
      status: 'DECLINED',
      reason: (example as { reason: string }).reason,
      decided_by_id: ana,
    });
    const late = await call('POST', `/api/leads/${id}/approve`, callers.mara);
    expect(late.body.title).toMatch(/^Ana declined it at 20/);
    const open = await world.all("SELECT 1 FROM clocks WHERE lead_id = $1 AND status = 'RUNNING'", [id]);
    expect(open).toEqual([]);
  });

  it('lapses on its instant into what the rule says, and a decision after that is told so', async () => {
    const id = await waiting({ within: 'PT1S', otherwise: 'UNROUTED' });
    await waitFor('it lapses', async () => (await leadOf(id)).status === 'UNROUTED');
    const late = await call('POST', `/api/leads/${id}/approve`, callers.mara);
    expect(late.status).toBe(409);
    expect(late.body.title).toMatch(/^Nobody decided in time: the approval lapsed at 20/);
    const items = await world.all('SELECT kind FROM work_items WHERE lead_id = $1 AND resolved_at IS NULL', [id]);
    expect(items).toEqual([{ kind: 'UNROUTED' }]);
  });

  it('that is given at the very instant of its lapse ends in one of the two, and both tell the same', async () => {
    for (let round = 0; round < 3; round += 1) {
      const id = await waiting({ within: 'PT2S', otherwise: 'UNQUALIFIED' });
      const { expires_at: expiresAt } = await world.one<{ expires_at: Date }>(
        'SELECT expires_at FROM approvals WHERE lead_id = $1',
        [id],
      );
      await waitFor('its instant', () => Promise.resolve(Date.now() >= expiresAt.getTime() - 15 + 10 * round));
      const { status, body } = await call('POST', `/api/leads/${id}/approve`, callers.mara);
      await waitFor('it is decided', async () => (await leadOf(id)).status !== 'PENDING_APPROVAL');
      const row = await world.one<{ status: string }>('SELECT status FROM approvals WHERE lead_id = $1', [id]);
      expect([202, 409]).toContain(status);
      expect(row.status).toBe(status === 202 ? 'APPROVED' : 'LAPSED');
      expect((await leadOf(id)).status).toBe(status === 202 ? 'ASSIGNED' : 'UNQUALIFIED');
      if (status === 409) expect(body.title).toMatch(/lapsed at/);
    }
  });

  it('takes a decision while no worker runs: it counts from its receipt, and asking again tells what it came to', async () => {
    const id = await waiting();
    worker.kill('SIGSTOP');
    let first: Answer;
    try {
      first = await call('POST', `/api/leads/${id}/approve`, callers.mara);
    } finally {
      worker.kill('SIGCONT');
    }
    expect(first.status).toBe(503);
    expect(JSON.stringify(first.body)).toContain('It counts from 20');
    const again = await waitFor('a verdict', async () => {
      const answer = await call('POST', `/api/leads/${id}/approve`, callers.mara);
      return answer.status !== 503 && answer;
    });
    expect(again.status).toBe(202);
    expect(await world.all('SELECT id FROM commands WHERE lead_id = $1', [id])).toEqual([{ id: again.body.commandId }]);
  });

  it('needs nobody any more once the lead was given away by hand', async () => {
    const id = await waiting();
    expect((await call('POST', `/api/leads/${id}/assign`, callers.mara, { ownerId: ana })).status).toBe(202);
    await waitFor('it is assigned', async () => (await leadOf(id)).status === 'ASSIGNED');
    const late = await call('POST', `/api/leads/${id}/approve`, callers.mihai);
    expect(late.body.title).toMatch(/^The approval was withdrawn at 20/);
  });

  it('of a lead that waits for none, that is another’s or no lead at all is refused in words', async () => {
    const plain = await world.receive({ source: 'nobody-takes-this' });
    const refused = await call('POST', `/api/leads/${plain}/approve`, callers.mara);
    expect(refused).toMatchObject({ status: 409, body: { title: 'This lead waits for no approval' } });
    expect((await call('POST', `/api/leads/${newId()}/approve`, callers.mara)).status).toBe(404);
    const other = await World.create(database.ownerUrl);
    try {
      const id = await waiting();
      await ensurePerson(other.sql, other.orgId, other.managerId, 'MANAGER');
      const token = `Bearer ${await tokens.sign({ sub: other.managerId, org: other.orgId, role: 'MANAGER', name: 'M' })}`;
      expect((await call('POST', `/api/leads/${id}/approve`, token)).status).toBe(404);
      expect((await call('GET', '/api/approvals', token)).body.items).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('is listed in pages, those that lapse first first', async () => {
    const ids = [await waiting({ within: 'PT3H' }), await waiting({ within: 'PT2H' })];
    const seen: string[] = [];
    for (let path = '/api/approvals?limit=2'; path !== '';) {
      const { body } = await call('GET', path, callers.mara);
      seen.push(...body.items.map(({ leadId }) => String(leadId)));
      path = typeof body['nextCursor'] === 'string' ? `/api/approvals?limit=2&cursor=${body['nextCursor']}` : '';
    }
    expect(seen.filter((id) => ids.includes(id))).toEqual([ids[1], ids[0]]);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await call('GET', '/api/approvals?cursor=nonsense', callers.mara)).status).toBe(400);
    expect((await call('GET', '/api/approvals?asked=you', callers.mara)).status).toBe(400);
  });
});
