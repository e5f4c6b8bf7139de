import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTokens, type Tokens } from '../../../api/platform/crypto/tokens.js';
import type { RoutingRule } from '../../../domain/engine/routing/definition.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { docExample } from '../../support/doc-example.js';
import { apiKeys, createNamespace, startApi, startWorker, type Process } from '../../support/processes.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { ensurePerson, flowDefinition, World } from '../../support/world.js';

const REPS = 50;

interface Body {
  [member: string]: unknown;
  commandId: string;
  title: string;
  items: Record<string, unknown>[];
  nextCursor: string | null;
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
const worlds: World[] = [];

beforeAll(async () => {
  database = await createTestDatabase('offers');
  const namespace = await createNamespace('offers');
  const keys = apiKeys();
  tokens = await createTokens(keys.PINGGO_SIGNING_KEY);
  worker = await startWorker({ database, namespace });
  const env = { ...keys, RATE_LIMIT_PER_MINUTE: '0', LOG_LEVEL: 'error' };
  apis = await Promise.all([startApi({ database, namespace, env }), startApi({ database, namespace, env })]);
});

afterAll(async () => {
  await Promise.all([worker, ...(apis ?? [])].map((process) => process?.stop()));
  for (const world of worlds) await world.close();
  await database?.drop();
});

async function newWorld(reps: string[], rule: Partial<RoutingRule>, capacity = 100) {
  const world = await World.create(database.ownerUrl);
  worlds.push(world);
  const ids: string[] = [];
  // The first has most room: routing prefers it.
  for (const [index, name] of reps.entries()) ids.push(await world.addRep(name, { capacity: capacity - index }));
  const plain = flowDefinition(world.teamId);
  await world.addFlow({
    ...plain,
    routing: { ...plain.routing, rules: [{ ...plain.routing.rules[0]!, ...rule, teamId: world.teamId }] },
  });
  return { world, ids };
}

async function tokenOf(orgId: string, userId: string, role: Role = 'REP'): Promise<string> {
  await ensurePerson(worlds[0]!.sql, orgId, userId, role);
  return `Bearer ${await tokens.sign({ sub: userId, org: orgId, role, name: 'Somebody' })}`;
}

async function call(method: 'GET' | 'POST', path: string, token: string, body?: unknown, api = 0): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${apis[api]!.port}${path}`, {
    method,
    headers: { authorization: token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const statusOf = async (world: World, id: string) =>
  (await world.one<{ status: string }>('SELECT status FROM leads WHERE id = $1', [id])).status;

const offered = async (world: World): Promise<string> => {
  const id = await world.receive();
  // To the end of its beginning: until then a settlement may hold the lead.
  await waitFor('offered', async () => {
    const row = await world.one('SELECT status, clocks_started FROM leads WHERE id = $1', [id]);
    return row['status'] === 'OFFERED' && row['clocks_started'] === true;
  });
  return id;
};

describe('a broadcast that fifty reps accept at once, over two API processes', () => {
  it('has one winner, who is told so, and forty-nine who are told who it was', async () => {
    const names = Array.from({ length: REPS }, (_, index) => `Rep ${index}`);
    const { world, ids } = await newWorld(names, docExample('docs/engine/offers.md', 'rule') as RoutingRule);
    const reps = await Promise.all(ids.map((id) => tokenOf(world.orgId, id)));
    for (let round = 1; round <= 3; round += 1) {
      const leadId = await offered(world);
      const start = performance.now();
      const answers = await Promise.all(
        reps.map((token, index) => call('POST', `/api/leads/${leadId}/accept`, token, {}, index % 2)),
      );
      console.log(`round ${round}: ${REPS} concurrent accepts answered in ${Math.round(performance.now() - start)} ms`);

      const winners = answers.flatMap(({ status }, index) => (status === 202 ? [index] : []));
      expect(winners).toHaveLength(1);
      const winner = winners[0]!;
      const losers = answers.filter(({ status }) => status === 409);
      expect(losers).toHaveLength(REPS - 1);
      for (const { body } of losers) expect(body.title).toMatch(new RegExp(`^Rep ${winner} accepted it at 20`));

      const rows = await world.all<{ user_id: string; status: string }>(
        'SELECT user_id, status FROM offer_answers WHERE lead_id = $1',
        [leadId],
      );
      expect(rows.filter(({ status }) => status === 'ACCEPTED').map((row) => row.user_id)).toEqual([ids[winner]]);
      expect(rows.filter(({ status }) => status === 'WITHDRAWN')).toHaveLength(REPS - 1);
      const lead = await world.one('SELECT owner_id, status FROM leads WHERE id = $1', [leadId]);
      expect(lead).toEqual({ owner_id: ids[winner], status: 'ASSIGNED' });
      const assigned = await world.all("SELECT 1 FROM audit WHERE lead_id = $1 AND action = 'lead.assigned'", [leadId]);
      expect(assigned).toHaveLength(1);

      // Not even the database's owner can make a second one.
      await expect(
        world.sql.query("UPDATE offer_answers SET status = 'ACCEPTED' WHERE lead_id = $1", [leadId]),
      ).rejects.toThrow('offer_answers_winner');

      // The same again: the winner's stands, and everybody else's stays refused.
      const again = await call('POST', `/api/leads/${leadId}/accept`, reps[winner]!, {}, (winner + 1) % 2);
      expect(again).toMatchObject({ status: 202, body: { commandId: answers[winner]!.body.commandId } });
      expect((await call('POST', `/api/leads/${leadId}/accept`, reps[(winner + 1) % REPS]!)).status).toBe(409);
    }
  });
});

describe('an offer', () => {
  it('is seen by whom it waits for, declined with a reason, offered on, and accepted', async () => {
    const { world, ids } = await newWorld(['Ana', 'Bob', 'Cat'], { mode: 'OFFER', answerWithin: 'PT5M' });
    const [ana, bob, cat] = (await Promise.all(ids.map((id) => tokenOf(world.orgId, id)))) as [string, string, string];
    const manager = await tokenOf(world.orgId, world.managerId, 'MANAGER');
    const leadId = await offered(world);
    const path = `/api/leads/${leadId}`;

    const { body: mine } = await call('GET', '/api/offers', ana);
    expect(mine).toMatchObject({
      items: [
        {
          leadId,
          sequence: 1,
          mode: 'OFFER',
          leadName: 'Ana Pop',
          source: 'web',
          score: 10,
          userIds: [ids[0]],
          tags: [],
          why: 'Ana by rule 1, BALANCED: most free capacity (100 of 100); 2 others could have taken it',
          names: { [ids[0]!]: 'Ana' },
        },
      ],
      nextCursor: null,
    });
    const { receivedAt, expiresAt, deadlineAt } = mine.items[0] as Record<string, string>;
    expect(Date.parse(deadlineAt!) - Date.parse(receivedAt!)).toBe(15 * 60_000);
    expect(Date.parse(expiresAt!)).toBeLessThan(Date.parse(deadlineAt!));
    expect((await call('GET', '/api/offers', bob)).body.items).toEqual([]);
    expect((await call('GET', '/api/offers', manager)).body.items).toHaveLength(1);
    const allowedTo = async (token: string): Promise<unknown> =>
      ((await call('GET', path, token)).body.can as { action: string; allowed: boolean }[])
        .filter(({ allowed }) => allowed)
        .map(({ action }) => action);
    expect(await allowedTo(ana)).toEqual(['ACCEPT', 'DECLINE']);
    expect(await allowedTo(manager)).toEqual(['RECORD_PROOF', 'ASSIGN', 'PAUSE', 'CLOSE', 'CANCEL_CLOCK']);
    expect((await call('GET', path, bob)).status).toBe(404);

    // Only who was asked: others do not even see the lead, and a manager cannot say yes for somebody.
    expect((await call('POST', `${path}/accept`, bob)).status).toBe(404);
    expect((await call('POST', `${path}/accept`, await tokenOf(newId(), newId(), 'ADMIN'))).status).toBe(404);
    const refused = await call('POST', `${path}/accept`, manager);
    expect(refused).toMatchObject({ status: 409, body: { title: 'This lead was not offered to you' } });
    expect((await call('POST', `${path}/decline`, ana, {})).status).toBe(400);
    expect((await call('POST', `${path}/decline`, ana, { reason: 'x', busyFor: 'P2D' })).status).toBe(400);

    const declined = await call('POST', `${path}/decline`, ana, docExample('docs/engine/offers.md', 'decline'));
    expect(declined.status).toBe(202);
    // Decided when it returned: the next one is asked already.
    expect((await call('GET', '/api/offers', bob)).body.items).toMatchObject([{ leadId, sequence: 2 }]);
    expect((await call('GET', path, ana)).status).toBe(404);
    const { busy } = await world.one<{ busy: number }>(
      'SELECT extract(epoch FROM busy_until - clock_timestamp()) / 60 AS busy FROM users WHERE id = $1',
      [ids[0]],
    );
    expect(Number(busy)).toBeGreaterThan(25);
    expect((await call('POST', `${path}/decline`, ana, { reason: 'again' })).body.commandId).toBe(
      declined.body.commandId,
    );
    expect((await call('POST', `${path}/accept`, ana)).body.title).toMatch(/^You declined it at 20/);

    const accepted = await call('POST', `${path}/accept`, bob);
    expect(accepted).toMatchObject({ status: 202, body: { leadId } });
    const { body: detail } = await call('GET', path, bob);
    expect(await allowedTo(bob)).toEqual(['RECORD_PROOF', 'PAUSE', 'CLOSE']);
    expect(detail).toMatchObject({
      status: 'ASSIGNED',
      ownerId: ids[1],
      assignment: { mode: 'OFFER', ownerId: ids[1] },
      offers: [{ status: 'DECLINED' }, { status: 'ACCEPTED', answers: [{ userId: ids[1], status: 'ACCEPTED' }] }],
    });
    const explained = (detail.assignment as { explanation: { candidates: { userId: string; reason: string }[] } })
      .explanation.candidates;
    expect(explained.find(({ userId }) => userId === ids[0])!.reason).toBe(
      'NOT_TRIED: declined: on the way to a customer',
    );
    const types = (detail.timeline as { type: string }[]).map(({ type }) => type);
    expect(types.filter((type) => ['OFFERED', 'DECLINED', 'ACCEPTED', 'ASSIGNED'].includes(type))).toEqual(
      'OFFERED DECLINED OFFERED ACCEPTED ASSIGNED'.split(' '),
    );
    expect((await call('GET', path, cat)).status).toBe(404);
    // The update was the bell: no signal follows for either answer.
    const bells = await world.all<{ delivered_at: Date | null }>(
      "SELECT delivered_at FROM outbox WHERE lead_id = $1 AND topic = 'COMMAND_REQUESTED'",
      [leadId],
    );
    expect(bells.map(({ delivered_at }) => delivered_at !== null)).toEqual([true, true]);
  });

  it('expires for one who does not answer and is seen as the doc shows it', async () => {
    const { world, ids } = await newWorld(['Ana', 'Bob'], { mode: 'OFFER', answerWithin: 'PT1S' });
    const leadId = await offered(world);
    await waitFor('asked in vain', async () => (await statusOf(world, leadId)) === 'UNROUTED');
    const manager = await tokenOf(world.orgId, world.managerId, 'MANAGER');
    const { body } = await call('GET', `/api/leads/${leadId}`, manager);
    expect(body).toMatchObject({ status: 'UNROUTED', offers: [{ status: 'EXPIRED' }, { status: 'EXPIRED' }] });
    const late = await call('POST', `/api/leads/${leadId}/accept`, await tokenOf(world.orgId, ids[0]!));
    expect(late).toMatchObject({ status: 409 });
    expect(late.body.title).toMatch(/^The time to answer was over at 20/);
  });

  it('is listed page by page, the first to expire first, and only of the own org', async () => {
    const { world, ids: reps } = await newWorld(['Ana'], { mode: 'OFFER' });
    const ids = [await offered(world), await offered(world), await offered(world)];
    const manager = await tokenOf(world.orgId, world.managerId, 'MANAGER');
    for (const token of [manager, await tokenOf(world.orgId, reps[0]!)]) {
      const seen: unknown[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const path = `/api/offers?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
        const { body }: Answer = await call('GET', path, token);
        seen.push(...body.items.map(({ leadId }) => leadId));
        cursor = body.nextCursor;
      }
      expect(seen).toEqual(ids);
    }
    expect((await call('GET', '/api/offers', await tokenOf(newId(), newId(), 'ADMIN'))).body.items).toEqual([]);
    expect((await call('GET', '/api/offers?cursor=nonsense', manager)).status).toBe(400);
  });

  it('does not wait for ever for a lead that somebody holds, and says so', async () => {
    const { world, ids } = await newWorld(['Ana'], { mode: 'OFFER' });
    const leadId = await offered(world);
    const ana = await tokenOf(world.orgId, ids[0]!);
    const holder = await world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM leads WHERE id = $1 FOR NO KEY UPDATE', [leadId]);
      expect((await call('POST', `/api/leads/${leadId}/accept`, ana)).status).toBe(503);
      await holder.query('ROLLBACK');
    } finally {
      holder.release();
    }
    expect((await call('POST', `/api/leads/${leadId}/accept`, ana)).status).toBe(202);
  });

  it('takes an answer while no worker runs: it counts from its receipt, and asking again tells the verdict', async () => {
    const { world, ids } = await newWorld(['Ana', 'Bob'], { mode: 'BROADCAST' });
    const leadId = await offered(world);
    const [ana, bob] = (await Promise.all(ids.map((id) => tokenOf(world.orgId, id)))) as [string, string];
    worker.kill('SIGSTOP');
    let first: Answer;
    try {
      first = await call('POST', `/api/leads/${leadId}/accept`, ana);
    } finally {
      worker.kill('SIGCONT');
    }
    expect(first).toMatchObject({ status: 503 });
    expect(JSON.stringify(first.body)).toContain('It counts from 20');
    const again = await waitFor('a verdict', async () => {
      const answer = await call('POST', `/api/leads/${leadId}/accept`, ana);
      return answer.status !== 503 && answer;
    });
    expect(again.status).toBe(202);
    expect((await call('POST', `/api/leads/${leadId}/accept`, bob)).body.title).toMatch(/^Ana accepted it at 20/);
    const commands = await world.all('SELECT id FROM commands WHERE lead_id = $1', [leadId]);
    expect(commands).toEqual([{ id: again.body.commandId }]);
  });
});

