import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../db/client.js';
import { waitingLeads } from '../../../db/leads/queries/settlement/backlog.js';
import { dueLeads, leadsWithPendingInput, unstartedLeads } from '../../../db/leads/queries/settlement/sweep.js';
import { returnTenant, suspendTenant } from '../../../db/leads/queries/tenants.js';
import { findDrift } from '../../../db/leads/queries/tower/check.js';
import { hashPassword } from '../../../db/platform/passwords.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { prepareSettlement } from '../../../settlement/prepare.js';
import { settleLeads, type SettleDeps } from '../../../settlement/settle.js';
import { WrittenAhead } from '../../../settlement/written-ahead.js';
import { makeCounts } from '../../support/counts.js';
import { lead } from '../../support/delivery.js';
import { apiKeys, createNamespace, startApi, startWorker, type Process } from '../../support/processes.js';
import { addSender, type Sender } from '../../support/sender.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const PASSWORD = 'a password for tests';
const TARGET_MS = 4_000;

let database: TestDatabase;
let world: World;
let db: Database;
let relayDb: Database;
let operatorId: string;

const flow = () =>
  flowDefinition(world.teamId, {
    clocks: [
      {
        key: 'first_contact',
        name: 'First contact',
        starts: 'RECEIVED',
        target: { duration: `PT${TARGET_MS / 1_000}S`, time: 'ELAPSED' },
        proofs: ['CALL_LOGGED'],
        ladder: [{ key: 'alert', at: { offset: 'PT1S' }, action: 'MANAGER_ALERT' }],
      },
    ],
  });

beforeAll(async () => {
  database = await createTestDatabase('suspension');
  world = await World.create(database.ownerUrl);
  db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 6 });
  relayDb = openDatabase(database.relayUrl, { role: 'pinggo_relay', poolSize: 2 });
  await world.addRep('Ana', { capacity: 10_000 });
  operatorId = newId();
  await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Platform') ON CONFLICT DO NOTHING", [PLATFORM_ORG]);
  await world.sql.query(
    `INSERT INTO users (org_id, id, email, name, role, password_hash)
     VALUES ($1, $2, 'olga@example.com', 'Olga Petrov', 'OPERATOR', $3)`,
    [PLATFORM_ORG, operatorId, await hashPassword(PASSWORD)],
  );
});
afterAll(async () => {
  await world?.close();
  await db?.close();
  await relayDb?.close();
  await database?.drop();
});

const suspend = () => db.inOrg(world.orgId, (tx) => suspendTenant(tx, operatorId, 'why'));
const comeBack = () => db.inOrg(world.orgId, (tx) => returnTenant(tx, operatorId));

