import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readForExport } from '../../../api/http/csv.js';
import { openDatabase, type Database, type OrgTransaction } from '../../../db/client.js';
import { PATIENCE, sessionLimits, type Patience } from '../../../db/patience.js';
import { joinSettlements } from '../../../settlement/join.js';
import { LeadApi, type Answer, type TestEndpoint } from '../../support/lead-api.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

let api: LeadApi;
/** The org that asks for too much, and another. */
let greedy: World;
let other: World;
const databases: Database[] = [];

beforeAll(async () => {
  api = await LeadApi.open('starvation');
  greedy = api.world;
  other = await World.create(api.database.ownerUrl);
  await greedy.addRep('Radu');
  await greedy.addFlow(flowDefinition(greedy.teamId));
});
afterAll(async () => {
  await Promise.all(databases.map((db) => db.close()));
  await other.close();
  await api.close();
});

/** Holds a lead's row, as a worker that hangs would. @returns what lets it go */
async function hold(leadId: string): Promise<() => Promise<void>> {
  const holder = await greedy.sql.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM leads WHERE id = $1 FOR UPDATE', [leadId]);
  return async () => {
    await holder.query('ROLLBACK');
    holder.release();
  };
}

const waitingForLocks = async (): Promise<number> =>
  (
    await greedy.one<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  ).count;

describe('an org that holds a lock and floods', () => {
  it('takes no other org its connections, and is answered what it can do itself', async () => {
    const endpoint = await api.addEndpoint();
    const body = { externalId: 'locked', email: 'ana@example.com' };
    const { leadId } = (await api.deliver(endpoint, body).expect(202)).body;
    const manager = await api.manager();
    const flooded: Answer[] = [];
    const send = async (sent: PromiseLike<Answer>): Promise<void> => void flooded.push(await sent);
    const letGo = await hold(leadId);
    let flood: Promise<unknown>;
    try {
      flood = Promise.all([
        // What its sender adds to a known lead, and what people ask of it: each waits for the row.
        ...Array.from({ length: 40 }, (_, n) => send(api.deliver(endpoint, { ...body, message: `again ${n}` }))),
        ...Array.from({ length: 200 }, () =>
          send(api.call('post', `/api/leads/${leadId}/close`).set('authorization', manager).send({ outcome: 'LOST' })),
        ),
      ]);
      await waitFor('the flood waits for the lock', async () => (await waitingForLocks()) >= 5);
      expect(await waitingForLocks()).toBe(5);

      const answers = await Promise.all(await ordinaryRequests());
      expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);

      const refusals = () => flooded.map(({ body: problem }) => problem.title);
      await waitFor('some waited too long', () =>
        Promise.resolve(refusals().includes('Somebody else is changing this right now')),
      );
      // Its line is full: those are answered at once.
      expect(refusals()).toContain('Your organisation has too much under way at once');
    } finally {
      await letGo();
    }
    await flood;
    for (const { status, headers } of flooded) {
      expect([202, 503]).toContain(status);
      if (status === 503) expect(headers['retry-after']).toBe('1');
    }
    // It was closed by one of them, or nobody's turn came: then the next one does.
    await api
      .call('post', `/api/leads/${leadId}/close`)
      .set('authorization', manager)
      .send({ outcome: 'LOST' })
      .expect(202);
  });

  /** Of another org: leads come in, lists are read, and somebody works on a lead. */
  async function ordinaryRequests(): Promise<PromiseLike<Answer>[]> {
    const endpoint: TestEndpoint = await api.addEndpoint({ orgId: other.orgId });
    const token = await api.tokenOf(other.managerId, 'MANAGER', other.orgId);
    const [leadId] = await other.receiveMany(1);
    return Array.from({ length: 8 }, () => [
      api.deliver(endpoint, { email: `${newId()}@example.com` }),
      api.call('get', '/api/leads').set('authorization', token),
      api.call('get', `/api/leads/${leadId}`).set('authorization', token),
      api.call('post', `/api/leads/${leadId}/proofs`).set('authorization', token).send({ kind: 'CALL_LOGGED' }),
    ]).flat();
  }
});

function open(patience: Patience): Database {
  const db = openDatabase(api.database.appUrl, { role: 'pinggo_app', patience });
  databases.push(db);
  return db;
}

const SHORT: Patience = { statementMs: 2_000, lockMs: 300, idleMs: 2_000 };

describe('a settlement that meets a lock', () => {
  it('fails alone, loses nothing, and does its work when it is asked again', async () => {
    const settle = joinSettlements({
      db: open(SHORT),
      outgoing: [],
      clock: Date.now,
      log: pino({ level: 'silent' }),
    });
    const ids = await greedy.receiveMany(3);
    const letGo = await hold(ids[0]!);
    const settled = await Promise.allSettled(ids.map((id) => settle(greedy.orgId, id, 'SETTLED', 0)));
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(settled[0]).toMatchObject({ reason: { code: '55P03' } });
    await letGo();
    expect(await settle(greedy.orgId, ids[0]!, 'SETTLED', 0)).toMatchObject({ leadId: ids[0], status: 'ASSIGNED' });
  });
});

describe('a connection', () => {
  const limitsOf = async ({ client }: Pick<OrgTransaction, 'client'>) => {
    const { rows } = await client.query<Record<string, number>>(
      `SELECT json_object_agg(name, setting::int) AS limits FROM pg_settings WHERE name = ANY($1)`,
      [Object.keys(sessionLimits(SHORT))],
    );
    return rows[0]!['limits'];
  };

  it('has the limits of the kind of work that it does', async () => {
    const db = open(PATIENCE.SETTLING);
    expect(await db.inOrg(greedy.orgId, limitsOf)).toEqual(sessionLimits(PATIENCE.SETTLING));
    expect(await api.db.inOrg(greedy.orgId, limitsOf)).toEqual(sessionLimits(PATIENCE.WRITING));
    expect(await api.db.readOrg(greedy.orgId, limitsOf)).toEqual(sessionLimits(PATIENCE.READING));
    expect(await readForExport(api.db, greedy.orgId, limitsOf)).toEqual(sessionLimits(PATIENCE.EXPORTING));
    // What one transaction had is not left to the next.
    expect(await api.db.inOrg(greedy.orgId, limitsOf)).toEqual(sessionLimits(PATIENCE.WRITING));
  });

  it('is ended where nobody goes on with its transaction, which takes its locks with it', async () => {
    const db = open({ ...SHORT, idleMs: 200 });
    const [leadId] = await greedy.receiveMany(1);
    const abandoned = db.inOrg(greedy.orgId, async ({ client }) => {
      await client.query('SELECT FROM leads WHERE id = $1 FOR UPDATE', [leadId]);
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await waitFor(
        'Postgres ends it',
        async () => (await greedy.all('SELECT FROM pg_stat_activity WHERE pid = $1', [rows[0]!.pid])).length === 0,
      );
    });
    await expect(abandoned).rejects.toMatchObject({ code: '25P03' });
    const again = db.inOrg(greedy.orgId, async ({ client }) =>
      client.query('SELECT id FROM leads WHERE id = $1 FOR UPDATE NOWAIT', [leadId]),
    );
    expect((await again).rowCount).toBe(1);
  });

  it('stops a statement that takes too long, and serves the next', async () => {
    const db = open({ ...SHORT, statementMs: 100 });
    const slow = db.inOrg(greedy.orgId, ({ client }) => client.query('SELECT pg_sleep(30)'));
    await expect(slow).rejects.toMatchObject({ code: '57014' });
    expect(await db.inOrg(greedy.orgId, () => Promise.resolve('yes'))).toBe('yes');
  });
});