describe('who is asked and becomes absent', () => {
  it.each([true, false])(
    'is asked no longer, and the next is, also where their leads stay (replan: %s)',
    async (replan) => {
      const { world, ids } = await newWorld(['Ana', 'Bob'], { mode: 'OFFER', answerWithin: 'PT5M' });
      const [ana, bob] = ids as [string, string];
      const id = await offered(world);
      const manager = await tokenOf(world.orgId, world.managerId, 'MANAGER');
      const span = {
        from: new Date(Date.now() - 1_000).toISOString(),
        to: new Date(Date.now() + 3_600_000).toISOString(),
      };
      const planned = await call('POST', `/api/users/${ana}/time-off`, manager, { ...span, replan });
      expect(planned.status).toBe(201);
      const asked = await waitFor('Bob is asked', async () => {
        const rows = await world.all<{ user_id: string; status: string }>(
          'SELECT user_id, status FROM offer_answers WHERE lead_id = $1 ORDER BY sequence',
          [id],
        );
        return rows.length === 2 && rows;
      });
      expect(asked).toEqual([
        { user_id: ana, status: 'WITHDRAWN' },
        { user_id: bob, status: 'PENDING' },
      ]);
      const late = await call('POST', `/api/leads/${id}/accept`, await tokenOf(world.orgId, ana), {});
      expect(late.status).toBe(409);
      expect(late.body.title).toMatch(/withdrawn/);
    },
  );

  it('leaves a broadcast to the others when they are deactivated', async () => {
    const { world, ids } = await newWorld(['Ana', 'Bob', 'Cat'], { mode: 'BROADCAST', answerWithin: 'PT5M' });
    const id = await offered(world);
    const admin = await tokenOf(world.orgId, newId(), 'ADMIN');
    const response = await fetch(`http://127.0.0.1:${apis[0]!.port}/api/users/${ids[0]}`, {
      method: 'PATCH',
      headers: { authorization: admin, 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'INACTIVE' }),
    });
    expect(response.status).toBe(200);
    await waitFor('she is taken out', async () => {
      const rows = await world.all("SELECT 1 FROM offer_answers WHERE user_id = $1 AND status = 'WITHDRAWN'", [ids[0]]);
      return rows.length === 1;
    });
    expect(await statusOf(world, id)).toBe('OFFERED');
    const won = await call('POST', `/api/leads/${id}/accept`, await tokenOf(world.orgId, ids[1]!), {});
    expect(won.status).toBe(202);
  });
});