describe('who looks for what is due, while an org is suspended', () => {
  const deps = (): SettleDeps => ({ db, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) });
  const settle = (ids: string[]) =>
    settleLeads(deps(), world.orgId, ids, { goal: 'SETTLED', skipLocked: true, atLeastMs: 0 });
  const breached = async () =>
    (await world.one<{ n: number }>("SELECT count(*)::int AS n FROM clocks WHERE status = 'BREACHED'")).n;

  beforeAll(() => world.addFlow(flow()));

  it('a herd that was prepared ahead is undone, and nobody finds anything of it any more', async () => {
    const ids = await world.receiveMany(60);
    await settle(ids);
    const { due } = await world.one<{ due: Date }>('SELECT max(next_due_at) AS due FROM leads');
    const prepared = prepareSettlement(deps(), world.orgId, ids, due.getTime(), new WrittenAhead());
    const since = (await suspend())!;
    expect(since.getTime()).toBeLessThan(due.getTime());
    expect(await prepared).toBeNull();
    expect(await breached()).toBe(0);
    await waitFor('they are due', () => Promise.resolve(Date.now() > due.getTime() + 100));
    expect(await dueLeads(relayDb, 0, 100)).toHaveLength(60);
    expect((await settle(ids)).views.map(({ nextDueAtMs, open }) => [nextDueAtMs, open])).toEqual(
      ids.map(() => [null, true]),
    );
    // Seen once, they are in nobody's way.
    expect(await dueLeads(relayDb, 0, 100)).toEqual([]);
    expect(await breached()).toBe(0);
  });

  it('what comes in late, and what nobody has begun, is left alone, and is no backlog', async () => {
    const [id] = await world.receiveMany(30);
    await world.command(id!, { kind: 'PAUSE' });
    expect(await unstartedLeads(relayDb, -60_000, 100)).toEqual([]);
    expect(await leadsWithPendingInput(relayDb, -60_000, 100)).toEqual([]);
    expect(await waitingLeads(relayDb, 100)).toEqual([]);
    const { changed } = await settle([id!]);
    expect(changed).toBe(0);
  });

  it('when it is back each has the time that it had left', async () => {
    const { since, until, leads } = (await comeBack())!;
    expect(leads).toBe(90);
    const all = await world.all<{ id: string }>('SELECT id FROM leads');
    await settle(all.map(({ id }) => id));
    expect(await breached()).toBe(0);
    const stood = until.getTime() - since.getTime();
    const clocks = await world.all<{ left: number }>(
      "SELECT extract(epoch FROM deadline_at - started_at) * 1000 AS left FROM clocks WHERE started_at < $1 AND status = 'RUNNING'",
      [since],
    );
    expect(clocks).toHaveLength(60);
    for (const { left } of clocks) expect(Number(left)).toBeCloseTo(TARGET_MS + stood, 0);
    await world.sql.query("UPDATE leads SET status = 'CLOSED', closed_at = now(), next_due_at = NULL");
    await world.sql.query('UPDATE outbox SET delivered_at = now()');
    // They were closed behind the back of the counts, which a sweep would tell as drift.
    await makeCounts(db, world.orgId);
  });
});

describe('an org that is suspended under load and comes back', () => {
  let api: Process;
  let worker: Process;
  let sender: Sender;
  let token: string;

  beforeAll(async () => {
    const namespace = await createNamespace('suspension');
    const keys = apiKeys();
    const { id: flowId } = await world.one<{ id: string }>('SELECT id FROM flows');
    sender = await addSender(world, flowId, keys.PINGGO_SECRETS_KEY);
    [api, worker] = await Promise.all([
      startApi({ database, namespace, env: { ...keys, RATE_LIMIT_PER_MINUTE: '0' } }),
      startWorker({ database, namespace }),
    ]);
    const answer = await fetch(`http://127.0.0.1:${api.port}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'olga@example.com', password: PASSWORD }),
    });
    token = ((await answer.json()) as { accessToken: string }).accessToken;
  });
  afterAll(async () => {
    await Promise.all([api?.stop(), worker?.stop()]);
  });

  const operate = async (what: 'suspend' | 'return', more: object = {}) => {
    const { name } = await world.one<{ name: string }>('SELECT name FROM orgs WHERE id = $1', [world.orgId]);
    const answer = await fetch(`http://127.0.0.1:${api.port}/api/tenants/${world.orgId}/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ name, ...more }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { suspendedAt: string; leads: number };
  };

  it('loses no lead, lets nothing fall due meanwhile, and gives every clock its time back', async () => {
    const url = `http://127.0.0.1:${api.port}/api/intake/webhook/${sender.endpointId}`;
    const sent = new Map<string, object>();
    const taken = new Set<string>();
    const refusals = new Map<string, number>();
    const post = async (id: string): Promise<void> => {
      const answer = await sender.post(url, sent.get(id)!, id);
      if (answer.status === 202) taken.add(id);
      else {
        const { error } = (await answer.json()) as { error: { code: string } };
        const refusal = `${answer.status} ${error.code}`;
        refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
      }
    };
    // As senders do: what was refused is sent again, and new leads come in all the while.
    let isSending = true;
    const sending = (async () => {
      while (isSending) {
        const fresh = Array.from({ length: 5 }, () => `msg_${newId()}`);
        for (const id of fresh) sent.set(id, lead());
        const kept = [...sent.keys()].filter((id) => !taken.has(id)).slice(0, 25);
        await Promise.all(kept.map(post));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      while (taken.size < sent.size) await Promise.all([...sent.keys()].filter((id) => !taken.has(id)).map(post));
    })();

    await waitFor('a hundred have come in', () => Promise.resolve(taken.size >= 100));
    const since = new Date((await operate('suspend', { reason: 'under load' })).suspendedAt);
    await waitFor('deliveries are refused', () => Promise.resolve((refusals.get('403 TENANT_SUSPENDED') ?? 0) > 20));
    // Longer than any clock had left.
    await waitFor('time passes', () => Promise.resolve(Date.now() > since.getTime() + TARGET_MS + 2_000));
    const fired = () =>
      world.all('SELECT * FROM audit WHERE at > $1 AND action IN ($2, $3) AND org_id = $4', [
        since,
        'sla.breached',
        'escalation.fired',
        world.orgId,
      ]);
    expect(await fired()).toEqual([]);
    const before = await world.one<{ n: number }>(
      "SELECT count(*)::int AS n FROM leads WHERE source = 'web' AND status <> 'CLOSED'",
    );

    const { leads } = await operate('return');
    expect(leads).toBe(before.n);
    const { at: until } = await world.one<{ at: Date }>(
      "SELECT (after->>'returnedAt')::timestamptz AS at FROM audit WHERE org_id = $1 AND action = 'organisation.returned' ORDER BY id DESC LIMIT 1",
      [world.orgId],
    );
    await waitFor('more come in', () => Promise.resolve(taken.size >= 200));
    isSending = false;
    await sending;
    expect([...refusals.keys()]).toEqual(['403 TENANT_SUSPENDED']);

    // Nothing is lost: each message is one lead, begun, with a clock.
    const count = async (where: string): Promise<number> =>
      (
        await world.one<{ n: number }>(`SELECT count(*)::int AS n FROM leads l WHERE l.endpoint_id = $1 AND ${where}`, [
          sender.endpointId,
        ])
      ).n;
    expect(await count('true')).toBe(sent.size);
    await waitFor('all are begun', async () => (await count("status = 'RECEIVED'")) === 0);
    await waitFor('all breach in their time, as nobody calls', async () => {
      const open = await world.one<{ n: number }>(
        "SELECT count(*)::int AS n FROM clocks c JOIN leads l ON l.org_id = c.org_id AND l.id = c.lead_id WHERE l.endpoint_id = $1 AND c.status = 'BREACHED'",
        [sender.endpointId],
      );
      return open.n === sent.size;
    });
    const clocks = await world.all<{ started_at: Date; deadline_at: Date; breached_at: Date }>(
      'SELECT c.* FROM clocks c JOIN leads l ON l.org_id = c.org_id AND l.id = c.lead_id WHERE l.endpoint_id = $1',
      [sender.endpointId],
    );
    const stood = until.getTime() - since.getTime();
    for (const { started_at: startedAt, deadline_at: deadlineAt, breached_at: breachedAt } of clocks) {
      const ran = deadlineAt.getTime() - startedAt.getTime();
      const stoodStill = startedAt < since && startedAt.getTime() + TARGET_MS >= since.getTime();
      // One that was on its way in while it was suspended stood still from its own beginning on.
      const wasOnItsWay = startedAt >= since && startedAt < until;
      if (wasOnItsWay) expect(deadlineAt.getTime()).toBe(until.getTime() + TARGET_MS);
      else expect(ran).toBe(stoodStill ? TARGET_MS + stood : TARGET_MS);
      expect(deadlineAt < since || deadlineAt > until).toBe(true);
      expect(breachedAt.getTime()).toBeGreaterThanOrEqual(deadlineAt.getTime());
    }
    // Each alert once, none for the time between.
    await waitFor('all are alerted', async () => {
      const { n } = await world.one<{ n: number }>(
        'SELECT count(*)::int AS n FROM escalations e JOIN leads l ON l.org_id = e.org_id AND l.id = e.lead_id WHERE l.endpoint_id = $1',
        [sender.endpointId],
      );
      return n === sent.size;
    });
    const between = await world.all('SELECT * FROM escalations WHERE due_at > $1 AND due_at < $2', [since, until]);
    expect(between).toEqual([]);
    const { drifted } = await db.inOrg(world.orgId, (tx) => findDrift(tx, () => true));
    expect(drifted).toBe(0);
    // Line by line: a failure shows which.
    const lines = worker.output().split('\n');
    expect(lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  }, 120_000);
});
